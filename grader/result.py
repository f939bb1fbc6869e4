"""Result types and how points add up; imports no other room."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

Status = Literal["passed", "partial", "failed", "not_attempted", "needs_review", "error"]
Confidence = Literal["sure", "probable", "needs_review"]

PASS_SHARE = 0.75
"""Share of the points that passes an exercise (the meaning of `passed` in the design)."""


class CriterionResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one criterion found.

    `score` is a share 0..1, or None where nothing was measured; `points` are those earned.
    """

    id: str
    title: str
    status: Status
    score: float | None
    points: float
    max_points: float
    message: str
    evidence: dict[str, Any] = {}
    essential: bool = False


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome for one answer; `seconds` alone may differ between two runs on one input."""

    exercise: int
    title: str
    status: Status
    score: float
    points: float
    max_points: float
    confidence: Confidence
    criteria: tuple[CriterionResult, ...]
    feedback: tuple[str, ...]
    seconds: float


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner stands with one exercise; the best attempt counts.

    `estimated`: the best so far is only a quick estimate. `changed` is when the answer was last
    changed, in UTC, None while it is the stub; `seconds` is the time spent grading.
    """

    exercise: int
    title: str
    status: Status
    points: float
    max_points: float
    estimated: bool
    tries: int
    changed: datetime | None
    seconds: float
    hints: int
    next_step: str


class GraderInfo(msgspec.Struct, frozen=True, kw_only=True):
    """How and with what the results were made."""

    version: str
    device: str
    data: str
    sandbox: str
    seed: int


class Heading(msgspec.Struct, frozen=True):
    """Number and title of an exercise, as a result repeats them."""

    exercise: int
    title: str


class Marks(msgspec.Struct, frozen=True):
    """Points of a whole answer where they are not just the sum, and how sure they are.

    An answer in words is marked in steps, and misconceptions take something off.
    """

    points: float
    max_points: float
    confidence: Confidence


def total(
    heading: Heading,
    criteria: Iterable[CriterionResult],
    *,
    marks: Marks | None = None,
    feedback: Iterable[str] = (),
    seconds: float = 0.0,
) -> Result:
    """Add the points of all criteria up and derive the status.

    Args:
        heading: the exercise's number and title.
        criteria: all criteria of the exercise, measured or not.
        marks: points of the whole where they are not the sum.
        feedback: lines for the learner that belong to no criterion.
        seconds: wall time of the grading.
    """
    rows = tuple(criteria)
    added = marks or summed(rows)
    points, most = round(added.points, 2), round(added.max_points, 2)
    score = round(added.points / added.max_points, 4) if most else 0.0
    status = status_of(rows, score)
    return Result(
        exercise=heading.exercise,
        title=heading.title,
        status=status,
        score=score,
        points=points,
        max_points=most,
        confidence="needs_review" if status == "needs_review" else added.confidence,
        criteria=rows,
        feedback=tuple(feedback),
        seconds=round(seconds, 1),
    )


def summed(rows: tuple[CriterionResult, ...]) -> Marks:
    """The marks of an answer whose points are the sum of its criteria's."""
    points = sum(row.points for row in rows)
    return Marks(round(points, 2), round(sum(row.max_points for row in rows), 2), "sure")


def status_of(rows: tuple[CriterionResult, ...], score: float) -> Status:
    """Status of an exercise from its criteria and its share of the points.

    A row that needs a person makes the whole need one. Passed takes `PASS_SHARE` of the points
    and every essential row passed; an essential row that failed or could not be measured fails
    the whole.
    """
    essential = {row.status for row in rows if row.essential}
    if any(row.status == "error" for row in rows):
        return "error"
    if any(row.status == "needs_review" for row in rows):
        return "needs_review"
    if essential & {"failed", "not_attempted"}:
        return "failed"
    if score >= PASS_SHARE and essential <= {"passed"}:
        return "passed"
    return "partial" if score > 0 else "failed"


def not_attempted(heading: Heading, max_points: float, feedback: Iterable[str] = ()) -> Result:
    """The result of an answer that was left as the stub has it."""
    return Result(
        exercise=heading.exercise,
        title=heading.title,
        status="not_attempted",
        score=0.0,
        points=0.0,
        max_points=max_points,
        confidence="sure",
        criteria=(),
        feedback=tuple(feedback),
        seconds=0.0,
    )
