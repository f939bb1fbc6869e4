"""A number that was read beside the numbers that it may be: the right one, or that of a slip."""

from collections.abc import Iterable, Sequence

import msgspec

from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.slips import Figure

_ROUNDING = 0.1
"""However roughly a number was written, more than this share is no rounding."""
_FLOAT = 1e-9


class Bounds(msgspec.Struct, frozen=True):
    """Relative distances: up to `near` a number is the one meant; up to `tolerance` a right one."""

    near: float
    tolerance: float


def nearest(
    readings: Sequence[Reading], figures: Iterable[Figure], most: float
) -> Figure | None:
    """The figure closest to one of the readings, at most a relative distance away."""
    found: tuple[float, float, int] | None = None
    rows = tuple(figures)
    for place, figure in enumerate(rows):
        for reading in readings:
            away = distance(reading, figure.value)
            if away <= most:
                closeness = (away, abs(reading.value - figure.value), place)
                found = closeness if found is None else min(found, closeness)
    return rows[found[2]] if found else None


def distance(reading: Reading, value: float) -> float:
    """Relative distance, none where rounding to the written digits explains it.

    >>> distance(Reading(12.6, 0.05), 12.6136)
    0.0
    """
    rounding = min(reading.half, _ROUNDING * value) + _FLOAT * value
    return max(0.0, abs(reading.value - value) - rounding) / value if value else 1.0


def matched(
    readings: Sequence[Reading], figures: Sequence[Figure], bounds: Bounds
) -> Figure | None:
    """The right figure or the slip that a number is; None if it is none of them.

    What is exact goes before what is near, and at the same distance the right one before a slip.
    """
    right = [figure for figure in figures if figure.slip is None]
    slips = [figure for figure in figures if figure.slip is not None]
    steps = ((right, 0.0), (slips, 0.0), (right, bounds.near), (slips, bounds.near))
    for rows, most in (*steps, (right, bounds.tolerance)):
        if found := nearest(readings, rows, most):
            return found
    return None
