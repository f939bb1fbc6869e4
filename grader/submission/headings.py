"""Headings of exercises in a text: the form that the document keeps to, and what fills its gaps."""

import re
from bisect import bisect_right
from collections import Counter
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
    is_underline,
)
from grader.submission.lines import Line
from grader.submission.sequence import Item
from grader.submission.sequence import headings as in_sequence

_ANSWERS = re.compile(
    r"[\s#*_>]{0,12}(?:(?:my|exercise|the)\s+)?(?:answers|solutions)(?:\s+to\b.{0,60})?[\s:*_.]{0,6}$",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:answers|solutions|exercises|questions|homework)\b", re.IGNORECASE)
_ANSWER_LIST = re.compile(
    r"[\s>*_]{0,6}(?:answers?|ans|solution|a)[\s.:*_-]{1,6}1[.)]\s", re.IGNORECASE
)
_FIRST_ITEM = re.compile(r"[\s*_]{0,6}1[.)]")
_CLOSING = re.compile(
    r"[\s#*_]{0,12}(?:references|bibliography|sources|literature|appendix|acknowledge?ments?)"
    r"[\s:*_.]{0,6}$",
    re.IGNORECASE,
)
_ANY_LEVEL = 7
_TITLE_ABOVE = 7
"""A lone number on top of so many others is the number of the homework, not of an exercise."""

_NEAR_LINES = 15
_QUESTIONS = 3
"""So many questions in a row with nothing below them are the sheet, and answers follow after it;
where so many headings ask, the others do so, too."""


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
    items = list(_items(lines, found))
    flags = in_sequence(items, strict=family.form > ATX)
    return [one for one, flag in zip(found, flags, strict=True) if flag]


def _items(lines: Sequence[Line], found: list[Candidate]) -> Iterator[Item]:
    """Numbers with what can be seen around them."""
    fresh = [not one.index or lines[one.index - 1].is_blank for one in found]
    loose = sum(fresh[1:]) * 4 >= len(found)
    counts = Counter(one.number for one in found)
    ends = [*(one.index for one in found[1:]), len(lines)]
    asked = [_question(lines, one.index, end) for one, end in zip(found, ends, strict=True)]
    asking = {one.number for one, (asks, _) in zip(found, asked, strict=True) if asks}
    sheet = next((place for place, (_, only) in enumerate(asked) if not only), len(asked))
    for place, one in enumerate(found):
        before = _before(lines, one.index)
        yield Item(
            number=one.number,
            asks=asked[place][0],
            tells=not asked[place][0] and len(asking) >= _QUESTIONS > sheet,
            tight=loose and not fresh[place],
            announced=before.endswith(":") and not _ALL.search(before),
            anew=one.number == 1
            and (_ANSWERS.match(before) is not None or sheet >= place >= _QUESTIONS),
            once=counts[one.number] == 1,
            part=one.part,
            opens=_opens_list(lines, one, ends[place]),
        )


def _opens_list(lines: Sequence[Line], one: Candidate, end: int) -> bool:
    """Whether a list starts on the line of a heading, or behind the "Answer:" below it."""
    if _FIRST_ITEM.match(one.rest[:20]):
        return True
    below = lines[one.index + 1 : min(end, one.index + _NEAR_LINES)]
    return any(_ANSWER_LIST.match(line.text[:40]) for line in below)


def _before(lines: Sequence[Line], index: int) -> str:
    """The last line with words before a line, a few lines back at most."""
    for line in reversed(lines[max(0, index - 4) : index]):
        if not line.is_blank and not is_underline(line.text):
            return line.text.strip()[-200:]
    return ""


def _question(lines: Sequence[Line], index: int, end: int) -> tuple[bool, bool]:
    """Whether the paragraph at a line ends with a question, and whether nothing follows it."""
    last = index
    while last + 1 < min(end, index + _NEAR_LINES) and not lines[last + 1].is_blank:
        last += 1
    asks = any(line.text[-200:].rstrip(' *_"”)').endswith("?") for line in lines[index : last + 1])
    rest = lines[last + 1 : min(end, last + _NEAR_LINES)]
    return asks, asks and all(line.is_blank for line in rest)


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
    return len(found) == 1 and not _before(lines, found[0].index)


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
        opens_list = gap > 0 and _opens_list(lines, chosen[gap - 1], within[0].index)
        numbers = [low, *(one.number for one in within), 0 if opens_list else high + 1]
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
                _ANSWERS.match(line.text[:200]) or 0 < heading_level(lines, index) < level
            )
            if starts_anew or _CLOSING.match(line.text[:200]):
                yield Mark(index, 0)
                break
