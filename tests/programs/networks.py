"""Builds networks in Keras, tells and rebuilds them, and says what Keras counts; prints JSON.

Run as a program with a folder, where it leaves the JSON of `to_json()` and the told graph of each
network. Tests read those without Keras.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
from keras import layers

from grader.evidence import LayerGraph
from grader.sandbox.inside.graph import NoGraphError, arrays, tell
from grader.sandbox.inside.rebuild import rebuild, set_weights

BUILT: dict[str, Callable[[], keras.Model]] = {}


def network(build: Callable[[], keras.Model]) -> Callable[[], keras.Model]:
    """Keep a network under its function's name."""
    BUILT[build.__name__] = build
    return build


@network
def small() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10),
        ]
    )


@network
def kinds() -> keras.Model:
    """Convolutions of all kinds, odd sizes, strides, dilation, groups."""
    x = inputs = keras.Input((37, 29, 4))
    x = layers.Conv2D(8, (5, 3), strides=(2, 1), padding="same", groups=2)(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, dilation_rate=2)(x)
    x = layers.PReLU(shared_axes=[1, 2])(x)
    x = layers.SeparableConv2D(6, 3, strides=2, depth_multiplier=3, use_bias=False)(x)
    x = layers.LayerNormalization()(x)
    x = layers.Conv2DTranspose(5, 4, strides=3)(x)
    x = layers.Conv2DTranspose(6, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.GroupNormalization(3)(x)
    x = layers.UpSampling2D((1, 2), interpolation="bilinear")(x)
    x = layers.Cropping2D(((1, 2), (0, 3)))(x)
    x = layers.AveragePooling2D(3, strides=2, padding="same")(x)
    x = layers.Permute((2, 1, 3))(x)
    x = layers.Conv2D(4, 3, dilation_rate=2, padding="same")(x)
    return keras.Model(inputs, layers.GlobalMaxPooling2D(keepdims=True)(x))


@network
def nested() -> keras.Model:
    """Models in models, a layer used twice, a frozen part, arithmetic with numbers."""
    inner = keras.Sequential([keras.Input((16, 16, 4)), layers.Conv2D(4, 3, padding="same")])
    inner.trainable = False
    outer = keras.Sequential([keras.Input((16, 16, 4)), inner, layers.ReLU()])
    inputs = keras.Input((16, 16, 3))
    x = inputs / 127.5 - 1
    x = layers.Conv2D(4, 1)(x)
    x = outer(x) + outer(2 * x)
    shared = layers.Conv2D(4, 3, padding="same")
    x = layers.Concatenate()([shared(x), shared(1 - x)])
    return keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))


@network
def one_axis() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((50, 3)),
            layers.Conv1D(8, 5, padding="causal", dilation_rate=2),
            layers.MaxPooling1D(3, padding="same"),
            layers.Conv1D(4, 3, strides=2),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )


def known(name: str, **settings: Any) -> Callable[[], keras.Model]:
    """A network of keras.applications on small pictures, with logits to compare."""
    settings = {"input_shape": (96, 96, 3), "classes": 7, **settings}
    return lambda: getattr(keras.applications, name)(
        weights=None, classifier_activation=None, **settings
    )


BUILT["MobileNetV2"] = known("MobileNetV2")
BUILT["Xception"] = known("Xception")
BUILT["EfficientNetB0"] = known("EfficientNetB0")
BUILT["ResNet50"] = known("ResNet50")
REBUILT = frozenset({"kinds", "nested", "based", "MobileNetV2", "Xception", "EfficientNetB0"})
"""Networks whose rebuilt copy predicts, too; the others are only counted."""


@network
def based() -> keras.Model:
    """A base of keras.applications inside a model of one's own, with its own preprocessing."""
    base = keras.applications.MobileNetV2(
        weights=None, include_top=False, input_shape=(64, 64, 3), alpha=0.35
    )
    base.trainable = False
    inputs = keras.Input((64, 64, 3))
    x = base(keras.applications.mobilenet_v2.preprocess_input(inputs), training=False)
    return keras.Model(inputs, layers.Dense(5)(layers.GlobalAveragePooling2D()(x)))


def shake(model: keras.Model) -> None:
    """Random biases, scales and statistics: fresh ones would hide what is mixed up."""
    draw = np.random.default_rng(3)
    values = [
        draw.uniform(0.5, 1.5, value.shape) if value.ndim < 2 else value
        for value in model.get_weights()
    ]
    model.set_weights(values)
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()


def gap(model: keras.Model, told: LayerGraph, told_layers: list[Any]) -> float:
    """Largest difference between predictions of a model and of its rebuilt copy."""
    graph = msgspec.json.decode(msgspec.json.encode(told), type=LayerGraph)
    made = rebuild(graph)
    set_weights(made, graph, b"".join(part.tobytes() for part in arrays(told_layers)))
    x = np.random.default_rng(5).uniform(0, 255, (2, *model.input_shape[1:])).astype("float32")
    own, other = (np.asarray(one(x, training=False)) for one in (model, made.model))
    return float(np.abs(own - other).max() / max(1.0, np.abs(own).max()))


def counted(name: str, folder: Path) -> dict[str, Any]:
    """What Keras says of a network, and how its rebuilt copy predicts."""
    keras.utils.set_random_seed(1)
    model = BUILT[name]()
    (folder / f"{name}.json").write_text(model.to_json(), encoding="utf-8")
    said: dict[str, Any] = {
        "parameters": model.count_params(),
        "trainable": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
        "output": list(model.output_shape[1:]),
        "shapes": {one.name: list(one.output.shape[1:]) for one in model.layers},
    }
    try:
        told, told_layers = tell(model)
    except NoGraphError as error:
        return {**said, "trouble": str(error)}
    (folder / f"{name}.graph").write_bytes(msgspec.json.encode(told))
    if name in REBUILT:
        shake(model)
        said["gap"] = gap(model, told, told_layers)
    return said


if __name__ == "__main__":
    OUT = Path(sys.argv[1])
    names = sorted(name for name in dir(keras.applications) if name[0].isupper())
    networks = {name: counted(name, OUT) for name in BUILT}
    sys.stdout.write(json.dumps({"names": names, "networks": networks}))
