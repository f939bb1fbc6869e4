"""Tells and rebuilds models with every stock layer of the allow-list; prints what differs.

Run as a program by `test_rebuild.py`, because tests themselves import no TensorFlow.
"""

import json
import sys

import keras
import msgspec
import numpy as np
from keras import layers

from grader.evidence import LayerGraph
from grader.sandbox.inside.graph import arrays, tell
from grader.sandbox.inside.rebuild import count, rebuild, set_weights
from grader.sandbox.stock import MERGING, SETTINGS

GIVEN = {
    "Activation": ("gelu",),
    "AveragePooling2D": (2,),
    "Conv2D": (3, 3),
    "Conv2DTranspose": (3, 3),
    "Cropping2D": (1,),
    "Dense": (3,),
    "DepthwiseConv2D": (3,),
    "AlphaDropout": (0.5,),
    "Dropout": (0.5,),
    "GaussianDropout": (0.5,),
    "GaussianNoise": (0.5,),
    "GroupNormalization": (2,),
    "Permute": ((2, 1, 3),),
    "RandomContrast": (0.2,),
    "RandomRotation": (0.1,),
    "RandomTranslation": (0.1, 0.1),
    "RandomZoom": (0.1,),
    "Rescaling": (0.5, 1.0),
    "Reshape": ((4, 16, 4),),
    "SeparableConv2D": (3, 3),
    "SpatialDropout2D": (0.5,),
    "UpSampling2D": (2,),
    "ZeroPadding2D": (1,),
}
FLAT = {"Conv1D": (3, 3), "MaxPooling1D": (2,)}


def model_with(kind: str) -> keras.Model:
    """A small model with one layer of a kind in the middle of two convolutions."""
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, padding="same", activation="swish")(inputs)
    if kind in MERGING:
        x = getattr(layers, kind)()([x, layers.Conv2D(4, 1)(x)])
    elif kind in FLAT:
        x = getattr(layers, kind)(*FLAT[kind])(layers.Reshape((64, 4))(x))
    elif kind != "InputLayer":
        x = getattr(layers, kind)(*GIVEN.get(kind, ()))(x)
    return keras.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))


def differs(kind: str) -> str:
    """What is not the same in the rebuilt model; empty if nothing."""
    model = model_with(kind)
    draw = np.random.default_rng(3)
    model.set_weights([draw.uniform(0.1, 1, w.shape) for w in model.get_weights()])
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()
    told, told_layers = tell(model)
    graph = msgspec.json.decode(msgspec.json.encode(told), type=LayerGraph)
    made = rebuild(graph)
    set_weights(made, graph, b"".join(part.tobytes() for part in arrays(told_layers)))
    x = draw.uniform(size=(5, 8, 8, 1)).astype("float32")
    gap = float(np.abs(model.predict(x, verbose=0) - made.model.predict(x, verbose=0)).max())
    if gap > 1e-6:
        return f"predictions differ by {gap}"
    same = count(made).parameters == model.count_params()
    return "" if same else "parameters differ"


if __name__ == "__main__":
    sys.stdout.write(json.dumps({kind: differs(kind) for kind in sorted(SETTINGS)}))
