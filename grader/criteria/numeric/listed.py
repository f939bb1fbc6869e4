"""Names in a row and numbers in a row: “parameters, one picture: 903,400 and 12.6 MB”, tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from grader.criteria.numeric.layout import Label, Layout
from grader.criteria.numeric.mention import Mention
from grader.rubric.numbers import Part

HEAP = 5
"""So many numbers with no word between them are a heap."""

_BETWEEN = frozenset([",", ";", "and", "|", "&", "/", ":", "-"])
_FAR = 40


class Listed(msgspec.Struct, frozen=True):
    """Numbers, by place, that a row of names in the same order names, and all other labels."""

    numbers: dict[int, Part]
    labels: tuple[Label, ...]


def in_lists(layout: Layout, numbers: Sequence[Mention]) -> Listed:
    """Match rows of names with the rows of as many numbers behind them."""
    named: dict[int, Part] = {}
    used: set[int] = set()
    for names, row in _rows(layout, numbers):
        parts = [part for part, _ in groupby(names, key=lambda label: label.part)]
        fits = len(parts) == len(row) > 1 and parts == _in_question_order(parts)
        near = numbers[row[0]].start - names[-1].end <= _FAR
        before = row[0] - 1
        alone = before < 0 or _line_of(layout, numbers[before].end - 1) != _line_of(
            layout, names[0].start
        )
        if fits and near and alone and not _gaps(layout, numbers, row) - _BETWEEN:
            named |= dict(zip(row, parts, strict=True))
            used |= {label.start for label in names}
    return Listed(named, tuple(label for label in layout.labels if label.start not in used))


def _line_of(layout: Layout, at: int) -> tuple[int, int]:
    return layout.line[at], layout.sentence[at]


def _in_question_order(parts: list[Part]) -> list[Part]:
    order: tuple[Part, ...] = ("parameters", "memory_one", "memory_batch")
    return [part for part in order if part in parts]


def _rows(layout: Layout, numbers: Sequence[Mention]) -> Iterator[tuple[list[Label], list[int]]]:
    """Each run of strong labels with the run of numbers behind it."""
    strong = [(label.start, 0, label) for label in layout.labels if not label.is_weak]
    counted = [(number.start, 1, at) for at, number in enumerate(numbers)]
    names: list[Label] = []
    for is_number, run in groupby(
        sorted([*strong, *counted], key=lambda one: one[:2]), key=lambda one: one[1]
    ):
        things = [one[2] for one in run]
        if is_number and names:
            yield names, [at for at in things if isinstance(at, int)]
        names = [label for label in things if isinstance(label, Label)]


def _gaps(layout: Layout, numbers: Sequence[Mention], row: list[int]) -> set[str]:
    """Everything but line ends that stands between the numbers of a row."""
    return {
        token.text.lower()
        for at in row[:-1]
        for token in layout.row[numbers[at].end : numbers[at + 1].start]
        if token.kind not in {"line", "bold", "other"}
    }


def heaps(layout: Layout, numbers: Sequence[Mention]) -> frozenset[int]:
    """Places of numbers that stand in heaps."""
    heaped: set[int] = set()
    begin = 0
    for at in range(1, len(numbers) + 1):
        if at < len(numbers) and not _gaps(layout, numbers, [at - 1, at]) - _BETWEEN:
            continue
        if at - begin >= HEAP:
            heaped |= set(range(begin, at))
        begin = at
    return frozenset(heaped)
