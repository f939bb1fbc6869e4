"""A model told as data: stock layers, their settings, calls and weights."""

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np


Config = dict[
    str, bool | int | float | str | list[bool | int | float | str | list[int] | None] | None
]
"""Settings of one layer: plain values only."""


class ArraySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shape of a float32 array whose bytes follow a message."""

    shape: tuple[int, ...]


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stock Keras layer: class name, settings, shapes of its weights in Keras' order."""

    kind: str
    config: Config
    dtype: str
    trainable: bool
    weights: tuple[ArraySpec, ...]


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One use of a layer on the outputs of earlier calls; both are indices."""

    layer: int
    inputs: tuple[int, ...]


class LayerGraph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model as data: layers, their calls in order, and the call that is the output."""

    layers: tuple[Layer, ...]
    calls: tuple[Call, ...]
    output: int


Weights = tuple[tuple["np.ndarray", ...], ...]
"""Weights of a model: for each layer of its graph the arrays in Keras' order, float32."""
