"""A chain of layers as a row of steps: activations stand alone, what only trains is left out."""

from collections.abc import Iterator

import msgspec
import numpy as np

from grader.evidence import Config, Layer, LayerGraph, Weights

WITH_WEIGHTS = frozenset({"Conv2D", "Dense", "BatchNormalization"})
_TRAINING_ONLY = frozenset(
    {"AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity", "InputLayer",
     "SpatialDropout2D"}
)  # fmt: skip
_PLAIN: dict[str, Config] = {
    "ReLU": {"max_value": None, "negative_slope": 0.0, "threshold": 0.0},
    "ELU": {"alpha": 1.0},
}
"""Layers that are the activation of the same name where they have these settings."""

ACTIVATION = "activation"


class Step(msgspec.Struct, frozen=True):
    """One thing that a network does: a layer's kind, its settings and weights.

    An activation has the kind `ACTIVATION` and a setting `name`; a softmax has an `axis`, too.
    """

    kind: str
    config: Config
    weights: tuple[np.ndarray, ...] = ()

    @property
    def activation(self) -> str:
        """Name of an activation, empty for everything else."""
        return str(self.config["name"]) if self.kind == ACTIVATION else ""


class Part(msgspec.Struct, frozen=True):
    """A layer with weights (None before the first), and the steps without weights after it."""

    step: Step | None
    tail: tuple[Step, ...] = ()

    @property
    def activations(self) -> tuple[str, ...]:
        """Names of the activations that follow the layer."""
        return tuple(step.activation for step in self.tail if step.activation)

    @property
    def others(self) -> tuple[Step, ...]:
        """Steps that are no activations: pooling and the like."""
        return tuple(step for step in self.tail if not step.activation)


def program(graph: LayerGraph, weights: Weights) -> tuple[Step, ...] | None:
    """The steps of a chain in their order; None where the graph branches."""
    place, row = graph.output, []
    while True:
        call = graph.calls[place]
        row.append(call.layer)
        if not call.inputs:
            break
        if len(call.inputs) > 1:
            return None
        place = call.inputs[0]
    return tuple(
        step for index in reversed(row) for step in _steps(graph.layers[index], weights[index])
    )


def parts(steps: tuple[Step, ...]) -> tuple[Part, ...]:
    """Steps in groups, each with one layer that has weights; the first group has none."""
    found = [Part(None)]
    for step in steps:
        if step.kind in WITH_WEIGHTS:
            found.append(Part(step))
        else:
            last = found[-1]
            found[-1] = Part(last.step, (*last.tail, step))
    return tuple(found)


def _steps(layer: Layer, weights: tuple[np.ndarray, ...]) -> Iterator[Step]:
    if layer.kind in _TRAINING_ONLY:
        return
    name = layer.config.get("activation")
    if layer.kind == "Activation":
        yield from _activation(name)
    elif layer.kind == "Softmax":
        yield Step(ACTIVATION, {"name": "softmax", "axis": layer.config.get("axis", -1)})
    elif _is_plain(layer):
        yield Step(ACTIVATION, {"name": layer.kind.lower()})
    else:
        yield Step(layer.kind, layer.config, weights)
        yield from _activation(name)


def _activation(name: object) -> Iterator[Step]:
    # What a process claims may be anything, a list too, which no set can be asked for.
    if name is not None and name != "linear":
        axis: Config = {"axis": -1} if name == "softmax" else {}
        yield Step(ACTIVATION, {"name": str(name), **axis})


def _is_plain(layer: Layer) -> bool:
    plain = _PLAIN.get(layer.kind)
    return plain is not None and all(
        layer.config.get(key, value) == value for key, value in plain.items()
    )
