"""A slip: one thing that a conversion got wrong, and the criterion it belongs to."""

from typing import Any, Literal

import msgspec

Check = Literal["dense_free", "kernels", "carried", "same_outputs", "slides"]


class Slip(msgspec.Struct, frozen=True):
    """The sentence `key` of the criterion whose rule is tagged `check`, and what fills it in."""

    check: Check
    key: str
    values: dict[str, Any] = {}


_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def ordinal(place: int) -> str:
    """A place in words, from 0.

    >>> ordinal(0), ordinal(7)
    ('first', '8th')
    """
    return _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"


def times(shape: tuple[int, ...]) -> str:
    """A shape as people write it.

    >>> times((3, 5, 4))
    '3 x 5 x 4'
    """
    return " x ".join(map(str, shape))
