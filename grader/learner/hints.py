"""Hints in steps, chosen by what the last attempt lacked."""

from collections.abc import Iterator, Sequence

import msgspec

from grader.exercise import Exercise
from grader.result import CriterionResult, Result
from grader.rubric import Rule, WordsRubric


class Topic(msgspec.Struct, frozen=True):
    """Something that an answer lacks, and the steps that lead there; `id` is its criterion.

    The opening has no criterion, and no title; a key idea has no title on the screen, because it
    would name what is to be found.
    """

    id: str
    title: str
    steps: tuple[str, ...]


class Hint(msgspec.Struct, frozen=True):
    """One step of a topic: its number from 1, and whether it was shown before."""

    topic: Topic
    step: int

    @property
    def text(self) -> str:
        """The hint itself."""
        return self.topic.steps[self.step - 1]

    @property
    def is_last(self) -> bool:
        """Whether its topic says no more."""
        return self.step == len(self.topic.steps)


def topics(exercise: Exercise, last: Result | None) -> tuple[Topic, ...]:
    """What there are hints for, the most worthwhile first.

    Args:
        exercise: with the hints of its criteria.
        last: the last attempt; None before the first: then all of it is lacking.
    """
    rules = {rule.id: rule for rule in _rules(exercise)}
    if last is None:
        opening = Topic("", "", (exercise.rubric.opening,) if exercise.rubric.opening else ())
        return (opening, *(_topic(rule) for rule in rules.values() if rule.hints))
    if last.score >= 1:
        return ()
    lacking = [row.id for row in lacked(last.criteria)]
    if "code" in lacking:  # words alone: the row for the whole code part has no hints of its own
        lacking += [name for name in rules if name.startswith("code:")]
    return tuple(_topic(rules[name]) for name in lacking if name in rules and rules[name].hints)


def next_hint(found: Sequence[Topic], shown: dict[str, int]) -> Hint | None:
    """The next step: of the first topic that has one left; None when all was said.

    Args:
        found: topics, the most worthwhile first.
        shown: how many steps of each topic were shown, by its id.
    """
    for topic in found:
        if (done := shown.get(topic.id, 0)) < len(topic.steps):
            return Hint(topic, done + 1)
    return None


def lacked(rows: Sequence[CriterionResult]) -> list[CriterionResult]:
    """Criteria that are not passed, in the order in which they are worth looking at.

    Code and numbers are in the rubric's order, in which causes stand before what follows from them;
    key ideas go by the points that they cost. What was not looked at because of others is last.
    """
    return sorted((row for row in rows if row.status != "passed"), key=_rank)


def _rank(row: CriterionResult) -> tuple[int, float]:
    if "state" in row.evidence:
        return 1, round(row.points - row.max_points, 4)
    return (0 if row.status in {"failed", "partial"} else 2), 0.0


def _rules(exercise: Exercise) -> Iterator[Rule]:
    rubric = exercise.rubric
    yield from rubric.criteria
    if isinstance(rubric, WordsRubric) and rubric.conversion is not None:
        yield from rubric.conversion.criteria


def _topic(rule: Rule) -> Topic:
    title = "" if rule.id.startswith("idea:") else rule.title
    return Topic(rule.id, title, rule.hints)
