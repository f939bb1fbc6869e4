"""`cnn-grade hint` and `cnn-grade solution` as a learner meets them."""

import shutil
from pathlib import Path

import pexpect
import pytest
from inline_snapshot import snapshot

from command import COMMAND, ROOT, cnn_grade, environment
from grader.learner import progress
from grader.learner.store import store_of
from learner.workspaces import made

HALF = 'ANSWER = "Max pooling is faster to compute."\n'


def tried(folder: Path, text: str = HALF) -> Path:
    """A workspace with an attempt at exercise 4."""
    workspace = made(folder)
    (workspace / "ex04_pooling.py").write_text(text, encoding="utf-8")
    cnn_grade("exercise", "4", cwd=workspace)
    return workspace


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_hints_go_further_and_end(columns: int, tmp_path: Path) -> None:
    workspace = tried(tmp_path / "mine")
    said = [cnn_grade("hint", "4", cwd=workspace, COLUMNS=str(columns)) for _ in range(4)]
    assert [one.status for one in said] == [0] * 4
    assert len({one.out for one in said}) == 4
    assert all(len(line) <= columns for one in said for line in one.out.splitlines())
    assert "cnn-grade solution 4 --reveal" in " ".join(said[3].out.split())
    if columns == 80:
        assert said[0].out == snapshot("""\
Exercise 4 · Max pooling or a strided convolution?

Hint 1 of 3
  Both make the maps equally small. So look at what each layer consists of.

Next: cnn-grade exercise 4. Or more: cnn-grade hint 4
""")
        assert said[3].out == snapshot("""\
Exercise 4 · Max pooling or a strided convolution?

These are all hints on what your last attempt lacked:
  - Both make the maps equally small. So look at what each layer consists of.
  - How many numbers does training have to find for a 3x3 convolution of 100
    maps? And for the largest of four values?
  - Count the parameters of a layer that only takes a maximum: what is the
    result, and what is it for the convolution?

Next, the reference answer: cnn-grade solution 4 --reveal
""")


def test_a_hint_before_the_first_attempt(tmp_path: Path) -> None:
    assert cnn_grade("hint", "9", cwd=made(tmp_path / "mine")).out == snapshot("""\
Exercise 9 · A CNN for MNIST

Hint
  Begin small: keras.Input, one convolution, a pooling, Flatten, and a dense
  layer for ten classes. When that is graded, make it better.

Next: cnn-grade exercise 9. Or on to the next point: cnn-grade hint 9
""")


def test_a_hint_outside_of_a_workspace(tmp_path: Path) -> None:
    first, again = (cnn_grade("hint", "2", cwd=tmp_path) for _ in range(2))
    assert first.out == again.out
    assert "cnn-grade start makes one" in first.err
    assert list(tmp_path.iterdir()) == []


def test_a_hint_is_given_where_it_cannot_be_counted(tmp_path: Path) -> None:
    workspace = tried(tmp_path / "mine")
    store_of(workspace).write_bytes(b"nonsense " * 500)
    ran = cnn_grade("hint", "4", cwd=workspace)
    assert ran.status == 0
    assert "Hint" in ran.out
    assert "is damaged. Move it away" in ran.err


def test_no_hint_where_nothing_is_missing(tmp_path: Path) -> None:
    solution = (ROOT / "solutions" / "ex04_pooling.py").read_text(encoding="utf-8")
    ran = cnn_grade("hint", "4", cwd=tried(tmp_path / "mine", solution))
    assert "Nothing is missing" in ran.out
    assert "--reveal" not in ran.out


def test_a_solution_only_after_a_pass_or_on_demand(tmp_path: Path) -> None:
    workspace = tried(tmp_path / "mine")
    refused = cnn_grade("solution", "4", cwd=workspace)
    assert (refused.status, refused.out) == (2, "")
    assert "cnn-grade hint 4" in refused.err
    assert "cnn-grade solution 4 --reveal" in refused.err
    revealed = cnn_grade("solution", "4", "--reveal", cwd=workspace)
    assert revealed.out.startswith(
        "--- ex04_pooling.py (yours)\n+++ ex04_pooling.py (reference)\n@@ -1 +1,"
    )
    assert '-ANSWER = "Max pooling is faster to compute."' in revealed.out
    assert "\x1b" not in revealed.out


def test_the_solution_after_a_pass_whole(tmp_path: Path) -> None:
    workspace = tried(tmp_path / "mine", 'ANSWER = "A pooling layer has no parameters."\n')
    assert len(progress.attempts(workspace)) == 1
    ran = cnn_grade("solution", "4", "--whole", cwd=workspace)
    assert ran.out == (ROOT / "solutions" / "ex04_pooling.py").read_text(encoding="utf-8")


def test_the_solution_beside_an_untouched_stub_is_whole(tmp_path: Path) -> None:
    ran = cnn_grade("solution", "9", "--reveal", cwd=made(tmp_path / "mine"))
    assert ran.out == (ROOT / "solutions" / "ex09_mnist.py").read_text(encoding="utf-8")


def test_the_solution_beside_a_notebook(tmp_path: Path) -> None:
    shutil.copytree(made(tmp_path / "mine", notebook=True), tmp_path / "other")
    path = tmp_path / "other" / "exercises.ipynb"
    text = path.read_text(encoding="utf-8").replace(
        '"def build_model():\\n",', '"def build_model():\\n", "    return 1\\n",', 1
    )
    path.write_text(text, encoding="utf-8")
    ran = cnn_grade("solution", "9", "--reveal", cwd=tmp_path / "other")
    assert "--- exercises.ipynb (yours)" in ran.out
    assert "-    return 1" in ran.out


def test_in_a_terminal_the_signs_have_colours_too(tmp_path: Path) -> None:
    child = pexpect.spawn(
        str(COMMAND),
        ["solution", "4", "--reveal"],
        cwd=str(tried(tmp_path / "mine")),
        env=environment(TERM="xterm-256color"),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    assert "\x1b[32m+ANSWER" in child.before
