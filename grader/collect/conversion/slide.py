"""What a right conversion gives at every position of a larger picture; pure arithmetic.

There are two ways to know it. Where no layer pads, an output at one position depends on one crop of
the picture, and the network that was handed in gives it on that crop. Where a layer pads, it does
not: the network puts zeros around each crop, whereas the converted one sees the neighbouring
pixels there and has zeros around the whole picture alone. What it computes then is the dense layers
of the source at every window of the source's own feature maps of the whole picture.
"""

import math

import numpy as np

from grader.collect.conversion.draw import input_layer, pair
from grader.criteria.conversion import Compared, Network
from grader.evidence import Call, Config, Layer, LayerGraph, Weights

Part = tuple[LayerGraph, Weights]


def strides(network: Network) -> tuple[int, int]:
    """Pixels between two neighbouring outputs, down and to the right."""
    steps = [pair(layer.config, "strides") for layer in network.graph.layers if _steps(layer)]
    return math.prod(down for down, _ in steps), math.prod(right for _, right in steps)


def is_padded(network: Network) -> bool:
    """Whether a layer puts zeros around its input."""
    return any(layer.config.get("padding") == "same" for layer in network.graph.layers)


def larger(network: Network, more: tuple[int, int]) -> tuple[int, int, int]:
    """Size of a picture with so many more positions, down and to the right."""
    height, width, channels = network.picture
    down, right = strides(network)
    return height + more[0] * down, width + more[1] * right, channels


def opened(graph: LayerGraph) -> LayerGraph | None:
    """The same network for pictures of any size; None where it has no input for pictures."""
    layers = []
    for layer in graph.layers:
        if layer.kind == "InputLayer":
            shape = layer.config.get("batch_shape")
            if not isinstance(shape, list) or len(shape) != 4:
                return None
            config: Config = {"batch_shape": [None, None, None, shape[3]]}
            layer = Layer(layer.kind, config, layer.dtype, layer.trainable, ())  # noqa: PLW2901
        layers.append(layer)
    return LayerGraph(tuple(layers), graph.calls, graph.output)


def before_dense(network: Network) -> Part:
    """The layers up to the feature maps, for pictures of any size."""
    end = network.flatten
    graph = LayerGraph(network.graph.layers[:end], network.graph.calls[:end], end - 1)
    return opened(graph) or graph, network.weights[:end]


def dense_layers(network: Network) -> Part:
    """The layers from the Flatten on, for feature maps of the original size."""
    begin = network.flatten
    layers = (input_layer(network.maps), *network.graph.layers[begin:])
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    return LayerGraph(layers, calls, len(calls) - 1), ((), *network.weights[begin:])


def windows(maps: np.ndarray, size: tuple[int, int], step: tuple[int, int]) -> np.ndarray:
    """All windows of one picture or of its feature maps, row by row.

    Args:
        maps: shape (height, width, channels).
        size: height and width of a window.
        step: pixels from one window to the next, down and to the right.

    Returns:
        Shape (rows, columns, *size, channels).
    """
    seen = np.lib.stride_tricks.sliding_window_view(maps, size, axis=(0, 1))
    chosen = seen[:: step[0], :: step[1]]
    return np.ascontiguousarray(chosen.transpose(0, 1, 3, 4, 2))


def compared(expected: np.ndarray, got: np.ndarray | None, limits: tuple[float, str]) -> Compared:
    """Outputs beside those that they should be.

    Args:
        expected: shape (…, units); all axes but the last are positions.
        got: the same, or (n, 1, 1, units) for (n, units); None where there are none.
        limits: largest difference that counts as none, and why there are no outputs.
    """
    tolerance, trouble = limits
    positions = int(np.prod(expected.shape[:-1]))
    if got is None:
        return Compared(expected.shape, None, None, positions, positions, trouble)
    if expected.ndim == 2 and got.ndim == 4 and got.shape[1:3] == (1, 1):
        got = got[:, 0, 0]
    if got.shape != expected.shape or not np.isfinite(got).all():
        return Compared(expected.shape, got.shape, None, positions, positions)
    gaps = np.abs(got - expected).max(axis=-1)
    return Compared(
        expected.shape, got.shape, float(gaps.max()), int((gaps > tolerance).sum()), positions
    )


def _steps(layer: Layer) -> bool:
    return "strides" in layer.config
