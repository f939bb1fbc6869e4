"""What is told of one part of a machine."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One line of the doctor.

    Attributes:
        id: a name that stays, for scripts.
        title: a word or two.
        mark: good, aside (so it is, nothing to mend), warning, or bad (exercise 9 cannot run).
        text: what is there, and what it means.
        command: the one command that mends it, empty if there is none.
        path: where it lies.
    """

    id: str
    title: str
    mark: Literal["good", "aside", "warning", "bad"]
    text: str
    command: str = ""
    path: str = ""


def gigabytes(size_bytes: int) -> str:
    """A size in words.

    >>> gigabytes(2_500_000_000), gigabytes(50_000_000)
    ('2.5 GB', '0.05 GB')
    """
    size = size_bytes / 1e9
    return f"{size:.2f} GB" if size < 1 else f"{size:.1f} GB"


def about(seconds: float | None) -> str:
    """A time as one says it.

    >>> about(23.4), about(141), about(3_900), about(None)
    ('25 s', '2 min', '65 min', 'unknown')
    """
    if seconds is None:
        return "unknown"
    if seconds < 90:
        return f"{max(5, round(seconds / 5) * 5)} s"
    return f"{round(seconds / 60)} min"
