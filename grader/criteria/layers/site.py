"""A layer in its place: its settings, filled up with Keras' defaults, and the maps it reads."""

import re
from typing import Annotated

import msgspec

from grader.evidence import Config

Shape = tuple[int | None, ...]
"""Sides of one picture's map without the batch; None where a side is open."""

Positive = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
Margin = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Each = Positive | tuple[Positive, ...]
Margins = Margin | tuple[Margin, ...] | tuple[tuple[Margin, Margin], ...]

_NUMBERED = re.compile(r"([123])D")


class CannotTellError(Exception):
    """The settings of a layer do not fit the maps that it reads, or the layer is not known."""


class Settings(msgspec.Struct, frozen=True):
    """Settings that change sizes, of all layers together; each layer has a few of them."""

    activation: str = "linear"
    axis: int | tuple[int, ...] | None = -1
    batch_shape: tuple[Margin | None, ...] = ()
    center: bool = True
    cropping: object = 0
    data_format: str | None = None
    depth_multiplier: Positive = 1
    dilation_rate: Each = 1
    dims: tuple[Positive, ...] = ()
    filters: Positive = 1
    groups: Positive = 1
    interpolation: str = "nearest"
    keepdims: bool = False
    kernel_size: Each = 1
    mean: object = None
    padding: object = "valid"
    pool_size: Each = 2
    scale: object = True
    shared_axes: tuple[Positive, ...] | None = None
    size: Each = 2
    strides: Each | None = None
    target_shape: tuple[int, ...] = ()
    units: Positive = 1
    use_bias: bool = True


class Site(msgspec.Struct, frozen=True):
    """A layer where it is called.

    `kind` is its class without the number of axes, “Conv” for `Conv2D`; `axes` is that number, 0
    where the name has none. `inputs` are the shapes of the maps that it reads.
    """

    kind: str
    axes: int
    settings: Settings
    inputs: tuple[Shape, ...]
    channels_first: bool

    @property
    def channel_axis(self) -> int:
        """Where the channels stand in a shape."""
        return 0 if self.channels_first else -1

    @property
    def channels(self) -> int:
        """Channels of the first map that is read."""
        return known(self.inputs[0][self.channel_axis])

    @property
    def sides(self) -> Shape:
        """Sides of the first map that is read, one an axis of the layer."""
        return sides(self.inputs[0], channels_first=self.channels_first)


def site(kind: str, config: Config, inputs: tuple[Shape, ...], *, channels_first: bool) -> Site:
    """A layer with its settings read.

    Args:
        kind: class name.
        config: plain settings.
        inputs: shapes of the maps that it reads, without the batch.
        channels_first: the order of axes where the layer itself does not say it.

    Raises:
        CannotTellError: a setting is of the wrong type or out of all proportion.
    """
    try:
        settings = msgspec.convert(config, Settings)
    except msgspec.ValidationError as error:
        raise CannotTellError(str(error)) from None
    found = _NUMBERED.search(kind)
    axes = int(found[1]) if found else 0
    if axes and any(len(shape) != axes + 1 for shape in inputs):
        raise CannotTellError(f"a map with {len(inputs[0])} axes")
    if settings.data_format:
        channels_first = settings.data_format == "channels_first"
    return Site(_NUMBERED.sub("", kind), axes, settings, inputs, channels_first)


def each(value: int | tuple[int, ...], axes: int) -> tuple[int, ...]:
    """One number an axis.

    >>> each(3, 2), each((3, 1), 2)
    ((3, 3), (3, 1))
    """
    if isinstance(value, int):
        return (value,) * axes
    if len(value) != axes:
        raise CannotTellError(f"{len(value)} numbers for {axes} axes")
    return value


def margins(value: object, axes: int) -> tuple[tuple[int, int], ...]:
    """What padding or cropping adds or takes before and after each axis.

    >>> margins(1, 2), margins([2, 3], 2), margins([[0, 1], [0, 1]], 2), margins([1, 2], 1)
    (((1, 1), (1, 1)), ((2, 2), (3, 3)), ((0, 1), (0, 1)), ((1, 2),))
    """
    try:
        read = msgspec.convert(value, int | tuple[int, ...], strict=True)
    except msgspec.ValidationError:
        return _pairs(value, axes)
    if not isinstance(read, int) and axes == 1 and len(read) == 2:
        return _pairs([read], axes)
    return _pairs([(one, one) for one in each(read, axes)], axes)


def _pairs(value: object, axes: int) -> tuple[tuple[int, int], ...]:
    try:
        read = msgspec.convert(value, tuple[tuple[Margin, Margin], ...])
    except msgspec.ValidationError as error:
        raise CannotTellError(str(error)) from None
    if len(read) != axes:
        raise CannotTellError(f"{len(read)} margins for {axes} axes")
    return read


def sides(shape: Shape, *, channels_first: bool) -> Shape:
    """The axes of a map that are not its channels.

    >>> sides((28, 30, 3), channels_first=False), sides((3, 28, 30), channels_first=True)
    ((28, 30), (28, 30))
    """
    return shape[1:] if channels_first else shape[:-1]


def known(number: int | None) -> int:
    """A number that must not be open.

    Raises:
        CannotTellError: it is open.
    """
    if number is None:
        raise CannotTellError("an open number of channels")
    return number
