"""Grading in a workspace: every attempt is kept, and what did not change is not graded again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from grader.errors import SubmissionError
from grader.exercise import Exercise
from grader.learner import progress
from grader.learner.digest import answer_digest, key_of
from grader.learner.place import answer_path
from grader.learner.progress import Made, ProgressError, Remembered
from grader.learner.workspace import workspace_of
from grader.options import Options
from grader.pipeline import Graded, grade_file


class Memory(msgspec.Struct, frozen=True):
    """How a workspace is used: the clock, in UTC; `fresh` grades what did not change, too."""

    now: Callable[[], datetime]
    fresh: bool = False


def grade(path: Path, exercise: Exercise, options: Options, memory: Memory) -> Graded:
    """Grade the answer to one exercise; in a workspace with memory, elsewhere without a trace.

    Trouble with the memory is told to `options.on_note` and changes nothing else.

    Raises:
        GraderError: nothing can be read there, or the grader itself could not do its work.
    """
    workspace = workspace_of(path)
    if workspace is None:
        return grade_file(path, exercise, options)
    path = answer_path(path, exercise)
    answer = _answer(path, exercise)
    # What pictures are drawn from is too large to be remembered.
    is_fresh = memory.fresh or options.wants_pictures
    found = None if is_fresh else _recalled(workspace, answer, exercise, options)
    if found is not None:
        options.on_note(_unchanged(found, exercise))
        return found.graded
    graded = grade_file(path, exercise, options)
    # A file that was saved meanwhile: which of the two was graded cannot be known.
    same = answer if answer == _answer(path, exercise) else ""
    _keep(workspace, graded, (same, exercise, options), memory.now())
    return graded


def _answer(path: Path, exercise: Exercise) -> str:
    """The digest of an answer; empty where there is none to read, which grading then says."""
    try:
        return answer_digest(path, exercise)
    except SubmissionError:
        return ""


def _recalled(
    workspace: Path, answer: str, exercise: Exercise, options: Options
) -> Remembered | None:
    # Trouble with the store is told once, when the attempt is kept.
    with suppress(ProgressError):
        return progress.recall(workspace, key_of(answer, exercise, options) if answer else "")
    return None


def _keep(
    workspace: Path, graded: Graded, given: tuple[str, Exercise, Options], at: datetime
) -> None:
    """Keep an attempt; a stub that was left as it is was none."""
    if graded.result.status == "not_attempted":
        return
    answer, exercise, options = given
    made = Made(
        at=at,
        key=key_of(answer, exercise, options) if answer else "",
        answer=answer,
        seed=options.seed,
        quick=options.quick,
    )
    try:
        progress.record(workspace, graded, made)
    except ProgressError as error:
        options.on_note(f"cnn-grade: this attempt was not kept, but graded as ever: {error}")


def _unchanged(found: Remembered, exercise: Exercise) -> str:
    since = found.at.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"Exercise {exercise.number}: unchanged since {since}; --fresh grades it again."
