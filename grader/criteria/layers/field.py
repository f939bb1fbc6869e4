"""Receptive fields: which values of the input a unit can see, along one axis."""

import math

import msgspec

from grader.criteria.layers.kernel import Kernel, before

MOST_PHASES = 4_096
FARTHEST = 10**12
"""No picture is so large; a field beyond it comes from settings out of all proportion."""


class Window(msgspec.Struct, frozen=True):
    """What a layer reads along one axis.

    Unit i reads from value (up * i + first) // down to value (up * i + last) // down of the map
    below, as if that map had no end.
    """

    up: int = 1
    down: int = 1
    first: int = 0
    last: int = 0


class Field(msgspec.Struct, frozen=True):
    """What the units of a map see of the input along one axis, padding included.

    After upsampling neighbours differ in what they see, in turns of n = `len(firsts)` units: unit i
    sees from `firsts[i % n] + step * (i // n)` to `lasts[i % n] + step * (i // n)`. A field
    without phases is the whole axis.
    """

    step: int
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every unit sees the whole axis."""
        return not self.firsts

    @property
    def size(self) -> int:
        """Values that a unit sees, those of the luckiest unit."""
        return max(last - first for first, last in zip(self.firsts, self.lasts, strict=True)) + 1

    @property
    def stride(self) -> float:
        """Values of the input from one unit's field to the next one's, on average."""
        return self.step / len(self.firsts)

    @property
    def centre(self) -> float:
        """The middle of the first unit's field; the first value of the input is 0."""
        return (self.firsts[0] + self.lasts[0]) / 2


ONE = Field(1, (0,), (0,))
"""A value of the input sees itself."""

WHOLE = Field(0, (), ())


def through(field: Field, window: Window) -> Field | None:
    """The field of a unit that reads a window of units below; None where it would be unwieldy.

    >>> second = through(through(ONE, Window(last=2)), Window(up=2, last=1))
    >>> second.size, second.stride, second.centre
    (4, 2.0, 1.5)
    """
    if field.is_whole:
        return field
    below = len(field.firsts)
    phases = window.down * below // math.gcd(window.up, window.down * below)
    if phases > MOST_PHASES or max(map(abs, (field.step, *field.firsts, *field.lasts))) > FARTHEST:
        return None
    reads = [(window.up * i + window.first) // window.down for i in range(phases)]
    ends = [(window.up * i + window.last) // window.down for i in range(phases)]
    return Field(
        step=field.step * (window.up * phases // window.down) // below,
        firsts=tuple(field.firsts[i % below] + field.step * (i // below) for i in reads),
        lasts=tuple(field.lasts[i % below] + field.step * (i // below) for i in ends),
    )


def union(one: Field, other: Field) -> Field | None:
    """What a unit sees that reads the same place of two maps; None where their steps differ.

    >>> union(ONE, through(ONE, Window(first=-1, last=1))).size
    3
    """
    if one.is_whole or other.is_whole:
        return WHOLE
    phases = math.lcm(len(one.firsts), len(other.firsts))
    if one.step * len(other.firsts) != other.step * len(one.firsts) or phases > MOST_PHASES:
        return None
    one, other = _repeated(one, phases), _repeated(other, phases)
    return Field(
        one.step,
        tuple(map(min, one.firsts, other.firsts)),
        tuple(map(max, one.lasts, other.lasts)),
    )


def sliding(length: int | None, kernel: Kernel) -> Window:
    """The window of a convolution or of pooling on a map with a side of `length`."""
    start = -before(length, kernel)
    return Window(up=kernel.stride, first=start, last=start + kernel.span - 1)


def spreading(kernel: Kernel) -> Window:
    """The window of a transposed convolution: the units below whose kernels reach a unit."""
    cut = 0 if kernel.padding == "valid" else max(0, kernel.span - kernel.stride) // 2
    return Window(down=kernel.stride, first=min(cut, cut - kernel.span + kernel.stride), last=cut)


def _repeated(field: Field, phases: int) -> Field:
    times = phases // len(field.firsts)
    return Field(
        field.step * times,
        tuple(first + field.step * turn for turn in range(times) for first in field.firsts),
        tuple(last + field.step * turn for turn in range(times) for last in field.lasts),
    )
