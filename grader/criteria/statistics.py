"""Shares and their intervals."""

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def wilson_interval(correct: int, examples: int, *, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of an accuracy, both ends 0..1.

    Args:
        correct: right predictions, 0..examples.
        examples: predictions made, at least 1.
        z: standard normal quantile; 1.96 for 95 %.

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209.

    >>> [round(end, 3) for end in wilson_interval(99, 100)]
    [0.946, 0.998]
    """
    share = correct / examples
    scale = 1 + z * z / examples
    middle = (share + z * z / (2 * examples)) / scale
    half = z * sqrt(share * (1 - share) / examples + z * z / (4 * examples * examples)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def falling(value: float, *, full: float, none: float) -> float:
    """Score 0..1: 1 up to `full`, 0 from `none`, a straight line between.

    >>> falling(150, full=100, none=200)
    0.5
    """
    return min(1.0, max(0.0, (none - value) / (none - full)))


def as_shares(rows: "np.ndarray") -> "np.ndarray":
    """Probabilities as they are; raw logits through a softmax.

    Args:
        rows: one row a picture, shape (n, classes), finite.

    >>> import numpy as np
    >>> as_shares(np.array([[-1.0, -1.0]])).tolist()
    [[0.5, 0.5]]
    """
    import numpy as np

    if rows.min() >= 0 and rows.max() <= 1 + 1e-3:
        return rows
    raised = np.exp((rows - rows.max(axis=1, keepdims=True)).astype(np.float64))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares
