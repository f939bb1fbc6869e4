"""Parameters and multiply-adds of layers; one small function for each family of layers."""

import math
from collections.abc import Callable

from grader.criteria.layers.kernel import kernel_weights
from grader.criteria.layers.shapes import kernels
from grader.criteria.layers.site import CannotTellError, Shape, Site, known

Parameters = tuple[int, int]
"""Numbers that training can change, and those that only follow, such as running means."""


def parameters(site: Site) -> Parameters:
    """Parameters of a layer, as Keras counts them.

    Raises:
        CannotTellError: the number of channels is open.
    """
    return PARAMETERS[site.kind](site) if site.kind in PARAMETERS else (0, 0)


def multiply_adds(site: Site, shape: Shape) -> int | None:
    """Multiplications with a weight, each with its addition, for one picture.

    Convolutions and dense layers are counted, without their biases; what else layers do (pooling,
    activations, normalisation) is little beside them and counts as 0. None where a side is open.

    Args:
        site: the layer and what it reads.
        shape: the shape of the map that it makes.
    """
    if site.kind not in MULTIPLY_ADDS:
        return 0
    # A transposed convolution lays a kernel down for each value below, not for each it makes.
    walked = site.inputs[0] if site.kind == "ConvTranspose" else shape
    sides = walked[1:] if site.axes and site.channels_first else walked[:-1]
    if None in sides:
        return None
    return math.prod(map(known, sides)) * MULTIPLY_ADDS[site.kind](site)


def _sizes(site: Site) -> tuple[int, ...]:
    return tuple(kernel.size for kernel in kernels(site))


def _biased(site: Site, weights: int, maps: int) -> Parameters:
    return weights + maps * site.settings.use_bias, 0


def _convolution(site: Site) -> int:
    groups = site.settings.groups
    if site.channels % groups or site.settings.filters % groups:
        raise CannotTellError("groups that do not divide the channels")
    return kernel_weights(_sizes(site), site.channels // groups, site.settings.filters)


def _transposed(site: Site) -> int:
    return kernel_weights(_sizes(site), site.channels, site.settings.filters)


def _deep(site: Site) -> int:
    """Maps that a depthwise convolution makes: each channel has kernels of its own."""
    return site.channels * site.settings.depth_multiplier


def _depthwise(site: Site) -> int:
    return kernel_weights(_sizes(site), 1, _deep(site))


def _separable(site: Site) -> int:
    return _depthwise(site) + _deep(site) * site.settings.filters


def _dense(site: Site) -> int:
    return known(site.inputs[0][-1]) * site.settings.units


def _along(site: Site) -> int:
    """Values of one picture along the axes that a normalisation keeps apart."""
    axis, shape = site.settings.axis, site.inputs[0]
    axes = (axis,) if isinstance(axis, int) else axis or ()
    if any(one == 0 or not -len(shape) <= one <= len(shape) for one in axes):
        raise CannotTellError("an axis that is not there")
    return math.prod(known(shape[one - 1 if one > 0 else one]) for one in axes)


def _scaled(site: Site) -> int:
    return _along(site) * (site.settings.center + (site.settings.scale is not False))


def _slopes(site: Site) -> int:
    shared = site.settings.shared_axes or ()
    kept = (length for axis, length in enumerate(site.inputs[0], 1) if axis not in shared)
    return math.prod(map(known, kept))


def _measured(site: Site) -> Parameters:
    """Mean, variance and a count, unless the first two are given as settings."""
    return 0, 2 * _along(site) + 1 if site.settings.mean is None else 0


PARAMETERS: dict[str, Callable[[Site], Parameters]] = {
    "BatchNormalization": lambda site: (_scaled(site), 2 * _along(site)),
    "Conv": lambda site: _biased(site, _convolution(site), site.settings.filters),
    "ConvTranspose": lambda site: _biased(site, _transposed(site), site.settings.filters),
    "Dense": lambda site: _biased(site, _dense(site), site.settings.units),
    "DepthwiseConv": lambda site: _biased(site, _depthwise(site), _deep(site)),
    "GroupNormalization": lambda site: (_scaled(site), 0),
    "LayerNormalization": lambda site: (_scaled(site), 0),
    "Normalization": _measured,
    "PReLU": lambda site: (_slopes(site), 0),
    "SeparableConv": lambda site: _biased(site, _separable(site), site.settings.filters),
}
"""Class name without the number of axes -> its parameters; other layers have none."""

MULTIPLY_ADDS: dict[str, Callable[[Site], int]] = {
    "Conv": _convolution,
    "ConvTranspose": _transposed,
    "Dense": _dense,
    "DepthwiseConv": _depthwise,
    "SeparableConv": _separable,
}
"""Class name without the number of axes -> multiply-adds at one place of a map."""
