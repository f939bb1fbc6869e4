"""A text set out for reading: its numbers, what is named beside them, and what they measure."""

from collections.abc import Mapping, Sequence

import msgspec

from grader.criteria.numeric.candidate import fits, is_candidate
from grader.criteria.numeric.compare import distance
from grader.criteria.numeric.disorder import is_disordered
from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.listed import heaps, in_lists
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.outline import Outline, outline, whole
from grader.criteria.numeric.support import Named, names, support
from grader.rubric.numbers import NumbersRubric, Part

_MOST_JOINS = 6
_JOINS = frozenset({
    "(", "[", "or", "about", "approximately", "approx", "roughly", "around", "ca", "=", "~",
    "\u2248", "i", "e", ".", ",", "ie", "that", "is", "which",
})  # fmt: skip

Steps = Mapping[Part, frozenset[float]]
"""For each part the numbers that are only steps on the way to it."""


class Scene(msgspec.Struct, frozen=True):
    """A text with all that is needed to weigh its numbers.

    `supports` has for each number the parts that it may answer, and what speaks for each; it is
    empty for numbers in a heap.
    """

    layout: Layout
    numbers: tuple[Mention, ...]
    named: tuple[Named, ...]
    outline: Outline
    parts: tuple[Part, ...]
    steps: Steps
    supports: tuple[Mapping[Part, float], ...]


def set_scene(layout: Layout, rubric: NumbersRubric, steps: Steps, only: Part | None) -> Scene:
    """Find the numbers that may be answers, and all that speaks for each of them.

    Args:
        layout: the text.
        rubric: names of the parts, and what the question gives.
        steps: numbers that are only steps on the way, such as the parameters of one layer.
        only: the part that all of the text answers, if that is known.
    """
    parts = (only,) if only else tuple(rule.part for rule in rubric.criteria)
    network = rubric.network
    numbers = merged(layout, [n for n in layout.numbers if is_candidate(n, layout, network)])
    listed = in_lists(layout, numbers)
    layout = msgspec.structs.replace(layout, labels=listed.labels)
    named = names(layout, numbers, listed.numbers)
    starts = tuple(number.start for number in numbers)
    seen = whole(only, len(layout.row)) if only else outline(layout, parts, starts)
    heaped = frozenset[int]() if only else _unordered(layout, numbers)
    supports = tuple(
        {part: support(number, named[at], seen, part) for part in parts if fits(number, part)}
        if at not in heaped
        else {}
        for at, number in enumerate(numbers)
    )
    return Scene(layout, numbers, named, seen, parts, steps, supports)


def _unordered(layout: Layout, numbers: tuple[Mention, ...]) -> frozenset[int]:
    """Places of numbers whose surroundings say nothing: in heaps, or in a text without order."""
    everything = is_disordered(layout.row)
    return frozenset(range(len(numbers))) if everything else heaps(layout, numbers)


def merged(layout: Layout, numbers: Sequence[Mention]) -> tuple[Mention, ...]:
    """Numbers of a text, in order; “12,613,600 bytes (about 12.6 MB)” becomes one of them."""
    kept: list[Mention] = []
    for number in numbers:
        if not kept or not _is_alias(layout, kept[-1], number):
            kept.append(number)
            continue
        first = kept.pop()
        shown = number if first.unit is None and number.has_bytes else first
        kept.append(msgspec.structs.replace(shown, forms=(*first.forms, *number.forms)))
    return tuple(kept)


def _is_alias(layout: Layout, first: Mention, second: Mention) -> bool:
    if second.start - first.end > _MOST_JOINS:
        return False
    between = set(layout.texts_in(first.end, second.start))
    if layout.row[second.start].kind == "open":
        between.add("(")
    joined = between <= _JOINS and between - {","}
    return bool(joined) and not differs(first, second)


def differs(one: Mention, two: Mention) -> bool:
    """Whether two numbers are not the same amount, rounded, in any reading."""
    return not any(
        distance(a, b.value) == 0.0 or distance(b, a.value) == 0.0
        for a in in_bytes(one)
        for b in in_bytes(two)
    )
