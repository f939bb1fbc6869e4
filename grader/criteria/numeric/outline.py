"""Which part of the question a passage of the answer is about: headings, letters, first sentences."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from grader.criteria.numeric.layout import Label, Layout
from grader.rubric.numbers import Part

_LETTERS = ("a", "b", "c")
_ROMANS = ("i", "ii", "iii")
_DIGITS = ("1", "2", "3")
_LONGEST_HEADING = 40
_BARE_HEADING = 18
_LAYERS = frozenset(
    "layer layers conv conv1 conv2 conv3 convolution convolutional first lowest".split()
)
_MEMORY = frozenset(
    "ram memory byte bytes mb gb kb mib megabyte megabytes storage space speicher mémoire memoria".split()
)
_BULLETS = frozenset({"bold", "sign", "hyphen", "other", "open"})
_LEADING = frozenset({"part", "question", "q", "answer", "exercise", "ans", "task"})


class Mark(msgspec.Struct, frozen=True):
    """From token `at` on, the text is about a part; None ends what was said before."""

    at: int
    part: Part | None
    is_question: bool = False


class Outline(msgspec.Struct, frozen=True):
    """For each token the part that a heading gives it, and the part that was spoken of last.

    Memory is counted apart: “Parameters: 3.6 MB” below a heading does not end what it said.
    """

    section: tuple[Part | None, ...]
    topic: tuple[Part | None, ...]
    memory_section: tuple[Part | None, ...]
    memory_topic: tuple[Part | None, ...]


def outline(layout: Layout, parts: tuple[Part, ...], candidates: tuple[int, ...]) -> Outline:
    """Find headings, letters and sentences that announce a part.

    Args:
        layout: the text.
        parts: the parts in the order in which they were asked.
        candidates: places of the first tokens of all numbers that may be answers, ascending.
    """
    marks = _in_order((*_letters(layout, parts), *_headings(layout, candidates)))
    marks = _without_sheet(marks, candidates)
    topics = _in_order((*marks, *_topics(layout, marks)))
    length = len(layout.row)
    return Outline(
        _spread(marks, length),
        _spread(topics, length),
        _spread(_of_memory(marks), length),
        _spread(_of_memory(topics), length),
    )


def _of_memory(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.part != "parameters"]


def whole(part: Part, length: int) -> Outline:
    """The outline of a text of so many tokens that is about one part alone."""
    all_of_it = (part,) * length
    return Outline(all_of_it, all_of_it, all_of_it, all_of_it)


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.at)


def _spread(marks: list[Mark], length: int) -> tuple[Part | None, ...]:
    spread: list[Part | None] = [None] * length
    for mark, following in pairwise((*marks, Mark(length, None))):
        spread[mark.at : following.at] = [mark.part] * (following.at - mark.at)
    return tuple(spread)


def labels_between(layout: Layout, begin: int, end: int) -> tuple[Label, ...]:
    """Labels that begin in a range of tokens."""
    first = bisect_left(layout.labels, begin, key=lambda label: label.start)
    last = bisect_left(layout.labels, end, key=lambda label: label.start)
    return layout.labels[first:last]


def named(layout: Layout, begin: int, end: int) -> Part | None:
    """The only part that strong labels name in a range; “parameters” beside memory names none."""
    parts = {label.part for label in labels_between(layout, begin, end) if not label.is_weak}
    if len(parts) > 1 and _speaks_of_memory(layout, begin, end):
        parts.discard("parameters")
    if parts == {"parameters"} and _speaks_of_memory(layout, begin, end):
        return None
    return next(iter(parts)) if len(parts) == 1 else None


def _speaks_of_memory(layout: Layout, begin: int, end: int) -> bool:
    return any(
        token.text.lower() in _MEMORY or (token.unit is not None and token.unit.is_bytes)
        for token in layout.row[begin:end]
    )


def _letters(layout: Layout, parts: tuple[Part, ...]) -> Iterator[Mark]:
    """Marks of the first of a), i), 1) that is used for two parts or more."""
    for names in (_LETTERS, _ROMANS, _DIGITS):
        found = [
            (at, names.index(layout.row[at].text.lower()))
            for at in range(len(layout.row))
            if layout.row[at].text.lower() in names and _is_letter(layout, at)
        ]
        if len({place for _, place in found}) < 2 or _lists_layers(layout, found, names):
            continue
        for at, place in found:
            yield Mark(at, _named_behind(layout, at) or parts[place])
        return


def _is_letter(layout: Layout, at: int) -> bool:
    """Whether a letter or digit marks a part: “a)”, “(b)”, “c.” at the start of a line."""
    row = layout.row
    after = row[at + 1] if at + 1 < len(row) else None
    if after is None or after.start != row[at].end:
        return False
    bracketed = after.kind == "close" and not _is_multiplied(layout, at)
    return bracketed or (after.text in {".", ":"} and _starts_line(layout, at))


def _is_multiplied(layout: Layout, at: int) -> bool:
    return at > 0 and layout.row[at - 1].kind in {"sign", "equals", "pause"}


def _starts_line(layout: Layout, at: int) -> bool:
    row, before = layout.row, at - 1
    while before >= max(0, at - 5) and (
        row[before].kind in _BULLETS or row[before].text.lower() in _LEADING
    ):
        before -= 1
    return before < 0 or row[before].kind in {"line", "number"}


def _lists_layers(layout: Layout, found: list[tuple[int, int]], names: tuple[str, ...]) -> bool:
    """Whether digits count layers or steps instead of parts."""
    if names != _DIGITS:
        return False
    row = layout.row
    longer = any(
        token.text in {"4", "5"} and _is_letter(layout, at) and _starts_line(layout, at)
        for at, token in enumerate(row)
    )
    heads = (token.text.lower() for at, _ in found for token in row[at : at + 8])
    return longer or any(word in _LAYERS for word in heads)


def _named_behind(layout: Layout, at: int) -> Part | None:
    """The part that the words right behind a letter name."""
    end = at
    while end < min(len(layout.row), at + _LONGEST_HEADING) and layout.row[end].kind not in {
        "line",
        "number",
    }:
        end += 1
    return named(layout, at, end)


def _headings(layout: Layout, candidates: tuple[int, ...]) -> Iterator[Mark]:
    """Beginnings of lines and questions that name a part and no result."""
    row, begin = layout.row, 0
    for at, token in enumerate(row):
        if (
            token.kind not in {"line", "stop"}
            and token.text not in {":", "|"}
            and at + 1 < len(row)
        ):
            continue
        ends_line = token.kind == "line" or at + 1 == len(row)
        length = at - begin
        is_short = length <= (_BARE_HEADING if ends_line else _LONGEST_HEADING)
        is_heading = (
            is_short and token.text not in {".", ";"} and _has_none(candidates, begin, at + 1)
        )
        if is_heading and (part := named(layout, begin, at + 1)):
            yield Mark(begin, part, token.text == "?")
        begin = at + 1


def _has_none(candidates: tuple[int, ...], begin: int, end: int) -> bool:
    return bisect_left(candidates, begin) == bisect_left(candidates, end)


def _without_sheet(marks: list[Mark], candidates: tuple[int, ...]) -> list[Mark]:
    """Marks without questions that are only repeated, one after the other, before any answer."""
    kept: list[Mark] = []
    for mark, following in pairwise((*marks, Mark(1 << 60, None))):
        answered = not _has_none(candidates, mark.at, following.at)
        in_row = bool(kept) and kept[-1].is_question and kept[-1].part is None
        if mark.is_question and ((following.is_question and not answered) or in_row):
            kept.append(Mark(mark.at, None, is_question=True))
        else:
            kept.append(mark)
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
