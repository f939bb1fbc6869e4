"""TFDS-prepared pictures with labels, read without TensorFlow and without copying pictures.

Sources: the record format in TensorFlow's documentation of TFRecord; `tf.train.Example` is
map<string, Feature> features = 1, and a Feature holds bytes_list = 1, float_list = 2 or
int64_list = 3.
"""

import io
import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from grader.datasets.protobuf import Buffer, Span, fields, only, varint
from grader.errors import DataError

_LENGTH = struct.Struct("<Q")
_FRAME = 16
"""Bytes around a record: its length, and a checksum each for the length and the record."""


def prepared(folder: Path, name: str) -> list[Path]:
    """Version folders below `folder` with records of a data set's training split, newest first."""
    found = {path.parent for path in folder.glob(f"*/{name}-train.tfrecord-*")}
    # TFDS prepares in a folder named 3.0.1.incompleteABC, and may be stopped before it is done.
    return sorted((path for path in found if "incomplete" not in path.name), reverse=True)


def examples(path: Path, most_bytes: int) -> Iterator[tuple[Span, int]]:
    """Where in a file the encoded picture of each record lies, and the record's label.

    Args:
        path: a file of records with the features "image" and "label".
        most_bytes: the size of a record above which the file must be damaged.

    Raises:
        DataError: naming the damaged file.
    """
    with _mapped(path) as buffer:
        for record in _records(buffer, path, most_bytes):
            try:
                yield _example(buffer, record)
            except (KeyError, ValueError) as error:
                raise DataError(f"{path}: a record of it is damaged ({error}).") from None


def read_mnist(folder: Path) -> dict[str, np.ndarray]:
    """Pictures and labels of a prepared MNIST, named as in Keras' mnist.npz.

    Raises:
        DataError: naming the damaged file.
    """
    arrays = {}
    for name in ("train", "test"):
        images, labels = [], []
        for path in sorted(folder.glob(f"mnist-{name}.tfrecord-*")):
            for image, label in _digits(path):
                images.append(image)
                labels.append(label)
        if not images:
            raise DataError(f"{folder}: has no mnist-{name}.tfrecord-* with digits in it.")
        arrays[f"x_{name}"] = np.stack(images)
        arrays[f"y_{name}"] = np.array(labels, dtype=np.uint8)
    return arrays


def _digits(path: Path) -> Iterator[tuple[np.ndarray, int]]:
    from PIL import Image, UnidentifiedImageError

    found = list(examples(path, most_bytes=100_000))
    data = path.read_bytes()
    for (begin, end), label in found:
        try:
            with Image.open(io.BytesIO(data[begin:end])) as picture:
                yield np.asarray(picture), label
        except (ValueError, UnidentifiedImageError, OSError) as error:
            raise DataError(f"{path}: a record of it is damaged ({error}).") from None


@contextmanager
def _mapped(path: Path) -> Iterator[Buffer]:
    """A file's bytes, of which only those that are looked at are read from disk."""
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise DataError(f"{path}: is empty.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as buffer:
                yield buffer
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from None


def _records(buffer: Buffer, path: Path, most_bytes: int) -> Iterator[Span]:
    """Records of a file. Their checksums are left alone: what is in them is looked at."""
    place, end = 0, len(buffer)
    while place < end:
        size = _LENGTH.unpack_from(buffer, place)[0] if place + 12 <= end else -1
        if not 0 <= size <= most_bytes:
            raise DataError(f"{path}: is damaged (a record of {size:,} bytes).")
        if place + size + _FRAME > end:
            raise DataError(f"{path}: ends in the middle of a record.")
        yield place + 12, place + 12 + size
        place += size + _FRAME


def _example(buffer: Buffer, record: Span) -> tuple[Span, int]:
    features = {
        buffer[slice(*only(buffer, entry, 1))]: only(buffer, entry, 2)
        for entry in fields(buffer, only(buffer, record, 1), 1)
    }
    image = only(buffer, only(buffer, features[b"image"], 1), 1)
    label, _ = varint(buffer, only(buffer, only(buffer, features[b"label"], 3), 1))
    return image, label
