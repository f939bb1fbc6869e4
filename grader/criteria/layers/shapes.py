"""Shapes of the maps that layers make; one small function for each family of layers."""

import math
from collections.abc import Callable, Iterator

from grader.criteria.layers.kernel import Kernel, side, transposed_side
from grader.criteria.layers.site import CannotTellError, Shape, Site, each, known, margins

KEEPING = frozenset(
    {
        *("Activation", "AlphaDropout", "BatchNormalization", "Dropout", "ELU", "GaussianDropout"),
        *("GaussianNoise", "GroupNormalization", "Identity", "LayerNormalization", "LeakyReLU"),
        *("Normalization", "PReLU", "RandomContrast", "RandomFlip", "RandomRotation"),
        *("RandomTranslation", "RandomZoom", "ReLU", "Rescaling", "Softmax", "SpatialDropout"),
    }
)
"""Layers whose map has the shape of the one that they read."""

MERGING = frozenset({"Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"})
"""Layers that work on two or more maps value by value."""


def output_shape(site: Site) -> Shape:
    """The shape of the map that a layer makes, without the batch.

    Raises:
        CannotTellError: the layer is not known, or does not fit the maps that it reads.
    """
    if site.kind in KEEPING:
        return site.inputs[0]
    if site.kind in MERGING:
        return _merged(site)
    if site.kind not in SHAPES:
        raise CannotTellError("not known here")
    shape = SHAPES[site.kind](site)
    if any(length is not None and length < 1 for length in shape):
        raise CannotTellError("its kernel is larger than the map below")
    return shape


def kernels(site: Site) -> tuple[Kernel, ...]:
    """The kernel or the window of a convolution or pooling, one an axis."""
    settings, pools = site.settings, site.kind.endswith("Pooling")
    sizes = each(settings.pool_size if pools else settings.kernel_size, site.axes)
    strides = each(settings.strides or (sizes if pools else 1), site.axes)
    padding = settings.padding
    if padding not in {"same", "valid", "causal"}:
        raise CannotTellError("an unknown padding")
    return tuple(
        Kernel(size, stride, str(padding), dilation)
        for size, stride, dilation in zip(
            sizes, strides, each(settings.dilation_rate, site.axes), strict=True
        )
    )


def _with_sides(site: Site, lengths: Iterator[int | None], channels: int | None) -> Shape:
    return (channels, *lengths) if site.channels_first else (*lengths, channels)


def _slid(site: Site, channels: int | None, rule: Callable[[int, Kernel], int] = side) -> Shape:
    pairs = zip(site.sides, kernels(site), strict=True)
    lengths = (None if length is None else rule(length, kernel) for length, kernel in pairs)
    return _with_sides(site, lengths, channels)


def _pooled_whole(site: Site) -> Shape:
    channels = site.inputs[0][site.channel_axis]
    if not site.settings.keepdims:
        return (channels,)
    return _with_sides(site, iter((1,) * site.axes), channels)


def _grown(site: Site, sign: int) -> Shape:
    given = site.settings.padding if sign > 0 else site.settings.cropping
    pairs = margins(1 if given == "valid" else given, site.axes)
    lengths = (
        None if length is None else length + sign * sum(pair)
        for length, pair in zip(site.sides, pairs, strict=True)
    )
    return _with_sides(site, lengths, site.inputs[0][site.channel_axis])


def _repeated(site: Site) -> Shape:
    factors = each(site.settings.size, site.axes)
    lengths = (
        None if length is None else length * factor
        for length, factor in zip(site.sides, factors, strict=True)
    )
    return _with_sides(site, lengths, site.inputs[0][site.channel_axis])


def _values(shape: Shape) -> int | None:
    return None if None in shape else math.prod(map(known, shape))


def _reshaped(site: Site) -> Shape:
    target, values = site.settings.target_shape, _values(site.inputs[0])
    if target.count(-1) > 1 or any(length < -1 for length in target):
        raise CannotTellError("a shape that cannot be")
    rest = math.prod(length for length in target if length != -1)
    if values is None:
        return tuple(None if length == -1 else length for length in target)
    if rest < 1 or values % rest or (-1 not in target and values != rest):
        raise CannotTellError("another number of values than the map below")
    return tuple(values // rest if length == -1 else length for length in target)


def _permuted(site: Site) -> Shape:
    below, dims = site.inputs[0], site.settings.dims
    if sorted(dims) != list(range(1, len(below) + 1)):
        raise CannotTellError("an order of axes that cannot be")
    return tuple(below[axis - 1] for axis in dims)


def _merged(site: Site) -> Shape:
    longest = max(map(len, site.inputs))
    padded = [(*(1,) * (longest - len(shape)), *shape) for shape in site.inputs]
    return tuple(_common(lengths) for lengths in zip(*padded, strict=True))


def _common(lengths: tuple[int | None, ...]) -> int | None:
    """The side of maps that are worked on together; a side of 1 is spread out."""
    wide = {length for length in lengths if length != 1}
    if len(wide - {None}) > 1:
        raise CannotTellError("maps of different sizes")
    return next(iter(wide - {None}), None) if wide else 1


def _joined(site: Site) -> Shape:
    axis, first = site.settings.axis, site.inputs[0]
    if not isinstance(axis, int) or axis == 0 or not -len(first) <= axis <= len(first):
        raise CannotTellError("an axis that is not there")
    place = axis - 1 if axis > 0 else len(first) + axis
    rest = {shape[:place] + shape[place + 1 :] for shape in site.inputs}
    if len({len(shape) for shape in site.inputs}) > 1 or (len(rest) > 1 and None not in first):
        raise CannotTellError("maps of different sizes")
    lengths = [shape[place] for shape in site.inputs]
    total = None if None in lengths else sum(map(known, lengths))
    return (*first[:place], total, *first[place + 1 :])


SHAPES: dict[str, Callable[[Site], Shape]] = {
    "AveragePooling": lambda site: _slid(site, site.inputs[0][site.channel_axis]),
    "Concatenate": _joined,
    "Conv": lambda site: _slid(site, site.settings.filters),
    "ConvTranspose": lambda site: _slid(site, site.settings.filters, transposed_side),
    "Cropping": lambda site: _grown(site, -1),
    "Dense": lambda site: (*site.inputs[0][:-1], site.settings.units),
    "DepthwiseConv": lambda site: _slid(site, site.channels * site.settings.depth_multiplier),
    "Flatten": lambda site: (_values(site.inputs[0]),),
    "GlobalAveragePooling": _pooled_whole,
    "GlobalMaxPooling": _pooled_whole,
    "MaxPooling": lambda site: _slid(site, site.inputs[0][site.channel_axis]),
    "Permute": _permuted,
    "Reshape": _reshaped,
    "SeparableConv": lambda site: _slid(site, site.settings.filters),
    "UpSampling": _repeated,
    "ZeroPadding": lambda site: _grown(site, 1),
}
"""Class name without the number of axes -> the shape it makes."""
