"""A number that was read beside the numbers that it may be: the right one, or that of a slip."""

from collections.abc import Sequence

from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.slips import Figure

_FLOAT = 1e-9
_FINE = 0.01

ROUNDING = 0.065
"""However roughly a number is written, more than this share is no rounding."""

SLIP_ROUNDING = 0.025
"""A slip is named only where the number is written well enough to tell it from others."""


def distance(reading: Reading, value: float, rounding: float = ROUNDING) -> float:
    """Relative distance, none where rounding to the written digits explains it.

    Args:
        reading: what was written.
        value: what it may stand for.
        rounding: the most that rounding can explain, a share of the value.

    >>> distance(Reading(12.6, 0.05), 12.6136)
    0.0
    """
    if value <= 0:
        return 1.0
    half = min(reading.half, rounding * value) + _FLOAT * value
    return max(0.0, abs(reading.value - value) - half) / value


def nearest(
    readings: Sequence[Reading],
    figures: Sequence[Figure],
    most: float,
    rounding: float = ROUNDING,
) -> Figure | None:
    """The figure closest to one of the readings, at most a relative distance away."""
    found: tuple[float, float, int] | None = None
    for place, figure in enumerate(figures):
        for reading in readings:
            away = distance(reading, figure.value, rounding)
            if away <= most:
                closeness = (away, abs(reading.value - figure.value), place)
                found = closeness if found is None else min(found, closeness)
    return figures[found[2]] if found else None


def matched(
    readings: Sequence[Reading], right: Sequence[Figure], others: Sequence[Figure], near: float
) -> Figure | None:
    """The figure that a number is; None if it is none of them.

    The very number goes before one that rounding explains, and that before one that is near; at
    the same distance the right ones go before the others.
    """
    fine = (reading for reading in readings if reading.half <= _FINE * reading.value)
    bare = tuple(Reading(reading.value) for reading in fine)
    for rows, most in ((bare, 0.0), (readings, 0.0), (readings, near)):
        found = nearest(rows, right, most) or nearest(rows, others, most, SLIP_ROUNDING)
        if found:
            return found
    return None
