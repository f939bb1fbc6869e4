"""Rubrics held against answers marked by people: which idea and which pattern helps or harms."""

from collections.abc import Sequence
from statistics import fmean

import msgspec

from grader.author.agreement import Agreement, agreement, rmse
from grader.author.answers import Judged
from grader.criteria.written import Marked, Prepared, mark
from grader.rubric.pattern import read_pattern
from grader.rubric.words import patterns

_NEVER = read_pattern("nosuchword")


class IdeaAgreement(msgspec.Struct, frozen=True):
    """One idea over all answers: how many earn it, and a person's mean mark with and without."""

    id: str
    earned: int
    mark_with: float | None
    mark_without: float | None


class PatternWorth(msgspec.Struct, frozen=True):
    """What one pattern is worth: by how much the error grows without it, negative where it harms.

    `changes` counts the answers whose mark it changes.
    """

    place: str
    text: str
    changes: int
    worth: float


class Against(msgspec.Struct, frozen=True):
    """One rubric held against answers marked by people."""

    all: Agreement
    ideas: tuple[IdeaAgreement, ...]
    patterns: tuple[PatternWorth, ...]


def against(prepared: Prepared, judged: Sequence[Judged]) -> Against:
    """Agreement of one rubric with a person's marks, per idea and per pattern.

    Args:
        prepared: the rubric, made ready.
        judged: at least one answer to its exercise.
    """
    marked = [mark(one.answer, prepared) for one in judged]
    pairs = [(row.share, one.score) for row, one in zip(marked, judged, strict=True)]
    whole = agreement(pairs)
    ideas = []
    for number, rule in enumerate(prepared.rubric.criteria):
        earned = [bool(row.ideas[number].share) for row in marked]
        with_it = [one.score for one, has in zip(judged, earned, strict=True) if has]
        without = [one.score for one, has in zip(judged, earned, strict=True) if not has]
        ideas.append(IdeaAgreement(rule.id, len(with_it), _mean(with_it), _mean(without)))
    worths = tuple(
        worth
        for place, text in patterns(prepared.rubric)
        if (worth := _worth(place, text, prepared, judged, marked)).changes
    )
    return Against(whole, tuple(ideas), tuple(sorted(worths, key=lambda one: one.worth)))


def _worth(
    place: str,
    text: str,
    prepared: Prepared,
    judged: Sequence[Judged],
    marked: Sequence[Marked],
) -> PatternWorth:
    without = msgspec.structs.replace(prepared, patterns={**prepared.patterns, text: _NEVER})
    before = [row.share for row in marked]
    after = [mark(one.answer, without).share for one in judged]
    people = [one.score for one in judged]
    changes = sum(new != old for new, old in zip(after, before, strict=True))
    return PatternWorth(place, text, changes, rmse(after, people) - rmse(before, people))


def _mean(values: list[float]) -> float | None:
    return fmean(values) if values else None
