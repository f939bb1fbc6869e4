"""The networks that a conversion is tried on: what the set covers is fixed, numbers are drawn."""

from typing import Literal

import msgspec

from grader.evidence import Config

LayerPlan = tuple[str, Config]
"""Class of a Keras layer and all its settings that matter."""


class Plan(msgspec.Struct, frozen=True):
    """One network before its weights: name for the learner, kind, input, layers after it."""

    name: str
    kind: Literal["Sequential", "Functional"]
    picture: tuple[int, int, int]
    layers: tuple[LayerPlan, ...]


def conv(
    filters: int, size: tuple[int, int], activation: str = "linear", **given: object
) -> LayerPlan:
    """A Conv2D; `given` may hold strides, padding, use_bias."""
    settings: Config = {
        "filters": filters, "kernel_size": list(size), "strides": [1, 1], "padding": "valid",
        "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "use_bias": True,
        "activation": activation,
    }  # fmt: skip
    return "Conv2D", {**settings, **given}  # type: ignore[dict-item]


def pool(kind: str, size: tuple[int, int], padding: str = "valid") -> LayerPlan:
    """A MaxPooling2D or AveragePooling2D whose windows lie side by side."""
    window: Config = {"pool_size": list(size), "strides": list(size), "padding": padding}
    return f"{kind}Pooling2D", {**window, "data_format": "channels_last"}


def dense(units: int, activation: str = "linear", *, use_bias: bool = True) -> LayerPlan:
    """A Dense layer."""
    return "Dense", {"units": units, "activation": activation, "use_bias": use_bias}


NORM: LayerPlan = (
    "BatchNormalization",
    {"axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True},
)
FLATTEN: LayerPlan = ("Flatten", {"data_format": "channels_last"})
DROPOUT: LayerPlan = ("Dropout", {"rate": 0.4})
SOFTMAX: LayerPlan = ("Softmax", {"axis": -1})


def activation(name: str) -> LayerPlan:
    """An activation as a layer of its own."""
    return "Activation", {"activation": name}


PLANS = (
    Plan(
        "one dense layer on maps of 4 x 3 x 4",
        "Sequential",
        (10, 8, 1),
        (conv(4, (3, 3), "relu"), pool("Max", (2, 2)), FLATTEN, dense(5, "softmax")),
    ),
    Plan(
        "two dense layers on maps of 3 x 4 x 3, with padding",
        "Functional",
        (9, 12, 3),
        (
            *(conv(3, (3, 3), "tanh", padding="same"), NORM, pool("Average", (3, 3))),
            *(DROPOUT, FLATTEN, dense(6, "relu"), DROPOUT, dense(4)),
        ),
    ),
    Plan(
        "three dense layers on maps of 3 x 5 x 5",
        "Sequential",
        (8, 12, 2),
        (
            conv(5, (3, 3), strides=[2, 2], use_bias=False),
            *(NORM, activation("relu"), FLATTEN, dense(7, "elu", use_bias=False)),
            *(DROPOUT, dense(6, "tanh"), dense(3), SOFTMAX),
        ),
    ),
    Plan(
        "two dense layers on square maps of 2 x 2 x 6, with padding",
        "Functional",
        (12, 12, 1),
        (
            conv(4, (5, 5), "elu", strides=[2, 2], padding="same"),
            *(pool("Max", (2, 2)), conv(6, (2, 2), "relu"), FLATTEN),
            *(dense(5, "relu", use_bias=False), dense(3)),
        ),
    ),
    Plan(
        "two dense layers on maps of 6 x 3 x 3",
        "Functional",
        (7, 8, 2),
        (
            *(conv(3, (2, 3), "relu"), pool("Max", (1, 2)), FLATTEN),
            *(dense(6), activation("tanh"), dense(4, "softmax")),
        ),
    ),
    Plan(
        "two dense layers on maps of 5 x 2 x 4",
        "Sequential",
        (11, 5, 1),
        (
            *(conv(4, (2, 2)), activation("relu"), pool("Average", (2, 2)), FLATTEN),
            *(dense(8, "relu"), DROPOUT, dense(2, "softmax")),
        ),
    ),
)
"""One to three dense layers; maps higher than wide, wider than high and square; valid and same
padding, strides, both poolings, batch normalization, dropout; activations within layers and as
layers; with and without bias; Sequential and functional."""
