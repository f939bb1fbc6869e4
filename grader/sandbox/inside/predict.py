"""Pictures through a model: bytes in, float32 rows out."""

import time
from typing import Any

import keras
import numpy as np

from grader.evidence import Applied
from grader.sandbox.requests import Apply, Infer, Predict

BATCH = 256
_PHOTOS = 32


def outputs(model: Any, request: Predict | Infer, payload: bytes) -> np.ndarray:
    """What is asked for: predictions of pictures, or of inputs as they are."""
    if isinstance(request, Predict):
        return predict(model, request, payload)
    return infer(model, request, payload)


def predict(model: Any, request: Predict, payload: bytes) -> np.ndarray:
    """Predictions for uint8 pictures, shape (n, …), float32 little-endian.

    Args:
        model: a Keras model for pictures of shape (height, width, 1), (height, width) or flat.
        request: shape of the pictures and how their pixels are scaled.
        payload: the pixels.

    Raises:
        ValueError: the bytes do not fill the shape.
    """
    pictures = np.frombuffer(payload, dtype=np.uint8).reshape(request.shape)
    x = pictures.astype("float32") * np.float32(request.scale) + np.float32(request.shift)
    rows = model.predict(as_input(x, model), batch_size=BATCH, verbose=0)
    return np.ascontiguousarray(rows, dtype="<f4")


def infer(model: Any, request: Infer, payload: bytes) -> np.ndarray:
    """Predictions for float32 inputs as they are, shape (n, …), float32 little-endian.

    Raises:
        ValueError: the bytes do not fill the shape.
    """
    inputs = np.frombuffer(payload, dtype="<f4").reshape(request.shape)
    rows = model.predict(inputs, batch_size=_PHOTOS, verbose=0)
    return np.ascontiguousarray(rows, dtype="<f4")


def apply(model: Any, request: Apply, payload: bytes) -> tuple[Applied, np.ndarray]:
    """Outputs as the model gives them, and the seconds of each call.

    Compiling for one shape takes far longer than one call, so that single calls are direct.

    Raises:
        ValueError: the bytes do not fill the shape.
    """
    inputs = np.frombuffer(payload, dtype="<f4").reshape(request.shape)
    seconds, values = [], np.empty(0, dtype="<f4")
    for _ in range(request.times):
        began = time.perf_counter()
        if request.compiled:
            values = model.predict_on_batch(inputs)
        else:
            values = keras.ops.convert_to_numpy(model(inputs, training=False))
        seconds.append(time.perf_counter() - began)
    values = np.ascontiguousarray(values, dtype="<f4")
    return Applied(values.shape, tuple(seconds)), values


def as_input(x: np.ndarray, model: Any) -> np.ndarray:
    """Pictures (n, height, width) in the form that the model's input has."""
    given: Any = getattr(model, "input_shape", None)
    shape = given[1:] if isinstance(given, tuple) else ()
    known = bool(shape) and all(isinstance(size, int) for size in shape)
    if known and int(np.prod(shape)) == x[0].size:
        return x.reshape((-1, *shape))
    return x[..., np.newaxis]
