"""What the units of a layer see of the input: how each kind of layer widens receptive fields."""

from collections.abc import Callable
from itertools import starmap

from grader.criteria.layers.field import (
    ONE,
    WHOLE,
    Field,
    Window,
    sliding,
    spreading,
    through,
    union,
)
from grader.criteria.layers.shapes import KEEPING, kernels
from grader.criteria.layers.site import Shape, Site, each, margins

Fields = tuple[Field, ...] | None
"""One field an axis of the map; None where they cannot be told.

A vector has no axes: its fields are empty as long as nothing was mixed, else a single whole one.
"""

_EVERYTHING: Fields = (WHOLE,)

_MIXING = frozenset({"GroupNormalization"})
"""Layers that keep the shape and yet mix all places of a map."""


def fresh(shape: Shape) -> Fields:
    """Fields of the input: each value sees itself."""
    return (ONE,) * (len(shape) - 1)


def seen(site: Site, below: tuple[Fields, ...]) -> Fields:
    """Fields of the map that a layer makes.

    Args:
        site: the layer and what it reads.
        below: fields of the maps that it reads.
    """
    if None in below or not below:
        return None
    first = below[0] or ()
    if site.kind in WINDOWS:
        windows = WINDOWS[site.kind](site)
        return None if windows is None else _all(starmap(through, zip(first, windows, strict=True)))
    if site.kind in SPECIAL:
        return SPECIAL[site.kind](site, below)
    if site.kind in _MIXING:
        return (WHOLE,) * len(first)
    if site.kind == "Dense" and len(site.inputs[0]) == 1:
        return _EVERYTHING
    return first if site.kind in KEEPING or site.kind == "Dense" else None


def _all(fields: "map[Field | None] | starmap[Field | None]") -> Fields:
    """All fields, or None where one of them cannot be told."""
    found = tuple(fields)
    told = tuple(field for field in found if field is not None)
    return told if len(told) == len(found) else None


def _sliding(site: Site) -> tuple[Window, ...]:
    return tuple(map(sliding, site.sides, kernels(site)))


def _spreading(site: Site) -> tuple[Window, ...]:
    return tuple(map(spreading, kernels(site)))


def _shifted(site: Site, sign: int) -> tuple[Window, ...]:
    given = site.settings.padding if sign < 0 else site.settings.cropping
    pairs = margins(1 if given == "valid" else given, site.axes)
    return tuple(Window(first=sign * start, last=sign * start) for start, _ in pairs)


def _repeated(site: Site) -> tuple[Window, ...] | None:
    factors = each(site.settings.size, site.axes)
    match site.settings.interpolation:
        case "nearest":
            return tuple(Window(down=factor) for factor in factors)
        case "bilinear":
            # Between the centres of two values, measured in halves of a new value.
            return tuple(Window(2, 2 * n, 1 - n, n) for n in factors)
    return None


def _merged(_: Site, below: tuple[Fields, ...]) -> Fields:
    """What any of the maps sees; beside one that sees everything so does every other."""
    first, *others = told = [fields or () for fields in below]
    if any(fields and all(field.is_whole for field in fields) for fields in told):
        return (WHOLE,) * max(map(len, told))
    for other in others:
        if len(other) != len(first):
            return None
        found = _all(map(union, first, other))
        if found is None:
            return None
        first = found
    return first


def _joined(site: Site, below: tuple[Fields, ...]) -> Fields:
    axis, rank = site.settings.axis, len(site.inputs[0])
    channels = (1, -rank) if site.channels_first else (rank, -1)
    return _merged(site, below) if axis in channels else None


def _reshaped(site: Site, below: tuple[Fields, ...]) -> Fields:
    """As long as nothing was mixed the new form is the picture; later only “everything” stays."""
    fields, axes = below[0] or (), len(site.settings.target_shape) - 1
    if all(field == ONE for field in fields):
        return (ONE,) * axes
    return (WHOLE,) * max(1, axes) if all(field.is_whole for field in fields) else None


def _flat(_: Site, below: tuple[Fields, ...]) -> Fields:
    return () if all(field == ONE for field in below[0] or ()) else _EVERYTHING


def _permuted(site: Site, below: tuple[Fields, ...]) -> Fields:
    """Sides may change places; where the channels move, the layout is no longer known."""
    *order, last = site.settings.dims
    fields = below[0] or ()
    return tuple(fields[axis - 1] for axis in order) if last == len(fields) + 1 else None


def _pooled_whole(site: Site, _: tuple[Fields, ...]) -> Fields:
    return (WHOLE,) * site.axes if site.settings.keepdims else _EVERYTHING


WINDOWS: dict[str, Callable[[Site], tuple[Window, ...] | None]] = {
    "AveragePooling": _sliding,
    "Conv": _sliding,
    "ConvTranspose": _spreading,
    "Cropping": lambda site: _shifted(site, 1),
    "DepthwiseConv": _sliding,
    "MaxPooling": _sliding,
    "SeparableConv": _sliding,
    "UpSampling": _repeated,
    "ZeroPadding": lambda site: _shifted(site, -1),
}
"""Class name without the number of axes -> what it reads, one window an axis."""

SPECIAL: dict[str, Callable[[Site, tuple[Fields, ...]], Fields]] = {
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), _merged),
    "Concatenate": _joined,
    "Flatten": _flat,
    "GlobalAveragePooling": _pooled_whole,
    "GlobalMaxPooling": _pooled_whole,
    "Permute": _permuted,
    "Reshape": _reshaped,
}
