"""What every criterion of a rubric has: points, sentences, hints."""

from typing import Any, ClassVar

import msgspec

from grader.result import CriterionResult, Status


class Rule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="check"
):
    """What is asked of one criterion: points, sentences, hints. Subclasses add their thresholds."""

    SAYS: ClassVar[frozenset[str]] = frozenset()

    id: str
    title: str
    points: float
    essential: bool = False
    needed_to_train: bool = False
    hints: tuple[str, ...] = ()
    says: dict[str, str] = {}

    def say(self, key: str, **values: Any) -> str:
        """The rubric's sentence `key`, filled in."""
        return self.says[key].format_map(values)

    def result(
        self, score: float, message: str, status: Status | None = None, **evidence: Any
    ) -> CriterionResult:
        """A measured result; without a status 1 is passed, 0 failed and the rest partial."""
        return CriterionResult(
            id=self.id,
            title=self.title,
            status=status or _status(score),
            score=round(score, 4),
            points=round(self.points * score, 2),
            max_points=self.points,
            message=message,
            evidence=evidence,
            essential=self.essential,
        )

    def unmeasured(self, message: str, **evidence: Any) -> CriterionResult:
        """A result without a number: what it looks at was never there to be measured."""
        return CriterionResult(
            id=self.id,
            title=self.title,
            status="not_attempted",
            score=None,
            points=0.0,
            max_points=self.points,
            message=message,
            evidence=evidence,
            essential=self.essential,
        )


def _status(score: float) -> Status:
    if score >= 1:
        return "passed"
    return "partial" if score > 0 else "failed"
