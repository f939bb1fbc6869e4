"""How much a number looks like a result rather than a step on the way to one."""

from collections.abc import Iterator, Sequence

import msgspec

from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.mention import Mention
from grader.rubric.numbers import Part

_BIASES = frozenset({"bias", "biases"})
_NEAR = 0.01
_WINDOWS = (2, 3, 4, 5, 6)
_SKIPPED = 3


class Cues(msgspec.Struct, frozen=True):
    """Weights of what speaks for and against a result; set by hand on examples."""

    result: float = 2.0
    conclusion: float = 0.75
    hedge: float = 0.25
    step: float = -1.5
    step_in_result: float = -0.5
    without: float = -3.0
    including: float = 1.5
    goes_on: float = 2.0
    bold: float = 1.0
    equals: float = 0.5
    sum: float = 1.0
    adds_up: float = 1.5
    component: float = -2.0
    last: float = 0.75
    known_step: float = -2.0
    no_unit: float = -1.0


CUES = Cues()


def finality(layout: Layout, numbers: Sequence[Mention], at: int, part: Part) -> float:
    """Weight of the words and signs around one of the numbers of a text."""
    before, behind = _around(layout, numbers, at)
    return _words(layout, before, behind, part) + _signs(layout, numbers[at])


def _words(layout: Layout, before: frozenset[str], behind: frozenset[str], part: Part) -> float:
    words, around = layout.words, before | behind
    steps = words.steps if part == "parameters" else words.steps | words.memory_steps
    is_result = bool(around & words.results)
    total = CUES.result if is_result else 0.0
    if around & steps:
        total += CUES.step_in_result if is_result else CUES.step
    total += CUES.conclusion if around & words.conclusions else 0.0
    total += CUES.hedge if before & words.hedges else 0.0
    total += CUES.without if around & words.without else 0.0
    return total + (CUES.including if around & _BIASES and before & words.including else 0.0)


def _signs(layout: Layout, number: Mention) -> float:
    row, before = layout.row, number.start - 1
    is_bold = before >= 0 and row[before].kind == "bold"
    is_equal = before >= 0 and (row[before].kind == "equals" or row[before].text == ":")
    total = CUES.bold if is_bold else 0.0
    total += CUES.equals if is_equal or len(number.forms) > 1 else 0.0
    total += CUES.sum if number.is_sum else 0.0
    return total + (CUES.goes_on if goes_on(layout, number) else 0.0)


def goes_on(layout: Layout, number: Mention) -> bool:
    """Whether it ends a sum that began before: “6 + 3 = 9 MB, + 3.6 = 12.6 MB”."""
    return len(number.forms) > 1 and layout.lower(number.start - 1) == "+"


def _around(
    layout: Layout, numbers: Sequence[Mention], at: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Words of its sentence back to the number or comma before, and on to the next one."""
    number = numbers[at]
    begin = numbers[at - 1].end if at else 0
    while layout.sentence[begin] != layout.sentence[number.start]:
        begin += 1
    limit = numbers[at + 1].start if at + 1 < len(numbers) else len(layout.row)
    end = number.end
    while end < limit and layout.row[end].kind not in {"pause", "stop", "line"}:
        end += 1
    begin = _clause(layout, begin, number.start)
    return layout.words_in(begin, number.start), layout.words_in(number.end, end)


def _clause(layout: Layout, begin: int, end: int) -> int:
    """Where the clause right before a number begins; a comma just before it does not count."""
    pauses = (at for at in range(end - 3, begin, -1) if layout.row[at].text in {",", ";"})
    return next(pauses, begin)


def structure(
    values: Sequence[float], written: Sequence[float], operands: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """Weights of what adds up: of numbers that are the sum of others, and of their addends.

    Args:
        values: the numbers of one part in one measure, in order.
        written: the same as they were written.
        operands: for each of them the numbers, as written, that it was worked out from.
    """
    used = {operand for row in operands for operand in row}
    weights = [CUES.component if number in used else 0.0 for number in written]
    for at in range(len(values)):
        if window := _adds_up(values, at):
            weights[at] += CUES.adds_up
            for place in window:
                weights[place] = min(weights[place], CUES.component)
    return tuple(weights)


def _adds_up(values: Sequence[float], at: int) -> range | None:
    """Neighbours of a number, before or behind, whose sum it is."""
    value = values[at]
    for window in _windows(at):
        inside = window.start >= 0 and window.stop <= len(values)
        if inside and abs(sum(values[place] for place in window) - value) <= _NEAR * value:
            return window
    return None


def _windows(at: int) -> Iterator[range]:
    for size in _WINDOWS:
        for gap in range(_SKIPPED):
            yield range(at - gap - size, at - gap)
            yield range(at + 1 + gap, at + 1 + gap + size)
