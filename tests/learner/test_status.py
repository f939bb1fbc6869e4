"""The table of the ten at three widths, and what it says of a workspace."""

import io
import json
import os
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace
from rich.console import Console

from command import cnn_grade
from grader.exercise import course_folder, exercise_numbers, load_exercise
from grader.learner import progress
from grader.learner.progress import HintUsed, Made
from grader.learner.standing import standings
from grader.report.status import show_status
from grader.result import Standing
from learner.workspaces import NOON, graded, later, made

COURSE = course_folder()
ALL = [load_exercise(number, COURSE) for number in exercise_numbers(COURSE)]


def played(folder: Path) -> Path:
    """A workspace after some work."""
    workspace = made(folder)
    for number, points, most in ((1, 0.5, 1.0), (1, 1.0, 1.0), (4, 0.0, 1.0), (9, 4.0, 10.0)):
        progress.record(workspace, graded(number, points, most), Made(at=later(number)))
    for step in (1, 2):
        progress.use_hint(workspace, HintUsed(4, "idea:no parameters", step), NOON)
    return workspace


def screen(found: tuple[Standing, ...], width: int, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, force_terminal=colour)
    show_status(console, found, later(125))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_the_table_at_sixty_columns(tmp_path: Path) -> None:
    assert screen(standings(played(tmp_path / "mine"), ALL), 60) == snapshot("""\

      exercise                    points  tries  next
✓  1  Why convolutions?           1 of 1      2  –
–  2  Parameters and memory            –      –  exercise 2
–  3  The GPU runs out of memo…        –      –  exercise 3
✗  4  Max pooling or a strided…   0 of 1      1  hint 4
–  5  When to add local respon…        –      –  exercise 5
–  6  Five networks and what e…        –      –  exercise 6
–  7  Fully convolutional netw…        –      –  exercise 7
–  8  What makes semantic segm…        –      –  exercise 8
~  9  A CNN for MNIST            4 of 10      1  hint 9
– 10  Transfer learning on flo…        –      –  exercise 10

1 of 10 passed, 5 of 29 points, 4 tries, 2 hints, 8 s of
grading
Next: cnn-grade hint 4\
""")


def test_the_table_at_eighty_columns(tmp_path: Path) -> None:
    assert screen(standings(played(tmp_path / "mine"), ALL), 80) == snapshot("""\

      exercise                        points  tries  hints  changed  next
✓  1  Why convolutions?               1 of 1      2      –  2 h ago  –
–  2  Parameters and memory                –      –      –  –        exercise 2
–  3  The GPU runs out of memory           –      –      –  –        exercise 3
✗  4  Max pooling or a strided con…   0 of 1      1      2  2 h ago  hint 4
–  5  When to add local response n…        –      –      –  –        exercise 5
–  6  Five networks and what each …        –      –      –  –        exercise 6
–  7  Fully convolutional networks         –      –      –  –        exercise 7
–  8  What makes semantic segmenta…        –      –      –  –        exercise 8
~  9  A CNN for MNIST                4 of 10      1      –  1 h ago  hint 9
– 10  Transfer learning on flowers         –      –      –  –        exercise 10

1 of 10 passed, 5 of 29 points, 4 tries, 2 hints, 8 s of grading
Next: cnn-grade hint 4\
""")


def test_the_table_at_a_hundred_and_twenty_columns(tmp_path: Path) -> None:
    assert screen(standings(played(tmp_path / "mine"), ALL), 120) == snapshot("""\

      exercise                                   points  tries  hints  time  changed  next
✓  1  Why convolutions?                          1 of 1      2      –   4 s  2 h ago  –
–  2  Parameters and memory                           –      –      –     –  –        exercise 2
–  3  The GPU runs out of memory                      –      –      –     –  –        exercise 3
✗  4  Max pooling or a strided convolution?      0 of 1      1      2   2 s  2 h ago  hint 4
–  5  When to add local response normalization        –      –      –     –  –        exercise 5
–  6  Five networks and what each brought             –      –      –     –  –        exercise 6
–  7  Fully convolutional networks                    –      –      –     –  –        exercise 7
–  8  What makes semantic segmentation hard           –      –      –     –  –        exercise 8
~  9  A CNN for MNIST                           4 of 10      1      –   2 s  1 h ago  hint 9
– 10  Transfer learning on flowers                    –      –      –     –  –        exercise 10

1 of 10 passed, 5 of 29 points, 4 tries, 2 hints, 8 s of grading
Next: cnn-grade hint 4\
""")


def test_colour_is_never_the_only_sign(tmp_path: Path) -> None:
    found = standings(played(tmp_path / "mine"), ALL)
    coloured = screen(found, 80, colour=True)
    assert "\x1b[" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in plain.splitlines()] == screen(found, 80).splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_the_screen(width: int, tmp_path: Path) -> None:
    found = standings(played(tmp_path / "mine"), ALL)
    assert all(len(line) <= width for line in screen(found, width).splitlines())


def test_the_best_attempt_counts_and_a_mark_goes_before_an_estimate(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    for points, quick in ((10.0, True), (6.0, False), (2.0, False)):
        progress.record(workspace, graded(9, points, 10.0), Made(at=NOON, quick=quick))
    (one,) = standings(workspace, [ALL[8]])
    assert (one.points, one.estimated, one.tries, one.status) == (6.0, False, 3, "partial")
    assert one.next_step == "cnn-grade hint 9"


def test_a_quick_pass_is_no_pass_yet(tmp_path: Path) -> None:
    workspace = made(tmp_path / "mine")
    progress.record(workspace, graded(9, 10.0, 10.0), Made(at=NOON, quick=True))
    (one,) = standings(workspace, [ALL[8]])
    assert one.estimated
    assert one.next_step == "cnn-grade exercise 9"
    assert "0 of 1 passed" in screen((one,), 80)


def test_all_passed() -> None:
    one = Standing(
        exercise=4,
        title="Pooling",
        status="passed",
        points=1,
        max_points=1,
        estimated=False,
        tries=1,
        changed=NOON,
        seconds=70,
        hints=0,
        next_step="",
    )
    assert "1 of 1 passed, 1 of 1 points, 1 try, 0 hints, 1 min of grading" in screen((one,), 80)
    assert screen((one,), 80).endswith("All passed. Nothing is left to do here.")
    assert "just now" in screen((replace(one, changed=later(9999)),), 80)


def test_status_as_json(tmp_path: Path) -> None:
    ran = cnn_grade("status", "--json", "--path", played(tmp_path / "mine"))
    assert ran.status == 0
    found = json.loads(ran.out)
    assert [one["exercise"] for one in found["exercises"]] == list(range(1, 11))
    assert found["passed"] == 1
    fourth = found["exercises"][3]
    assert (fourth["tries"], fourth["hints"], fourth["next_step"]) == (1, 2, "cnn-grade hint 4")
    assert fourth["changed"] == "2026-05-01T12:04:00Z"


def test_status_of_what_is_no_workspace(tmp_path: Path) -> None:
    ran = cnn_grade("status", cwd=tmp_path)
    assert ran.status == 2
    assert "this folder is no workspace" in ran.err
    assert "cnn-grade start my_work" in ran.err
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - names alone
