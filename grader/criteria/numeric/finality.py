"""How much a number looks like a result rather than a step on the way to one."""

from collections.abc import Sequence

import msgspec

from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.mention import Mention
from grader.rubric.numbers import Part

_TOTAL = frozenset(
    "total totals totalling overall altogether sum summing final finally result answer grand "
    "gesamt insgesamt summe zusammen total totale somme suma together".split()
)
_SO = frozenset(
    "so thus hence therefore consequently giving makes leads comes amounts becomes get need needs requires takes".split()
)
_HEDGE = frozenset("about approximately approx roughly around least ca circa".split())
_STEP = frozenset(
    "layer layers conv conv1 conv2 conv3 first second third fourth 1st 2nd 3rd lowest middle top each per "
    "map maps kernel filter input inputs image images activations activation gradients "
    "gradient".split()
)
_MEMORY_STEP = frozenset("weights weight parameters parameter params".split())
_INCLUDING = frozenset("with including incl adding".split())
_BIASES = frozenset({"bias", "biases"})
_WITHOUT = frozenset("without ignoring neglecting excluding except forgetting wrong not".split())

NEAR = 0.01
_WINDOWS = (2, 3, 4, 5, 6)
_SKIPPED = 3


class Cues(msgspec.Struct, frozen=True):
    """Words around a number that weigh for and against a result; set by hand on examples."""

    total: float = 2.0
    so: float = 0.75
    hedge: float = 0.25
    step: float = -1.5
    step_in_total: float = -0.5
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


CUES = Cues()


def finality(layout: Layout, numbers: Sequence[Mention], at: int, part: Part) -> float:
    """Weight of the words and signs around one of the numbers of a text."""
    number = numbers[at]
    before, behind = _around(layout, numbers, at)
    words = before | behind
    total = CUES.total if words & _TOTAL else 0.0
    steps = words & (_STEP if part == "parameters" else _STEP | _MEMORY_STEP)
    total += (CUES.step_in_total if total else CUES.step) if steps else 0.0
    total += CUES.so if words & _SO else 0.0
    total += CUES.hedge if before & _HEDGE else 0.0
    total += CUES.without if words & _WITHOUT else 0.0
    total += CUES.including if words & _BIASES and before & _INCLUDING else 0.0
    total += CUES.goes_on if goes_on(layout, number) else 0.0
    total += CUES.equals if len(number.forms) > 1 or _after_equals(layout, number) else 0.0
    total += CUES.sum if number.is_sum else 0.0
    return total + (CUES.bold if _is_bold(layout, number) else 0.0)


def _around(
    layout: Layout, numbers: Sequence[Mention], at: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Words of the same sentence up to the numbers before and behind, and to the next comma."""
    number, sentence = numbers[at], layout.sentence
    begin = numbers[at - 1].end if at else 0
    while sentence[begin] != sentence[number.start]:
        begin += 1
    end = number.end
    limit = numbers[at + 1].start if at + 1 < len(numbers) else len(layout.row)
    while end < limit and layout.row[end].kind not in {"pause", "stop", "line"}:
        end += 1
    return _words(layout, _last_pause(layout, begin, number.start), number.start), _words(
        layout, number.end, end
    )


def _last_pause(layout: Layout, begin: int, end: int) -> int:
    """Where the clause right before a number begins; a comma just before it does not count."""
    for at in range(end - 3, begin, -1):
        if layout.row[at].text in {",", ";"} and at > begin:
            return at
    return begin


def _words(layout: Layout, begin: int, end: int) -> frozenset[str]:
    return frozenset(token.text.lower() for token in layout.row[begin:end] if token.kind == "word")


def _after_equals(layout: Layout, number: Mention) -> bool:
    before = number.start - 1
    return before >= 0 and (layout.row[before].kind == "equals" or layout.row[before].text == ":")


def goes_on(layout: Layout, number: Mention) -> bool:
    """Whether it ends a sum that began before: “6 + 3 = 9 MB, + 3.6 = 12.6 MB”."""
    before = number.start - 1
    return before >= 0 and layout.row[before].text == "+" and len(number.forms) > 1


def _is_bold(layout: Layout, number: Mention) -> bool:
    row, before, behind = layout.row, number.start - 1, number.end
    return before >= 0 and row[before].kind == "bold" and behind < len(row)


def structure(
    values: Sequence[float], written: Sequence[float], operands: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """Weights of what adds up: of numbers that are the sum of others, and of their addends.

    Args:
        values: the numbers of one part in one measure, in order.
        written: the same as they were written.
        operands: for each of them the numbers, as written, that it was worked out from.
    """
    weights = [0.0] * len(values)
    used = {operand for row in operands for operand in row}
    for at, value in enumerate(values):
        if written[at] in used:
            weights[at] += CUES.component
        if window := _adds_up(values, at):
            weights[at] += CUES.adds_up
            for place in window:
                weights[place] = min(weights[place], CUES.component)
    return tuple(weights)


def _adds_up(values: Sequence[float], at: int) -> range | None:
    """Neighbours of a number, before or behind, whose sum it is."""
    value = values[at]
    for size in _WINDOWS:
        for gap in range(_SKIPPED):
            for window in (
                range(at - gap - size, at - gap),
                range(at + 1 + gap, at + 1 + gap + size),
            ):
                inside = window.start >= 0 and window.stop <= len(values)
                if inside and abs(sum(values[place] for place in window) - value) <= NEAR * value:
                    return window
    return None
