"""The reference answer beside the learner's own."""

import difflib
from pathlib import Path

import msgspec

from grader.errors import SubmissionError, UsageError
from grader.exercise import Exercise
from grader.learner.place import answer_path, is_stub
from grader.rubric import ModelRubric
from grader.submission import read_answer, read_written


class Shown(msgspec.Struct, frozen=True):
    """A solution to show: the whole file, and a unified diff from the learner's; empty where none.

    `own` is the learner's file as it is named to the learner, empty where it is the stub still.
    """

    name: str
    whole: str
    own: str = ""
    diff: tuple[str, ...] = ()


def solution(path: Path, exercise: Exercise, *, allowed: bool) -> Shown:
    """The reference answer, beside what the learner has.

    Args:
        path: the workspace, or whatever holds the learner's answer.
        exercise: the exercise.
        allowed: whether it was passed, or asked for all the same.

    Raises:
        UsageError: it is not allowed; the text says how it could be.
    """
    number = exercise.number
    if not allowed:
        raise UsageError(
            f"exercise {number} is not passed yet. A nudge instead: cnn-grade hint {number}. To "
            f"see the reference answer all the same: cnn-grade solution {number} --reveal"
        )
    whole = exercise.solution.read_text(encoding="utf-8")
    shown, text = _own(path, exercise)
    if not text:
        return Shown(exercise.solution.name, whole)
    reference = f"{exercise.solution.name} (reference)"
    compared = _bare(whole) if shown.endswith(".py") else whole
    diff = difflib.unified_diff(
        _bare(text).splitlines(), compared.splitlines(), f"{shown} (yours)", reference, lineterm=""
    )
    return Shown(exercise.solution.name, whole, shown, tuple(diff))


def _bare(text: str) -> str:
    return text.strip("\n") + "\n"


def _own(path: Path, exercise: Exercise) -> tuple[str, str]:
    """Name and text of the learner's answer; empty where there is none, or the stub still."""
    try:
        return _read(answer_path(path, exercise), exercise)
    except SubmissionError:
        return "", ""


def _read(path: Path, exercise: Exercise) -> tuple[str, str]:
    file = path / f"{exercise.name}.py" if path.is_dir() else path
    if file.suffix == ".py" and file.is_file():
        text = file.read_text(encoding="utf-8", errors="replace")
        if text != exercise.stub.read_text(encoding="utf-8"):
            return file.name, text
    if isinstance(exercise.rubric, ModelRubric):
        answer = read_answer(path, exercise.number, exercise.name)
        return answer.shown, "" if is_stub(answer.code, exercise) else answer.code
    written = read_written(path, exercise.number, exercise.name, exercise.question)
    return written.shown, written.text
