"""Photos as the learner's process sees them: encoded bytes that become batches."""

from typing import Any

import msgspec
import numpy as np
import tensorflow as tf

from grader.evidence import Predicted, Preprocessed
from grader.sandbox.inside.faults import FaultError
from grader.sandbox.inside.predict import infer
from grader.sandbox.inside.tfds import serve_tfds
from grader.sandbox.requests import FlowersJob, Infer, Preprocess

_READERS = 2
_USUAL_SHAPE = (224, 224, 3)


class Flowers:
    """Training and validation photos of one job."""

    sends_weights = True

    def __init__(self, job: FlowersJob, payload: bytes) -> None:
        self.job = job
        self._photos = _cut(payload, job.sizes)
        self._labels = np.frombuffer(payload, np.uint8, offset=sum(job.sizes)).astype("int64")
        self._asked: set[str] = set()
        self._shape = _USUAL_SHAPE

    def serve(self) -> None:
        """Let `tensorflow_datasets.load("tf_flowers")` answer from training and validation photos.

        The package is imported here only where the learner's code names it: it takes a second.
        """
        if any(
            "tensorflow_datasets" in text for text in (self.job.code, *self.job.support.values())
        ):
            everything = pictures(self._photos, self._labels)
            serve_tfds(everything, self.job.classes, self._asked.add)

    def served(self) -> tuple[str, ...]:
        """`tf_flowers` where the learner's code loaded it."""
        return tuple(sorted(self._asked))

    def data(self, module: Any) -> tuple[Any, Any]:
        """Two datasets of preprocessed batches; the first is shuffled anew every epoch."""
        count, batch = self.job.counts[0], self.job.plan.batch_size
        train = encoded(self._photos[:count], self._labels[:count])
        train = train.shuffle(count, seed=self.job.seed).map(_decoded, _READERS)
        validation = pictures(self._photos[count:], self._labels[count:])
        train, validation = (preprocessed(module, part) for part in (train, validation))
        self._shape = tuple(train.element_spec[0].shape)
        return train.batch(batch).prefetch(1), validation.batch(batch).prefetch(1)

    def arguments(self) -> tuple[Any, ...]:
        """`build_model` takes the number of classes."""
        return (len(self.job.classes),)

    def picture_shape(self) -> tuple[int, ...]:
        """Shape of one preprocessed photo."""
        return self._shape

    def fit(self, model: Any, train: Any, validation: Any) -> None:
        """Epochs of the rubric."""
        model.fit(train, epochs=self.job.plan.epochs, validation_data=validation)

    def reply(
        self, module: Any, model: Any, request: msgspec.Struct, payload: bytes
    ) -> tuple[msgspec.Struct, list[bytes]]:
        """Photos through the learner's `preprocess`, or predictions of the trained model."""
        match request:
            case Preprocess(sizes):
                values = through_preprocess(module, _cut(payload, sizes))
                return Preprocessed(values.shape), [values.tobytes()]
            case Infer():
                rows = infer(model, request, payload)
                return Predicted(rows.shape), [rows.tobytes()]
        raise TypeError(type(request).__name__)


def encoded(photos: list[bytes], labels: np.ndarray) -> Any:
    """A dataset of encoded photos and their labels."""
    return tf.data.Dataset.from_tensor_slices((tf.constant(photos, tf.string), labels))


def pictures(photos: list[bytes], labels: np.ndarray) -> Any:
    """A dataset of decoded photos, uint8, (height, width, 3), and their labels, int64."""
    return encoded(photos, labels).map(_decoded, _READERS)


def preprocessed(module: Any, photos: Any) -> Any:
    """Photos through the learner's `preprocess`, one at a time.

    Raises:
        FaultError: there is no such function, or what it gives is no picture of one size.
    """
    function = getattr(module, "preprocess", None)
    if not callable(function):
        raise FaultError("no_preprocess")
    result = photos.map(function, _READERS)
    spec = result.element_spec
    if not (isinstance(spec, tuple) and len(spec) == 2 and isinstance(spec[0], tf.TensorSpec)):
        raise FaultError("preprocess_returns", _short(spec))
    shape = spec[0].shape
    if shape.rank != 3 or not shape.is_fully_defined():
        raise FaultError("preprocess_shape", str(shape))
    return result


def through_preprocess(module: Any, photos: list[bytes]) -> np.ndarray:
    """Photos without labels through `preprocess`, float32, shape (n, height, width, channels)."""
    nothing = np.zeros(len(photos), "int64")
    result = preprocessed(module, pictures(photos, nothing))
    values = [picture for picture, _ in result.as_numpy_iterator()]
    return np.ascontiguousarray(np.stack(values), dtype="<f4")


def _decoded(photo: Any, label: Any) -> tuple[Any, Any]:
    return tf.io.decode_image(photo, channels=3, expand_animations=False), label


def _cut(payload: bytes, sizes: tuple[int, ...]) -> list[bytes]:
    ends = np.cumsum(sizes).tolist()
    return [payload[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _short(spec: Any) -> str:
    return type(spec).__name__ if not isinstance(spec, tuple) else f"{len(spec)} things"
