"""Conversions made with NumPy alone, right and wrong, for tests of the diagnosis."""

from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec.structs import replace

from grader.collect.conversion.draw import networks
from grader.criteria.conversion import Case, Compared, Network
from grader.evidence import ArraySpec, Call, Converted, Layer, LayerGraph

NETWORKS = networks(6, 42)
DIFFERS = Compared((3, 5), (3, 5), 0.25, 3, 3)
SAME = Compared((3, 5), (3, 5), 0.0, 0, 3)

Built = tuple[Layer, tuple[np.ndarray, ...]]
Edit = Callable[[Built, int], Built | None]
"""One layer of the right conversion and its place among the dense ones (-1 before); None drops."""


def right_layers(network: Network) -> list[tuple[Built, int]]:
    """The layers of a right conversion with their weights, and their places."""
    found: list[tuple[Built, int]] = []
    maps, dense = network.maps, -1
    for layer, weights in zip(network.graph.layers, network.weights, strict=True):
        if layer.kind == "InputLayer":
            config: dict[str, Any] = {"batch_shape": [None, None, None, network.picture[2]]}
            found.append(((replace(layer, config=config), ()), -1))
        elif layer.kind == "Dense":
            dense += 1
            found.append((_convolution(layer, weights, maps), dense))
            maps = (1, 1, int(weights[0].shape[1]))
        elif layer.kind != "Flatten":
            found.append(((layer, weights), dense))
    return found


def _convolution(dense: Layer, weights: tuple[np.ndarray, ...], maps: tuple[int, ...]) -> Built:
    config: dict[str, Any] = {
        "filters": dense.config["units"], "kernel_size": [*maps[:2]], "strides": [1, 1],
        "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1,
        "use_bias": dense.config["use_bias"], "activation": dense.config["activation"],
    }  # fmt: skip
    kernel = weights[0].reshape((*maps, -1))
    return spec("Conv2D", config, (kernel, *weights[1:]))


def spec(kind: str, config: dict[str, Any], weights: tuple[np.ndarray, ...] = ()) -> Built:
    specs = tuple(ArraySpec(values.shape) for values in weights)
    return Layer(kind, config, "float32", trainable=True, weights=specs), weights


def case(network: Network, edit: Edit, *, is_right: bool = False, **changes: Any) -> Case:
    """A conversion whose layers went through `edit`, with outputs that differ or not."""
    edited = [edit(layer, place) for layer, place in right_layers(network)]
    built = [one for one in edited if one is not None]
    layers = tuple(layer for layer, _ in built)
    weights = tuple(arrays for _, arrays in built)
    made = Converted(
        graph=chain(layers),
        why_no_graph="",
        kind="Functional",
        layer_kinds=tuple(layer.kind for layer in layers),
        weights=tuple(one for layer in layers for one in layer.weights),
        source_after=network.graph,
        refuses="",
    )
    outputs = SAME if is_right else DIFFERS
    return Case(
        network=network,
        made=replace(made, **changes),
        weights=weights,
        values=tuple(array for arrays in weights for array in arrays),
        after=network.weights,
        original=outputs,
        larger=(outputs, outputs),
    )


def chain(layers: tuple[Layer, ...]) -> LayerGraph:
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    return LayerGraph(layers, calls, len(layers) - 1)


def settings(place: int, **changed: Any) -> Edit:
    """Other settings of the convolution made of a dense layer, and no other weights."""

    def edit(built: Built, at: int) -> Built:
        layer, weights = built
        if layer.kind != "Conv2D" or at != place:
            return built
        return replace(layer, config={**layer.config, **changed}), weights

    return edit


def arrays(place: int, change: Callable[..., tuple[np.ndarray, ...]]) -> Edit:
    """Other weights of a layer with weights: `change` gets and gives them."""

    def edit(built: Built, at: int) -> Built:
        layer, weights = built
        if not weights or at != place:
            return built
        return spec(layer.kind, dict(layer.config), change(*weights))

    return edit


def as_is(built: Built, _place: int) -> Built:
    return built
