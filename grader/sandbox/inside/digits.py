"""Digits as the learner's process sees them, and `keras.datasets.mnist` served from them."""

import sys
from typing import Any

import keras
import msgspec
import numpy as np

from grader.evidence import Predicted
from grader.sandbox.inside.predict import outputs
from grader.sandbox.requests import DigitsJob, Infer, Predict

Pair = tuple[np.ndarray, np.ndarray]


class Digits:
    """Training and validation digits of one job."""

    sends_weights = False

    def __init__(self, job: DigitsJob, payload: bytes) -> None:
        self.job = job
        self._train, self._validation = raw(job, payload)
        self._asked: set[str] = set()

    def serve(self) -> None:
        """Let `keras.datasets.mnist.load_data()` answer from the training data.

        In place of the test set stand pictures of the training data, as many as MNIST's test set
        has: true test labels never enter this process.
        """
        for module in _mnist_modules():
            module.load_data = self._load_data

    def served(self) -> tuple[str, ...]:
        """`mnist` where the learner's code loaded it."""
        return tuple(sorted(self._asked))

    def data(self, module: Any) -> tuple[Pair, Pair]:  # noqa: ARG002 - digits need no preprocessing
        """`(x, y)` twice: x float32 0..1, shape (n, 28, 28, 1); y int64, shape (n,)."""
        return _scaled(self._train), _scaled(self._validation)

    def arguments(self) -> tuple[Any, ...]:
        """`build_model` takes nothing."""
        return ()

    def picture_shape(self) -> tuple[int, ...]:
        """Height, width and one channel."""
        return (*self.job.image_shape, 1)

    def fit(self, model: Any, train: Pair, validation: Pair) -> None:
        """Epochs and batches of the rubric."""
        plan, (x, y) = self.job.plan, train
        model.fit(x, y, epochs=plan.epochs, batch_size=plan.batch_size, validation_data=validation)

    def reply(
        self,
        module: Any,  # noqa: ARG002 - the model alone is asked
        model: Any,
        request: msgspec.Struct,
        payload: bytes,
    ) -> tuple[msgspec.Struct, list[bytes]]:
        """Predictions of the trained model."""
        if not isinstance(request, Predict | Infer):
            raise TypeError(type(request).__name__)
        rows = outputs(model, request, payload)
        return Predicted(rows.shape), [rows.tobytes()]

    def _load_data(self, path: str = "mnist.npz") -> tuple[Pair, Pair]:  # noqa: ARG002 - Keras' own
        self._asked.add("mnist")
        (x, y), (x_val, y_val) = self._train, self._validation
        pictures, labels = np.concatenate([x, x_val]), np.concatenate([y, y_val])
        test = len(labels) // 6
        return (pictures.copy(), labels.copy()), (pictures[-test:].copy(), labels[-test:].copy())


def raw(job: DigitsJob, payload: bytes) -> tuple[Pair, Pair]:
    """Training and validation pictures (n, height, width) and labels (n,), all uint8."""
    train, validation = job.counts
    pixels = job.image_shape[0] * job.image_shape[1]
    flat = np.frombuffer(payload, dtype=np.uint8)
    pictures = flat[: (train + validation) * pixels].reshape((-1, *job.image_shape))
    labels = flat[(train + validation) * pixels :]
    return (pictures[:train], labels[:train]), (pictures[train:], labels[train:])


def _scaled(pair: Pair) -> Pair:
    return pair[0][..., np.newaxis].astype("float32") / 255.0, pair[1].astype("int64")


def _mnist_modules() -> list[Any]:
    """All names under which Keras has the data set."""
    modules: list[Any] = [keras.datasets.mnist, sys.modules.get("keras.src.datasets.mnist")]
    try:
        from keras._tf_keras.keras.datasets import mnist as through_tensorflow

        modules.append(through_tensorflow)
    except ImportError:
        pass  # a Keras without this inner module has no second name for the data set
    return [module for module in modules if module is not None]
