"""The working beside a result: right steps with a wrong sum, or one step that is off."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from grader.criteria.numeric.architecture import count
from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import Mention
from grader.rubric.numbers import Network, Part, SlipId

_NEAR = 0.005
_ENOUGH_LAYERS = 2


class Working(msgspec.Struct, frozen=True):
    """All numbers of an answer, ascending: as they stand, and as sizes in bytes."""

    counts: tuple[float, ...] = ()
    sizes: tuple[float, ...] = ()


def working(layout: Layout) -> Working:
    """Everything that is written in a text, results and steps alike."""
    counts = {value for number in layout.numbers for value in (number.value, *number.operands)}
    sizes = {size for number in layout.numbers for size in _sizes(number)}
    return Working(tuple(sorted(counts)), tuple(sorted(sizes)))


def _sizes(number: Mention) -> Iterator[float]:
    """A number in bytes, and the addends of its sum in the same unit."""
    readings = in_bytes(number)
    yield from (reading.value for reading in readings)
    if number.value:
        factor = readings[0].value / number.value
        yield from (value * factor for value in number.operands)


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


def slip_in_working(result: float, part: Part, network: Network, seen: Working) -> SlipId | None:
    """A slip that only the working shows, where the result itself is none that is known.

    Args:
        result: what was taken for the result, counted or in bytes; 0 if there is none.
        part: the part that it answers.
        network: the network that was asked about.
        seen: everything that was written.
    """
    right = steps(part, network)
    near = 0.0 if part == "parameters" else _NEAR
    numbers = seen.counts if part == "parameters" else seen.sizes
    found = sum(_has(numbers, step, near) for step in right)
    if found == len(right) and len(right) > 1:
        is_step = any(_has((result,), step, _NEAR) for step in right)
        return "no_total" if is_step or not result else "sum_wrong"
    is_near = part == "parameters" and found == len(right) - 1 and found >= _ENOUGH_LAYERS
    return "layer_off" if is_near and result else None


def _has(numbers: Sequence[float], value: float, near: float) -> bool:
    """Whether one of some ascending numbers is a value, up to a relative distance."""
    at = bisect_left(numbers, value * (1 - near))
    return at < len(numbers) and numbers[at] <= value * (1 + near)
