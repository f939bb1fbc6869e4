"""How well marks agree with a person's: correlation, error, and kappa over quarters."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

import msgspec

Pair = tuple[float, float]
"""A mark and a person's mark of the same answer, shares 0..1."""

_FAR = 0.3
_QUARTERS = 4


class Agreement(msgspec.Struct, frozen=True):
    """Figures over some answers; None where there are too few of them, or no spread.

    `far` is the share of answers more than 0.3 off.
    """

    answers: int
    r: float | None
    rmse: float
    kappa: float | None
    far: float


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """All figures of agreement.

    Args:
        pairs: at least one; marks first, a person's second.
    """
    marks, people = [mark for mark, _ in pairs], [person for _, person in pairs]
    return Agreement(
        answers=len(pairs),
        r=pearson(pairs),
        rmse=rmse(marks, people),
        kappa=quadratic_kappa(pairs),
        far=fmean(abs(mark - person) > _FAR for mark, person in pairs),
    )


def rmse(marks: Sequence[float], people: Sequence[float]) -> float:
    """Root of the mean squared error of some marks, at least one.

    >>> rmse([0.5, 1.0], [0.0, 0.5])
    0.5
    """
    return sqrt(fmean((mark - person) ** 2 for mark, person in zip(marks, people, strict=True)))


def pearson(pairs: Sequence[Pair]) -> float | None:
    """Pearson's correlation; None where one side does not vary.

    >>> pearson([(0, 0.1), (1, 0.9), (0.5, 0.5)])
    1.0
    """
    mean, person_mean = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    spread = sum((a - mean) ** 2 for a, _ in pairs) * sum((b - person_mean) ** 2 for _, b in pairs)
    if not spread:
        return None
    return round(sum((a - mean) * (b - person_mean) for a, b in pairs) / sqrt(spread), 6)


def quadratic_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa with quadratic weights over marks rounded to quarters.

    Source: Cohen, Psychological Bulletin 70 (1968) 213.

    >>> quadratic_kappa([(0, 0), (1, 1), (0.5, 0.5)])
    1.0
    """
    rounded = [(_quarters(mark), _quarters(person)) for mark, person in pairs]
    seen = fmean((mark - person) ** 2 for mark, person in rounded)
    chance = fmean((mark - person) ** 2 for mark, _ in rounded for _, person in rounded)
    return round(1 - seen / chance, 6) if chance else None


def _quarters(share: float) -> int:
    return int(share * _QUARTERS + 0.5)
