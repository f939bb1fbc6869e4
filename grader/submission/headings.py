"""Headings of exercises in a text: the form that the document keeps to, and what fills its gaps."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from grader.submission.candidates import (
    ATX,
    LABELLED,
    MOST_NUMBER,
    Candidate,
    Family,
    candidates,
    families,
    heading_level,
)
from grader.submission.lines import Line
from grader.submission.sequence import headings as in_sequence
from grader.submission.surroundings import is_answers, items_of, line_before, opens_list

_CLOSING = re.compile(
    r"[\s#*_]{0,12}(?:references|bibliography|sources|literature|appendix|acknowledge?ments?)"
    r"[\s:*_.]{0,6}$",
    re.IGNORECASE,
)
_ANY_LEVEL = 7
_TITLE_ABOVE = 7
"""A lone number on top of so many others is the number of the homework, not of an exercise."""


class Mark(msgspec.Struct, frozen=True, gc=False):
    """The heading of an exercise at a line; number 0 where an exercise ends and none begins."""

    index: int
    number: int
    form: int = ATX
    rest: str = ""
    part: bool = False
    skip: int = 1


def find_headings(lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Headings in their order, and the places where a section ends without another heading."""
    groups = [
        (family, found, _kept(lines, family, found))
        for family, found in families(candidates(lines))
    ]
    main = _main([(family, kept) for family, _, kept in groups if kept], lines)
    if main is None:
        return ()
    chosen = next(list(kept) for family, _, kept in groups if family == main)
    for family, found, _ in groups:
        if family != main:
            chosen = _filled(lines, chosen, found)
    marks = [
        Mark(one.index, one.number, one.family.form, one.rest, one.part, one.skip) for one in chosen
    ]
    ends = _ends(lines, marks, main)
    return tuple(sorted([*marks, *ends], key=lambda mark: mark.index))


def _kept(lines: Sequence[Line], family: Family, found: list[Candidate]) -> list[Candidate]:
    """Candidates of one form without the items of lists."""
    if family.form == LABELLED:
        return found
    items = list(items_of(lines, found))
    flags = in_sequence(items, strict=family.form > ATX)
    return [one for one, flag in zip(found, flags, strict=True) if flag]


def _main(groups: list[tuple[Family, list[Candidate]]], lines: Sequence[Line]) -> Family | None:
    """The form that the document keeps to.

    The strongest, unless a weaker one starts earlier and has more exercises, or does not start at
    1 as a list would: then the stronger one numbers something within an answer.
    """
    if not groups:
        return None
    (best, chosen), *others = groups
    for family, found in others:
        ours, theirs = _distinct(chosen), _distinct(found)
        if (_is_title(chosen, lines) and theirs >= _TITLE_ABOVE) or (
            found[0].index < chosen[0].index
            and (theirs > ours or (theirs == ours and found[-1].index > chosen[-1].index))
        ):
            best, chosen = family, found
    return best


def _distinct(found: list[Candidate]) -> int:
    return len({one.number for one in found if one.number})


def _is_title(found: list[Candidate], lines: Sequence[Line]) -> bool:
    return len(found) == 1 and not line_before(lines, found[0].index)


def _filled(
    lines: Sequence[Line], chosen: list[Candidate], found: list[Candidate]
) -> list[Candidate]:
    """Headings of another form, where they number just what is missing between two headings.

    A learner who once writes "4)" instead of "## 4." meant a heading; a list starts at 1. The
    number may be that of the next heading: a question in one form before its answer in another.
    """
    places = [one.index for one in chosen]
    gaps: dict[int, list[Candidate]] = {}
    for one in found:
        gaps.setdefault(bisect_right(places, one.index), []).append(one)
    more = []
    for gap, within in gaps.items():
        low = chosen[gap - 1].number if gap else 0
        high = chosen[gap].number if gap < len(chosen) else MOST_NUMBER
        starts_list = gap > 0 and opens_list(lines, chosen[gap - 1], within[0].index)
        numbers = [low, *(one.number for one in within), 0 if starts_list else high + 1]
        if all(first < second for first, second in pairwise(numbers)):
            more += within
    return sorted([*chosen, *more], key=lambda one: one.index) if more else chosen


def _ends(lines: Sequence[Line], marks: Sequence[Mark], main: Family) -> Iterator[Mark]:
    """Headings without a number where a section ends.

    Those are references, and what stands above a second run through the exercises, such as
    "Solutions"; any other heading may be the learner's own, within an answer.
    """
    level = main.level if main.form in {LABELLED, ATX} and main.level else _ANY_LEVEL
    for mark, follower in zip(marks, [*marks[1:], None], strict=True):
        end = follower.index if follower else len(lines)
        again = follower is not None and 0 < follower.number < mark.number
        for index in range(mark.index + mark.skip, end):
            line = lines[index]
            if line.kind != "text" or line.is_blank:
                continue
            starts_anew = again and (
                is_answers(line.text) or 0 < heading_level(lines, index) < level
            )
            if starts_anew or _CLOSING.match(line.text[:200]):
                yield Mark(index, 0)
                break
