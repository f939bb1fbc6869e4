"""Where a learner stands: the ten exercises of a workspace, each with its best attempt."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.exercise import Exercise
from grader.learner import progress
from grader.learner.digest import answer_digest
from grader.learner.place import answer_path
from grader.learner.progress import Attempt
from grader.learner.workspace import workspace_of
from grader.result import Standing


def workspace_at(path: Path) -> Path:
    """The workspace at a path.

    Raises:
        UsageError: it is none; the text says how to make one.
    """
    workspace = workspace_of(path)
    if workspace is None:
        raise UsageError(
            f"{path if str(path) != '.' else 'this folder'} is no workspace, so there is no "
            "progress to show. Make one with  cnn-grade start my_work  and go there, or name one "
            "with --path. A folder with answers becomes one, too; nothing in it is changed."
        )
    return workspace


def standings(workspace: Path, exercises: Sequence[Exercise]) -> tuple[Standing, ...]:
    """Where the learner stands with each exercise.

    Raises:
        ProgressError: the store cannot be read.
    """
    made = progress.attempts(workspace)
    hints = progress.hints_used(workspace)
    return tuple(
        _standing(
            workspace,
            exercise,
            [one for one in made if one.exercise == exercise.number],
            sum(one.exercise == exercise.number for one in hints),
        )
        for exercise in exercises
    )


def is_passed(workspace: Path, exercise: int) -> bool:
    """Whether an exercise was ever passed, not only by a quick estimate.

    Raises:
        ProgressError: the store cannot be read.
    """
    return any(
        one.exercise == exercise and one.status == "passed" and not one.quick
        for one in progress.attempts(workspace)
    )


def _standing(workspace: Path, exercise: Exercise, made: Sequence[Attempt], hints: int) -> Standing:
    graded = [one for one in made if one.status != "error"]
    best = max(graded, key=_worth, default=None)
    answer = _answer(workspace, exercise)
    return Standing(
        exercise=exercise.number,
        title=exercise.rubric.title,
        status=best.status if best else "not_attempted",
        points=best.points if best else 0.0,
        max_points=exercise.max_points,
        estimated=best is not None and best.quick,
        tries=len(graded),
        changed=_changed(workspace, exercise) or (graded[-1].at if graded else None),
        seconds=round(sum(one.seconds for one in made), 1),
        hints=hints,
        next_step=_next(exercise.number, graded, answer),
    )


def _worth(attempt: Attempt) -> tuple[bool, bool, float, int]:
    """What makes an attempt better: a mark rather than an estimate, a pass, points, being later."""
    return not attempt.quick, attempt.status == "passed", attempt.score, attempt.id


def _answer(workspace: Path, exercise: Exercise) -> str:
    try:
        return answer_digest(answer_path(workspace, exercise), exercise)
    except SubmissionError:
        return ""


def _changed(workspace: Path, exercise: Exercise) -> datetime | None:
    """When the learner's file was last saved; None while it is the stub, or is not there."""
    file = workspace / f"{exercise.name}.py"
    try:
        if file.read_bytes() == exercise.stub.read_bytes():
            return None
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _next(number: int, graded: Sequence[Attempt], answer: str) -> str:
    """The command to go on with; empty where there is nothing left to do."""
    if not graded or (graded[-1].answer and graded[-1].answer != answer):
        return f"cnn-grade exercise {number}"
    if any(one.status == "passed" and not one.quick for one in graded):
        return ""
    if graded[-1].status == "passed":  # a quick look that went well
        return f"cnn-grade exercise {number}"
    return f"cnn-grade hint {number}"
