"""Workspaces and graded answers to test with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from grader.exercise import course_folder
from grader.learner import workspace
from grader.pipeline import Graded
from grader.result import CriterionResult, Heading, Status, total

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def made(folder: Path, *, notebook: bool = False) -> Path:
    """A fresh workspace."""
    workspace.start(folder, course_folder(), notebook=notebook)
    return folder


def later(minutes: float) -> datetime:
    """A moment after noon."""
    return NOON + timedelta(minutes=minutes)


def row(
    name: str, status: Status, points: float, most: float = 1.0, **evidence: str
) -> CriterionResult:
    """One criterion."""
    return CriterionResult(
        id=name,
        title=name,
        status=status,
        score=None if status == "not_attempted" else points / most,
        points=points,
        max_points=most,
        message="",
        evidence=dict(evidence),
    )


def graded(number: int, points: float, most: float = 1.0) -> Graded:
    """A result with one criterion."""
    status: Status = "passed" if points == most else "partial" if points else "failed"
    result = total(Heading(number, "A title"), [row("only", status, points, most)], seconds=2.0)
    return Graded(result, "cpu", "sample")
