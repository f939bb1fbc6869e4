"""Networks drawn by seed as data: shapes follow from the plan, weights from chance."""

from collections.abc import Iterator

import numpy as np

from grader.collect.conversion.plans import PLANS, LayerPlan, Plan
from grader.criteria.conversion import Network
from grader.criteria.layers.kernel import Kernel, side
from grader.evidence import ArraySpec, Call, Config, Layer, LayerGraph

_GAIN = 1.3
_BIAS = 0.4

Shape = tuple[int, ...]


def networks(count: int, seed: int) -> tuple[Network, ...]:
    """So many networks; the plans are taken in turn, the weights come from the seed."""
    draw = np.random.default_rng((7, seed))
    return tuple(network(PLANS[place % len(PLANS)], draw) for place in range(count))


def network(plan: Plan, draw: np.random.Generator) -> Network:
    """A network with random weights, biases and statistics: fresh ones would hide mistakes."""
    layers = [input_layer(plan.picture)]
    weights: list[tuple[np.ndarray, ...]] = [()]
    shapes: list[Shape] = [plan.picture]
    for kind, config in plan.layers:
        weights.append(tuple(_weights((kind, config), shapes[-1], draw)))
        layers.append(_layer(kind, config, weights[-1]))
        shapes.append(shape_after(kind, config, shapes[-1]))
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    graph = LayerGraph(tuple(layers), calls, len(calls) - 1)
    return Network(plan.name, plan.kind, graph, tuple(weights), tuple(shapes))


def shape_after(kind: str, config: Config, shape: Shape) -> Shape:
    """Output of a layer for one picture: (height, width, channels), or (values,).

    >>> shape_after("Flatten", {}, (3, 4, 2))
    (24,)
    """
    match kind:
        case "Conv2D":
            return (*_sides(config, "kernel_size", shape), int(str(config["filters"])))
        case "MaxPooling2D" | "AveragePooling2D":
            return (*_sides(config, "pool_size", shape), shape[-1])
        case "Flatten":
            return (int(np.prod(shape)),)
        case "Dense":
            return (*shape[:-1], int(str(config["units"])))
    return shape


def pair(config: Config, name: str) -> tuple[int, int]:
    """Two whole numbers of a setting: along height and width."""
    match config[name]:
        case [int(down), int(right)]:
            return down, right
    raise ValueError(f"{name} is no pair")


def _sides(config: Config, window: str, shape: Shape) -> Shape:
    sizes, steps = pair(config, window), pair(config, "strides")
    padding = str(config["padding"])
    return tuple(
        side(length, Kernel(size, step, padding))
        for length, size, step in zip(shape, sizes, steps, strict=False)
    )


def input_layer(picture: Shape) -> Layer:
    """The input of a network for pictures of one size."""
    config: Config = {"batch_shape": [None, *picture]}
    return Layer("InputLayer", config, "float32", trainable=True, weights=())


def _layer(kind: str, config: Config, weights: tuple[np.ndarray, ...]) -> Layer:
    specs = tuple(ArraySpec(values.shape) for values in weights)
    return Layer(kind, config, "float32", trainable=True, weights=specs)


def _weights(layer: LayerPlan, shape: Shape, draw: np.random.Generator) -> Iterator[np.ndarray]:
    """Weights of a layer in Keras' order, float32."""
    kind, config = layer
    if kind == "BatchNormalization":
        yield draw.uniform(0.6, 1.6, shape[-1:]).astype(np.float32)
        for scale in (0.3, 0.3):
            yield (scale * draw.standard_normal(shape[-1:])).astype(np.float32)
        yield draw.uniform(0.3, 2.0, shape[-1:]).astype(np.float32)
    if kind not in {"Conv2D", "Dense"}:
        return
    form = shape_after(kind, config, shape)[-1:]
    kernel = (*pair(config, "kernel_size"), shape[-1]) if kind == "Conv2D" else shape
    scale = _GAIN / np.sqrt(np.prod(kernel))
    yield (scale * draw.standard_normal((*kernel, *form))).astype(np.float32)
    if config["use_bias"]:
        yield (_BIAS * draw.standard_normal(form)).astype(np.float32)
