"""What grading one answer gives: its result, and what the result was made on."""

from typing import TYPE_CHECKING

import msgspec

from grader.exercise import Exercise
from grader.result import CriterionResult, Result, Status, not_attempted
from grader.submission import Piece

if TYPE_CHECKING:
    from grader.collect.seen import Seen


class Graded(msgspec.Struct, frozen=True):
    """A result, and what it was made on: device and data, empty where nothing was run.

    `pieces` are the parts of a written answer and where they were read. `aside` is for the screen
    alone: what is measured anew each time, such as a speed, and so belongs to no result.
    `seen` is what pictures of a trained model are drawn from, where they were asked for.
    """

    result: Result
    device: str = ""
    data: str = ""
    pieces: tuple[Piece, ...] = ()
    aside: tuple[str, ...] = ()
    seen: "Seen | None" = None


def untouched(exercise: Exercise, shown: str) -> Result:
    """The result where a stub was left as it is, or a submission has no such answer.

    Args:
        exercise: the exercise that was asked for.
        shown: the file where the answer should be, as the learner knows it.
    """
    step = exercise.rubric.next_step["not_attempted"].format_map({"file": shown})
    return not_attempted(exercise.heading, exercise.max_points, (step,))


def not_graded(exercise: Exercise, why: str) -> Result:
    """The result where the grader could not do its work; it is no mark.

    Args:
        exercise: the exercise that was asked for.
        why: what was in the way, in words.
    """
    result = not_attempted(exercise.heading, exercise.max_points, (f"Not graded: {why}",))
    return msgspec.structs.replace(result, status="error")


def next_step(
    rows: tuple[CriterionResult, ...], status: Status, shown: str, exercise: Exercise
) -> str:
    """The last line of a result: what to do now."""
    best = any(row.evidence.get("level") == "distinction" for row in rows)
    key = "distinction" if status == "passed" and best else status
    first = next(
        (row.title for row in rows if row.status in {"failed", "partial"}),
        next((row.title for row in rows if row.essential and row.status != "passed"), ""),
    )
    highest = max((row.evidence.get("distinction", 0.0) for row in rows), default=0.0)
    return exercise.rubric.next_step[key].format_map(
        {"first": f"mend “{first}”", "file": shown, "distinction": highest}
    )
