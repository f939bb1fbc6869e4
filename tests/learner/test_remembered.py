"""`cnn-grade exercise` in a workspace: attempts are kept, and what did not change is known."""

import json
import os
import shutil
from pathlib import Path

import pytest

from command import ROOT, Ran, cnn_grade
from grader.learner import progress
from grader.learner.store import FOLDER, store_of
from learner.workspaces import made

NAME = "ex04_pooling.py"


def solved(folder: Path, name: str = NAME) -> Path:
    """A workspace with one reference answer in it."""
    workspace = made(folder)
    shutil.copy(ROOT / "solutions" / name, workspace)
    return workspace


def asked(workspace: Path, *words: str) -> Ran:
    return cnn_grade("exercise", "4", *words, cwd=workspace)


def test_an_unchanged_answer_is_known_again(tmp_path: Path) -> None:
    workspace = solved(tmp_path / "mine")
    first = asked(workspace)
    assert (first.status, first.err) == (0, "")
    again = asked(workspace)
    assert (again.status, again.out) == (0, first.out)
    assert "Exercise 4: unchanged since 20" in again.err
    assert "--fresh grades it again" in again.err
    assert len(progress.attempts(workspace)) == 1
    fresh = asked(workspace, "--fresh")
    assert (fresh.out, fresh.err) == (first.out, "")
    assert len(progress.attempts(workspace)) == 2


def test_json_is_the_same_from_memory(tmp_path: Path) -> None:
    workspace = solved(tmp_path / "mine")
    first, again = (asked(workspace, "--json") for _ in range(2))
    assert json.loads(again.out) == json.loads(first.out)
    assert "unchanged" in again.err


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("answer", id="the answer"),
        pytest.param("line", id="where the answer stands"),
        pytest.param("seed", id="the seed"),
    ],
)
def test_what_changed_is_graded_again(change: str, tmp_path: Path) -> None:
    workspace = solved(tmp_path / "mine")
    asked(workspace)
    file = workspace / NAME
    text = file.read_text(encoding="utf-8")
    if change == "answer":
        file.write_text('ANSWER = "it is faster"\n', encoding="utf-8")
    if change == "line":
        file.write_text(f"\n\n{text}", encoding="utf-8")
    ran = asked(workspace, *(["--seed", "7"] if change == "seed" else []))
    assert "unchanged" not in ran.err
    assert len(progress.attempts(workspace)) == 2


def test_an_untouched_stub_is_no_attempt(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    assert "NOT ATTEMPTED" in asked(workspace).out
    assert progress.attempts(workspace) == ()


def test_grading_any_other_path_writes_nothing_there(tmp_path: Path) -> None:
    shutil.copy(ROOT / "solutions" / NAME, tmp_path)
    assert asked(tmp_path).status == 0
    assert asked(tmp_path, "--path", NAME).status == 0
    assert os.listdir(tmp_path) == [NAME]  # noqa: PTH208 - names alone


def test_a_folder_within_a_workspace_is_none(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    (workspace / "old").mkdir()
    shutil.copy(ROOT / "solutions" / NAME, workspace / "old")
    assert asked(workspace, "--path", "old").status == 0
    assert progress.attempts(workspace) == ()
    assert os.listdir(workspace / "old") == [NAME]  # noqa: PTH208 - names alone


def test_a_file_in_a_workspace_belongs_to_it(tmp_path: Path) -> None:
    workspace = solved(tmp_path / "mine")
    assert asked(tmp_path, "--path", str(workspace / NAME)).status == 0
    assert len(progress.attempts(workspace)) == 1


@pytest.mark.parametrize("harm", ["damaged", "read-only", "newer"])
def test_trouble_with_the_store_is_a_line_and_grading_goes_on(harm: str, tmp_path: Path) -> None:
    workspace = solved(tmp_path / "mine")
    if harm == "damaged":
        store_of(workspace).write_bytes(b"nonsense " * 500)
    elif harm == "newer":
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(store_of(workspace))) as connection:
            connection.execute("PRAGMA user_version = 99")
    else:
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        (workspace / FOLDER).chmod(0o555)
    ran = asked(workspace)
    (workspace / FOLDER).chmod(0o755)
    assert ran.status == 0
    assert "PASSED  1 of 1" in ran.out
    (line,) = " ".join(ran.err.split()).split("cnn-grade: this attempt was not kept")[1:]
    assert "Traceback" not in line


def test_a_model_is_known_again_within_half_a_second_of_computing(tmp_path: Path) -> None:
    """Wall time on a busy machine says nothing; processor time does."""
    workspace = made(tmp_path / "mine")
    stub = workspace / "ex09_mnist.py"
    stub.write_text("def build_model(:\n", encoding="utf-8")
    first = cnn_grade("exercise", "9", cwd=workspace)
    assert first.status == 1
    before = os.times()
    again = cnn_grade("exercise", "9", cwd=workspace)
    after = os.times()
    assert again.out == first.out
    assert "unchanged since" in again.err
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 1.5


@pytest.mark.slow
@pytest.mark.tensorflow
def test_own_modules_beside_a_model_belong_to_it(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    (workspace / "parts.py").write_text("UNITS = 10\n", encoding="utf-8")
    (workspace / "ex09_mnist.py").write_text(
        "import keras\nfrom parts import UNITS\n\n\ndef build_model():\n"
        "    return keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(),\n"
        "                             keras.layers.Dense(UNITS)])\n",
        encoding="utf-8",
    )

    def ask() -> Ran:
        return cnn_grade("exercise", "9", "--data", "sample", cwd=workspace)

    first, again = ask(), ask()
    assert "unchanged" in again.err
    assert again.out == first.out
    (workspace / "parts.py").write_text("UNITS = 11\n", encoding="utf-8")
    assert "unchanged" not in ask().err
    assert len(progress.attempts(workspace)) == 2
