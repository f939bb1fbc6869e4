"""Data turned back into a Keras model, by the allow-list alone."""

from typing import Any

import keras
import numpy as np

from grader.evidence import Counted, Layer, LayerCount, LayerGraph
from grader.sandbox.arrays import split_weights
from grader.sandbox.stock import MERGING, refusal


class CannotRebuildError(Exception):
    """The graph or its weights do not describe a model."""


class Rebuilt:
    """A model and its layers in the graph's order."""

    def __init__(self, model: Any, layers: list[Any]) -> None:
        self.model = model
        self.layers = layers


def rebuild(graph: LayerGraph, prefix: str = "") -> Rebuilt:
    """Build the model of a graph with fresh weights.

    Args:
        graph: layers and their calls.
        prefix: goes before the layers' names, so that others can be made beside them: Keras calls
            the next convolution `conv2d_1`, too.

    Raises:
        CannotRebuildError: the graph is refused, or Keras cannot build it.
    """
    if reason := refusal(graph):
        raise CannotRebuildError(reason)
    layers = [
        _make(layer, f"{prefix}{layer.kind.lower()}_{place}")
        for place, layer in enumerate(graph.layers)
    ]
    outputs: list[Any] = []
    inputs = []
    for call in graph.calls:
        if graph.layers[call.layer].kind == "InputLayer":
            outputs.append(layers[call.layer].output)
            inputs.append(outputs[-1])
            continue
        tensors = [outputs[source] for source in call.inputs]
        merges = graph.layers[call.layer].kind in MERGING
        outputs.append(layers[call.layer](tensors if merges else tensors[0]))
    return Rebuilt(keras.Model(inputs, outputs[graph.output]), layers)


def sequential(graph: LayerGraph, prefix: str = "") -> Rebuilt:
    """The same for a chain of layers, as a `keras.Sequential`.

    Raises:
        CannotRebuildError: the graph is refused or no chain, or Keras cannot build it.
    """
    if reason := refusal(graph):
        raise CannotRebuildError(reason)
    if any(
        call.inputs != ((place - 1,) if place else ()) for place, call in enumerate(graph.calls)
    ):
        raise CannotRebuildError("the layers are no chain")
    layers = [
        _make(layer, f"{prefix}{layer.kind.lower()}_{place}")
        for place, layer in enumerate(graph.layers)
    ]
    return Rebuilt(keras.Sequential([layers[call.layer] for call in graph.calls]), layers)


def set_weights(rebuilt: Rebuilt, graph: LayerGraph, payload: bytes) -> None:
    """Fill in weights from little-endian float32 bytes, in the order of the graph's layers.

    Raises:
        CannotRebuildError: a shape is not that of the layer, or bytes are missing or left over.
    """
    weights = split_weights(graph, payload)
    if weights is None:
        raise CannotRebuildError("the weights do not fill the layers")
    for layer, data, values in zip(rebuilt.layers, graph.layers, weights, strict=True):
        if [tuple(weight.shape) for weight in layer.weights] != [v.shape for v in values]:
            raise CannotRebuildError(
                f"the weights of {data.kind} have another shape than its settings"
            )
        if values:
            layer.set_weights(list(values))
        if data.kind == "Normalization":
            # It computes with copies of its weights, which are made anew only when asked.
            layer.finalize_state()


def count(rebuilt: Rebuilt) -> Counted:
    """Parameters and output shapes, counted on the rebuilt model."""
    model = rebuilt.model
    return Counted(
        parameters=int(model.count_params()),
        trainable=sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
        layers=tuple(_layer_count(layer) for layer in model.layers),
        output_shape=tuple(model.output_shape[1:]),
    )


def _make(layer: Layer, name: str) -> Any:
    config: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) and layer.kind == "InputLayer" else value
        for key, value in layer.config.items()
    }
    try:
        made = getattr(keras.layers, layer.kind)(**config, dtype=layer.dtype, name=name)
    except (TypeError, ValueError) as error:
        raise CannotRebuildError(f"{layer.kind}: {error}") from None
    made.trainable = layer.trainable
    return made


def _layer_count(layer: Any) -> LayerCount:
    return LayerCount(
        kind=type(layer).__name__,
        parameters=int(layer.count_params()),
        output_shape=tuple(layer.output.shape[1:]),
    )
