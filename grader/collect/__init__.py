"""Evidence of what learner code makes: data out, closed processes, measurements back."""

from collections.abc import Callable

from grader.collect.common import Asked, Collected
from grader.collect.digits import collect_digits
from grader.collect.flowers import collect_flowers

__all__ = ["Asked", "Collected", "collect"]

COLLECTORS: dict[str, Callable[[Asked], Collected]] = {
    "mnist": collect_digits,
    "tf_flowers": collect_flowers,
}
"""Data set that a rubric names -> how its evidence is collected."""


def collect(asked: Asked) -> Collected:
    """Run one model answer and measure what it made, on the data that its rubric names.

    Raises:
        GraderError: no data, no device, or a closed process that could not be started.
    """
    return COLLECTORS[asked.rubric.data](asked)
