"""The working beside a result: right steps with a wrong sum, or one step that is off."""

import msgspec

from grader.criteria.numeric.architecture import count
from grader.criteria.numeric.compare import nearest
from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.slips import Figure
from grader.rubric.numbers import Network, Part, SlipId

_NEAR = 0.005
_ENOUGH_LAYERS = 2


class Working(msgspec.Struct, frozen=True):
    """All numbers of an answer, as counts and as sizes in bytes."""

    counts: frozenset[float] = frozenset()
    sizes: tuple[Reading, ...] = ()


def working(layout: Layout) -> Working:
    """Everything that is written in a text, results and steps alike."""
    counts: set[float] = set()
    sizes: list[Reading] = []
    for number in layout.numbers:
        counts.add(number.value)
        counts.update(number.operands)
        sizes += in_bytes(number)
        sizes += _in_unit(number)
    return Working(frozenset(counts), tuple(sizes))


def _in_unit(number: Mention) -> list[Reading]:
    """Addends of a sum in the unit of its result."""
    factor = in_bytes(number)[0].value / number.value if number.value else 0.0
    return [Reading(value * factor) for value in number.operands]


def steps(part: Part, network: Network) -> tuple[float, ...]:
    """Right steps on the way to a part; their sum is the right number."""
    counted, size = count(network), network.number_bytes
    match part:
        case "parameters":
            return tuple(map(float, counted.layers))
        case "memory_one":
            return (float(counted.peak * size), float(counted.parameters * size))
    pictures = (counted.all_maps, counted.inputs)
    return (
        *(float(network.batch * values * size) for values in pictures),
        float(counted.parameters * size),
    )


def slip_in_working(
    result: float, part: Part, network: Network, seen: Working
) -> SlipId | None:
    """A slip that only the working shows, where the result itself is none that is known.

    Args:
        result: what was taken for the result, counted or in bytes; 0 if there is none.
        part: the part that it answers.
        network: the network that was asked about.
        seen: everything that was written.
    """
    right = steps(part, network)
    found = sum(_is_seen(step, part, seen) for step in right)
    if found == len(right) and len(right) > 1:
        is_step = any(abs(result - step) <= _NEAR * step for step in right)
        return "no_total" if is_step or not result else "sum_wrong"
    is_near = part == "parameters" and found == len(right) - 1 and found >= _ENOUGH_LAYERS
    return "layer_off" if is_near and result else None


def _is_seen(step: float, part: Part, seen: Working) -> bool:
    if part == "parameters":
        return step in seen.counts
    return nearest(seen.sizes, [Figure(step)], _NEAR) is not None
