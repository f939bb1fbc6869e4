"""A Keras model told as data: stock layers, their calls, and the arrays of their weights."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from grader.evidence import ArraySpec, Call, Config, Layer, LayerGraph
from grader.operations import rescaling
from grader.sandbox.stock import DTYPES, SETTINGS

_OPERATIONS = frozenset({"Add", "Subtract", "Multiply"})
"""`x + y` on Keras tensors is an operation, not a layer; layers of these names do the same."""


class NoGraphError(Exception):
    """The model is not made of stock layers alone; the text says what is in the way."""


class Told:
    """A model's graph beside the Keras layers that hold its weights, in the same order."""

    def __init__(self) -> None:
        self.layers: list[Any] = []
        self.data: list[Layer] = []
        self.calls: list[Call] = []

    def call(self, layer: Any, data: Callable[[], Layer], inputs: tuple[int, ...]) -> int:
        """Add one use of a layer; a layer that is called twice has one place."""
        place = next((n for n, known in enumerate(self.layers) if known is layer), None)
        if place is None:
            place = len(self.layers)
            self.layers.append(layer)
            self.data.append(data())
        self.calls.append(Call(place, inputs))
        return len(self.calls) - 1


def tell(model: Any) -> tuple[LayerGraph, list[Any]]:
    """The graph of a built model, and its layers in the graph's order.

    Raises:
        NoGraphError: a part of the model is no stock layer, or it has several inputs or outputs.
    """
    told = Told()
    output = _walk(told, _functional(model), None)
    return LayerGraph(tuple(told.data), tuple(told.calls), output), told.layers


def arrays(layers: list[Any]) -> list[np.ndarray]:
    """All weights as float32, layer after layer in Keras' order."""
    return [
        np.ascontiguousarray(keras.ops.convert_to_numpy(weight), dtype="<f4")
        for layer in layers
        for weight in getattr(layer, "weights", ())
    ]


def _functional(model: Any) -> Any:
    if type(model) is keras.Sequential:
        model = model._functional
    if type(model).__name__ != "Functional" or not type(model).__module__.startswith("keras."):
        raise NoGraphError(f"{type(model).__name__} is a class of your own")
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise NoGraphError("it has several inputs or outputs")
    return model


def _walk(told: Told, model: Any, source: int | None) -> int:
    """Add all calls of one model; `source` is the call that feeds it when it is nested."""
    made: dict[int, int] = {}
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            inputs = tuple(made[id(tensor)] for tensor in node.input_tensors)
            if node.is_input and source is not None:
                place = source
            elif isinstance(node.operation, keras.Model):
                place = _walk(told, _functional(node.operation), inputs[0])
            else:
                place = _call(told, node, inputs)
            for tensor in node.output_tensors:
                made[id(tensor)] = place
    return made[id(model.outputs[0])]


def _call(told: Told, node: Any, inputs: tuple[int, ...]) -> int:
    operation, kind = node.operation, type(node.operation).__name__
    module = type(operation).__module__
    if module.startswith("keras.src.layers.") and kind in SETTINGS:
        return told.call(operation, lambda: _layer(operation, kind), inputs)
    data = _operation(node, kind) if module.startswith("keras.src.ops.") else None
    if data is None:
        raise NoGraphError(f"{kind} is no stock layer that can be rebuilt")
    return told.call(operation, lambda: data, inputs)


def _operation(node: Any, kind: str) -> Layer | None:
    """`x + y`, `x / 127.5` and the like as the layer that does the same; None for all else."""
    given = (*node.arguments.args, *node.arguments.kwargs.values())
    dtype = str(node.output_tensors[0].dtype)
    dtype = dtype if dtype in DTYPES else "float32"
    if len(given) != 2:
        return None
    numbers = [value for value in given if _is_number(value)]
    if not numbers and kind in _OPERATIONS and len(node.input_tensors) == 2:
        return Layer(kind, {}, dtype, trainable=True, weights=())
    if len(numbers) != 1:
        return None
    told = rescaling(kind, float(numbers[0]), number_first=_is_number(given[0]))
    if told is None:
        return None
    config: Config = {"scale": told[0], "offset": told[1]}
    return Layer("Rescaling", config, dtype, trainable=True, weights=())


def _is_number(value: Any) -> bool:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _layer(layer: Any, kind: str) -> Layer:
    given = layer.get_config()
    config = {key: _plain(given[key], f"{key} of {kind}") for key in SETTINGS[kind] if key in given}
    shapes = tuple(ArraySpec(tuple(map(int, weight.shape))) for weight in layer.weights)
    dtype = layer.dtype_policy.name
    return Layer(kind, config, dtype, trainable=bool(layer.trainable), weights=shapes)


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(part, name) for part in value]
    if isinstance(value, dict) and value.get("module") == "keras.activations":
        return _plain(value.get("config"), name)
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise NoGraphError(f"{name} is not a plain value")
