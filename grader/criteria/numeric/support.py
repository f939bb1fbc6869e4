"""How much speaks for a number being the answer to a part: names beside it, headings, topic."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from grader.criteria.numeric.layout import Label, Layout
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.outline import Outline
from grader.rubric.numbers import Part

_STRONG_BREAKS = frozenset({
    ";", ".", "!", "?", "and", "but", "while", "whereas", "then", "versus", "vs",
})  # fmt: skip
_WEAK_BREAKS = frozenset({",", ")", "|", "]", "\n"})
_PREPOSITIONS = frozenset({
    "for", "per", "to", "when", "while", "during", "in", "with", "on", "at", "if", "f\u00fcr",
    "pour", "para", "bei",
})  # fmt: skip

OWN, OWN_OTHER, WEAK, WEAK_OTHER = 3.0, -2.0, 1.5, -0.5
SECTION, SECTION_BESIDE, TOPIC, TOPIC_OTHER = 3.0, 1.0, 1.5, -0.5
ENOUGH = 1.0
"""Support from which a number is taken to belong to a part."""


class Named(msgspec.Struct, frozen=True):
    """Parts that labels right beside one number name, strongly and weakly."""

    strong: frozenset[Part] = frozenset()
    weak: frozenset[Part] = frozenset()


def names(
    layout: Layout, numbers: Sequence[Mention], listed: Mapping[int, Part]
) -> tuple[Named, ...]:
    """For each number the parts that the words beside it name; a label belongs to one number.

    Args:
        layout: the text; labels of listed numbers are not among its own.
        numbers: those that may be answers.
        listed: parts of numbers, by place, that a row of names gives them.
    """
    ends = [number.end for number in numbers]
    strong: list[set[Part]] = [set() for _ in numbers]
    weak: list[set[Part]] = [set() for _ in numbers]
    for at, part in listed.items():
        strong[at].add(part)
    for label in layout.labels:
        following = bisect_right(ends, label.start)
        owner = _owner(layout, label, numbers, following)
        if owner is not None:
            (weak if label.is_weak else strong)[owner].add(label.part)
    for parts in strong:
        if "memory_batch" in parts:  # “50 times what a single one takes” is about the batch
            parts.discard("memory_one")
    return tuple(
        Named(frozenset(one), frozenset(two)) for one, two in zip(strong, weak, strict=True)
    )


def _owner(layout: Layout, label: Label, numbers: Sequence[Mention], following: int) -> int | None:
    """The number that a label belongs to: the one before, the one behind, or none."""
    sentence = layout.sentence[label.start]
    before, behind = following - 1, following
    near_before = before >= 0 and layout.sentence[numbers[before].end - 1] == sentence
    near_behind = (
        behind < len(numbers)
        and layout.sentence[numbers[behind].start] == sentence
        and numbers[behind].start >= label.end
    )
    if near_behind and not near_before:
        return behind
    if not near_behind:
        apart = near_before and _break(layout, numbers[before].end, label.start) > 1
        return before if near_before and not apart else None
    gap = (numbers[before].end, numbers[behind].start)
    return before if _leans_back(layout, label, gap) else behind


def _leans_back(layout: Layout, label: Label, gap: tuple[int, int]) -> bool:
    """Whether a label between two numbers goes with the first of them."""
    closed = layout.row[gap[0]].kind == "close"  # “(about 12.6 MB) for one picture”
    gap = (gap[0] + closed, gap[1])
    back = _break(layout, gap[0], label.start)
    forth = _break(layout, label.end, gap[1])
    if back != forth:
        return back < forth
    is_noun = label.part == "parameters" and label.start - gap[0] <= 1
    return back == 0 and (is_noun or layout.lower(gap[0]) in _PREPOSITIONS)


def _break(layout: Layout, begin: int, end: int) -> int:
    """How strongly a range of tokens separates what stands on its sides."""
    words = layout.texts_in(begin, end)
    return 2 if words & _STRONG_BREAKS else 1 if words & _WEAK_BREAKS else 0


def support(number: Mention, named: Named, seen: Outline, part: Part) -> float:
    """What speaks for a number being the answer to a part, as a sum; `ENOUGH` is enough."""
    at = number.start
    section = (seen.memory_section if number.has_bytes else seen.section)[at]
    topic = (seen.memory_topic if number.has_bytes else seen.topic)[at]
    total = _own(named, part, _beside(number, part))
    if section is not None:
        weight = SECTION_BESIDE if named.strong else SECTION
        total += weight if section == part else -weight
    if topic is not None:
        total += TOPIC if topic == part else TOPIC_OTHER
    return total


def _own(named: Named, part: Part, beside: frozenset[Part]) -> float:
    if part in named.strong:
        return OWN
    if part in named.weak and not named.strong:
        return WEAK
    if named.strong - beside:
        return OWN_OTHER
    return WEAK_OTHER if named.weak else 0.0


def _beside(number: Mention, part: Part) -> frozenset[Part]:
    """Names that may stand beside a number of a part without naming it: memory of parameters."""
    is_memory = part != "parameters" and number.has_bytes
    return frozenset({"parameters"}) if is_memory else frozenset()
