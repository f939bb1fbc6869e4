"""Which part of the question a passage is about: headings, letters, first sentences."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from grader.criteria.numeric.layout import Label, Layout
from grader.criteria.numeric.letters import letters
from grader.rubric.numbers import Part

_LONGEST_HEADING = 40
_BARE_HEADING = 18
_ENDS_OF_HEADINGS = frozenset({":", "|", ";"})


class Mark(msgspec.Struct, frozen=True):
    """From token `at` on, the text is about a part; None ends what was said before."""

    at: int
    part: Part | None
    is_question: bool = False


class Outline(msgspec.Struct, frozen=True):
    """For each token the part that a heading gives it, and the part that was spoken of last.

    Memory is counted apart: “Parameters: 3.6 MB” below a heading does not end what it said.
    """

    section: Sequence[Part | None]
    topic: Sequence[Part | None]
    memory_section: Sequence[Part | None]
    memory_topic: Sequence[Part | None]


def outline(layout: Layout, parts: tuple[Part, ...], candidates: tuple[int, ...]) -> Outline:
    """Find headings, letters and sentences that announce a part.

    Args:
        layout: the text.
        parts: the parts in the order in which they were asked.
        candidates: first tokens of all numbers that may be answers, ascending.
    """
    lettered = (Mark(at, _lettered(layout, at) or parts[place]) for at, place in letters(layout))
    marks = _in_order((*lettered, *_headings(layout, candidates)))
    marks = _without_sheet(marks, candidates)
    topics = _in_order((*marks, *_topics(layout, marks)))
    length = len(layout.row)
    return Outline(
        _spread(marks, length),
        _spread(topics, length),
        _spread(_of_memory(marks), length),
        _spread(_of_memory(topics), length),
    )


def whole(part: Part, length: int) -> Outline:
    """The outline of a text of so many tokens that is about one part alone."""
    everywhere = (part,) * length
    return Outline(everywhere, everywhere, everywhere, everywhere)


def named(layout: Layout, begin: int, end: int) -> Part | None:
    """The only part that strong labels name in a range; “parameters” beside memory names none."""
    parts = {label.part for label in _labels_between(layout, begin, end) if not label.is_weak}
    if "parameters" in parts and _speaks_of_memory(layout, begin, end):
        parts.discard("parameters")
    return next(iter(parts)) if len(parts) == 1 else None


def _labels_between(layout: Layout, begin: int, end: int) -> tuple[Label, ...]:
    first = bisect_left(layout.labels, begin, key=lambda label: label.start)
    last = bisect_left(layout.labels, end, key=lambda label: label.start)
    return layout.labels[first:last]


def _speaks_of_memory(layout: Layout, begin: int, end: int) -> bool:
    has_bytes = (token.unit is not None and token.unit.is_bytes for token in layout.row[begin:end])
    return bool(layout.words_in(begin, end) & layout.words.memory) or any(has_bytes)


def _lettered(layout: Layout, at: int) -> Part | None:
    """The part that the words right behind a letter name."""
    end = at + 2
    limit = min(len(layout.row), at + _LONGEST_HEADING)
    while end < limit and layout.row[end].kind not in {"line", "number"}:
        end += 1
    return named(layout, at, end)


def _headings(layout: Layout, candidates: tuple[int, ...]) -> Iterator[Mark]:
    """Beginnings of lines, and questions, that name a part and hold no result."""
    row, begin = layout.row, 0
    for at, token in enumerate(row):
        ends_line = at + 1 == len(row) or (
            token.kind == "line" and layout.sentence[at + 1] != layout.sentence[at]
        )
        if not ends_line and token.kind != "stop" and token.text not in _ENDS_OF_HEADINGS:
            continue
        longest = _BARE_HEADING if ends_line else _LONGEST_HEADING
        may_be = at - begin <= longest and token.text not in {".", ";"}
        if may_be and not _has_any(candidates, begin, at + 1):
            part = named(layout, begin, at + 1)
            if part:
                yield Mark(begin, part, token.text == "?")
        begin = at + 1


def _has_any(candidates: tuple[int, ...], begin: int, end: int) -> bool:
    return bisect_left(candidates, begin) != bisect_left(candidates, end)


def _without_sheet(marks: list[Mark], candidates: tuple[int, ...]) -> list[Mark]:
    """Marks with nothing left of questions that are only repeated in a row, before any answer."""
    kept: list[Mark] = []
    for mark, following in pairwise((*marks, Mark(1 << 60, None))):
        answered = _has_any(candidates, mark.at, following.at)
        in_row = bool(kept) and kept[-1].is_question and kept[-1].part is None
        is_repeated = mark.is_question and ((following.is_question and not answered) or in_row)
        kept.append(Mark(mark.at, None, is_question=True) if is_repeated else mark)
    return kept


def _topics(layout: Layout, marks: list[Mark]) -> Iterator[Mark]:
    """Sentences that speak of one part only and are no headings themselves."""
    row, begin, headings = layout.row, 0, {mark.at for mark in marks}
    for at in range(len(row)):
        if at + 1 == len(row) or layout.sentence[at + 1] != layout.sentence[at]:
            part = named(layout, begin, at + 1)
            if part and begin not in headings:
                yield Mark(begin, part)
            begin = at + 1


def _of_memory(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.part != "parameters"]


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.at)


def _spread(marks: list[Mark], length: int) -> list[Part | None]:
    spread: list[Part | None] = [None] * length
    for mark, following in pairwise((*marks, Mark(length, None))):
        spread[mark.at : following.at] = [mark.part] * (following.at - mark.at)
    return spread
