"""The file that progress is kept in: nothing is lost, and trouble is a sentence."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import ROOT, environment
from grader.learner import progress
from grader.learner.progress import HintUsed, Made, ProgressError
from grader.learner.store import MIGRATIONS, opened, store_of, written
from learner.workspaces import NOON, graded, later, made

RECORDS = """
import sys
from pathlib import Path
from learner.workspaces import NOON, graded
from grader.learner.progress import Made, record

workspace, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(times):
    record(workspace, graded(4, 1.0), Made(at=NOON, answer=f"{name} {number}"))
    print(f"{name} {number}", flush=True)
"""


def recording(workspace: Path, name: str, times: int) -> subprocess.Popen[str]:
    """A process that records attempts and says which are done."""
    return subprocess.Popen(
        [sys.executable, "-c", RECORDS, str(workspace), name, str(times)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment(PYTHONPATH=f"{ROOT / 'tests'}"),
        cwd=ROOT,
    )


def test_what_was_recorded_is_found_again(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    assert progress.attempts(workspace) == ()
    assert progress.last_graded(workspace, 4) is None
    progress.record(workspace, graded(4, 0.5), Made(at=NOON, key="k", answer="a", seed=7))
    (one,) = progress.attempts(workspace)
    assert (one.exercise, one.status, one.points, one.seed) == (4, "partial", 0.5, 7)
    assert (one.at, one.answer, one.device, one.data) == (NOON, "a", "cpu", "sample")
    found = progress.recall(workspace, "k")
    assert found is not None
    assert found == progress.Remembered(graded(4, 0.5), NOON)
    assert progress.recall(workspace, "another") is None
    assert progress.last_graded(workspace, 4) == graded(4, 0.5)


def test_a_clock_that_jumps_back_does_not_break_the_order(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    for minutes, points in ((10, 0.0), (-600, 0.5), (0, 1.0)):
        progress.record(workspace, graded(4, points), Made(at=later(minutes), key="k"))
    assert [one.points for one in progress.attempts(workspace)] == [0.0, 0.5, 1.0]
    assert progress.last_graded(workspace, 4) == graded(4, 1.0)
    found = progress.recall(workspace, "k")
    assert found is not None
    assert found.graded == graded(4, 1.0)


def test_a_hint_shown_twice_counts_once(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    for step in (1, 1, 2):
        progress.use_hint(workspace, HintUsed(4, "idea:x", step), NOON)
    assert progress.hints_used(workspace) == (HintUsed(4, "idea:x", 1), HintUsed(4, "idea:x", 2))


def test_the_graders_own_trouble_is_never_remembered(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    from msgspec.structs import replace

    wrong = replace(graded(4, 0.5), result=replace(graded(4, 0.5).result, status="error"))
    progress.record(workspace, wrong, Made(at=NOON, key="k"))
    assert progress.recall(workspace, "k") is None
    assert progress.last_graded(workspace, 4) is None
    assert len(progress.attempts(workspace)) == 1


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    workspace, times = made(tmp_path / "mine"), 40
    both = [recording(workspace, name, times) for name in ("one", "two")]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    kept = [one.answer for one in progress.attempts(workspace)]
    for name in ("one", "two"):
        assert [answer for answer in kept if answer.startswith(name)] == [
            f"{name} {number}" for number in range(times)
        ]


@pytest.mark.parametrize(
    "kills", [pytest.param(12, id="12"), pytest.param(50, marks=pytest.mark.slow)]
)
def test_a_kill_at_any_instant_loses_nothing_that_was_done(kills: int, tmp_path: Path) -> None:
    """The seed is fixed, the instant is not: it moves with the machine."""
    workspace, draw = made(tmp_path / "mine"), random.Random(6)  # noqa: S311 - no secret
    said: list[str] = []
    for number in range(kills):
        process = recording(workspace, f"run {number}", 100_000)
        assert process.stdout is not None
        said.append(process.stdout.readline().strip())  # the imports are over
        time.sleep(draw.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        lines = process.communicate(timeout=60)[0].splitlines(keepends=True)
        said += [line.strip() for line in lines if line.endswith("\n")]
        kept = {one.answer for one in progress.attempts(workspace)}
        assert set(said) <= kept
    with opened(workspace) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@given(st.lists(st.tuples(st.integers(1, 10), st.sampled_from([0.0, 0.5, 1.0])), max_size=12))
@settings(max_examples=15)
def test_rows_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[int, float]]
) -> None:
    workspace = made(tmp_path_factory.mktemp("mine"))
    for number, points in tries:
        progress.record(workspace, graded(number, points), Made(at=NOON))
    assert [(one.exercise, one.points) for one in progress.attempts(workspace)] == tries


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(4, 1.0), Made(at=NOON))
    more = (*MIGRATIONS, ("ALTER TABLE attempts ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'",))
    for _ in range(2):
        with opened(workspace, more) as connection:
            assert connection.execute("SELECT mood FROM attempts").fetchall() == [("fine",)]
    with pytest.raises(ProgressError, match=r"was written by a newer cnn-grade"):
        progress.attempts(workspace)


def damaged(store: Path) -> None:
    store.write_bytes(b"no store at all " * 300)


def cut(store: Path) -> None:
    store.write_bytes(store.read_bytes()[:5000])


def emptied(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("DROP TABLE attempts")


def changed(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE attempts SET at = 'noon', status = 'splendid'")
        connection.commit()


def folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        pytest.param(damaged, "is damaged. Move it away", id="another file"),
        pytest.param(cut, "is damaged. Move it away", id="cut off"),
        pytest.param(emptied, "is damaged. Move it away", id="a table is gone"),
        pytest.param(changed, "is damaged. Move it away", id="odd values"),
        pytest.param(folder, "cannot be opened", id="a folder"),
    ],
)
def test_a_broken_store_is_a_sentence(harm: object, says: str, tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(4, 1.0), Made(at=NOON))
    assert callable(harm)
    harm(store_of(workspace))
    with pytest.raises(ProgressError, match=says):
        progress.attempts(workspace)


def test_a_store_that_another_process_holds_on_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.learner.store._WAIT_S", 0.1)
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(4, 1.0), Made(at=NOON))
    with opened(workspace) as other, written(other):
        with pytest.raises(ProgressError, match="another process has been writing"):
            progress.record(workspace, graded(4, 1.0), Made(at=NOON))
        assert len(progress.attempts(workspace)) == 1


@pytest.mark.skipif(os.name != "posix", reason="limits on file sizes are POSIX")
def test_a_full_disk(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(4, 1.0), Made(at=NOON))
    size = store_of(workspace).stat().st_size
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n{RECORDS}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(workspace), "full", "1000"],
        capture_output=True,
        encoding="utf-8",
        env=environment(PYTHONPATH=f"{ROOT / 'tests'}"),
        check=False,
        timeout=60,
    )
    assert "the disk" in done.stderr.splitlines()[-1]
    kept = [one.answer for one in progress.attempts(workspace)]
    assert kept[1:] == done.stdout.splitlines()


READ_ONLY = """
import os, sys
from pathlib import Path
from learner.workspaces import NOON, graded
from grader.learner.progress import Made, ProgressError, attempts, record

workspace = Path(sys.argv[1])
graded_once = graded(4, 1.0)
attempts(workspace)
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    record(workspace, graded_once, Made(at=NOON))
except ProgressError as error:
    print(error)
print(len(attempts(workspace)))
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_a_read_only_workspace_can_be_read_and_says_so(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(4, 1.0), Made(at=NOON))
    store_of(workspace).chmod(0o444)
    store_of(workspace).parent.chmod(0o555)
    # Whoever it is that reads must be able to come so far; pytest's folders are for one person.
    for folder in (workspace, *workspace.parents):
        if "pytest-" in str(folder) or folder == workspace:
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(workspace)],
        capture_output=True,
        encoding="utf-8",
        env=environment(PYTHONPATH=f"{ROOT / 'tests'}"),
        check=False,
        timeout=60,
    )
    store_of(workspace).parent.chmod(0o755)
    assert "progress.sqlite3: cannot be written to." in done.stdout
    assert done.stdout.splitlines()[-1] == "1"


def test_moments_are_in_utc(tmp_path: Path) -> None:
    from datetime import timezone

    workspace = made(tmp_path / "mine")
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    progress.record(workspace, graded(4, 1.0), Made(at=there))
    with opened(workspace) as connection:
        assert connection.execute("SELECT at FROM attempts").fetchone() == (
            "2026-05-01T12:00:00+00:00",
        )
