"""The first part of a network: all that one of its calls is computed from."""

import math

import numpy as np

from grader.evidence import Call, LayerGraph, Weights


def convolutions(graph: LayerGraph) -> tuple[int, ...]:
    """The calls of Conv2D layers, in order, with channels last."""
    return tuple(
        place
        for place, call in enumerate(graph.calls)
        if graph.layers[call.layer].kind == "Conv2D"
        and graph.layers[call.layer].config.get("data_format") != "channels_first"
    )


def part_up_to(graph: LayerGraph, weights: Weights, output: int) -> tuple[LayerGraph, bytes]:
    """The network that ends with a call, and the bytes of its weights."""
    calls = _needed(graph, output)
    layers = sorted({graph.calls[place].layer for place in calls})
    part = LayerGraph(
        layers=tuple(graph.layers[place] for place in layers),
        calls=tuple(
            Call(
                layers.index(graph.calls[place].layer),
                tuple(calls.index(source) for source in graph.calls[place].inputs),
            )
            for place in calls
        ),
        output=len(calls) - 1,
    )
    return part, b"".join(array.tobytes() for place in layers for array in weights[place])


def _needed(graph: LayerGraph, output: int) -> list[int]:
    """A call and all that it is computed from, ascending: inputs come before what uses them."""
    needed = {output}
    for place in range(output, -1, -1):
        if place in needed:
            needed.update(graph.calls[place].inputs)
    return sorted(needed)


def as_input(x: np.ndarray, graph: LayerGraph) -> np.ndarray:
    """Grey pictures (n, height, width) in the form that a network's input has."""
    shapes = (
        layer.config.get("batch_shape") for layer in graph.layers if layer.kind == "InputLayer"
    )
    shape = next(shapes, None)
    sizes = [size for size in shape if isinstance(size, int)] if isinstance(shape, list) else []
    if sizes and math.prod(sizes) == x[0].size:
        return x.reshape((-1, *sizes))
    return x[..., np.newaxis]
