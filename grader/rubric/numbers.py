"""Criteria on numbers, and the rubric of an exercise that asks for them."""

import msgspec

from grader.rubric.rule import Rule


class NumbersRubric(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="answer",
    tag="numbers",
):
    """How an exercise is marked whose answer is numbers; data only."""

    exercise: int
    title: str
    next_step: dict[str, str]
    criteria: tuple[Rule, ...]
