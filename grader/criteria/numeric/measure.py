"""What a written number may be in bytes."""

from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.unit import BYTES, MEGABYTES, Unit

BYTES_ABOVE = 100_000


def unit_of(number: Mention, bytes_above: float = BYTES_ABOVE) -> Unit:
    """The unit of a memory; without one a large number is bytes and a small one MB."""
    if number.unit is None:
        return BYTES if number.value > bytes_above else MEGABYTES
    if not number.unit.is_bytes:  # “12.6 million”
        return Unit(number.unit.text, number.unit.factors)
    return number.unit


def in_bytes(number: Mention, bytes_above: float = BYTES_ABOVE) -> tuple[Reading, ...]:
    """All that a number may be in bytes, likeliest first."""
    return _scaled(number, unit_of(number, bytes_above).factors)


def in_other_base(number: Mention, bytes_above: float = BYTES_ABOVE) -> tuple[Reading, ...]:
    """What it would be in bytes had its unit another base."""
    return _scaled(number, unit_of(number, bytes_above).others)


def _scaled(number: Mention, factors: tuple[float, ...]) -> tuple[Reading, ...]:
    return tuple(
        Reading(reading.value * factor, reading.half * factor)
        for reading in number.readings
        for factor in factors
    )
