"""TFDS-prepared MNIST, read without TensorFlow: records, a little protobuf, PNG pictures.

Sources: the record format in TensorFlow's documentation of TFRecord; the wire format in the
Protocol Buffers encoding guide; `tf.train.Example` is map<string, Feature> features = 1, and a
Feature holds bytes_list = 1, float_list = 2 or int64_list = 3.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader.errors import DataError

_LENGTH = struct.Struct("<Q")
_MOST_RECORD_BYTES = 100_000


def prepared(folder: Path) -> list[Path]:
    """Version folders below `folder` that hold a prepared MNIST, newest name first."""
    return sorted((path.parent for path in folder.glob("*/mnist-train.tfrecord-*")), reverse=True)


def read_mnist(folder: Path) -> dict[str, np.ndarray]:
    """Pictures and labels of a prepared MNIST, named as in Keras' mnist.npz.

    Raises:
        DataError: naming the damaged file.
    """
    arrays = {}
    for name in ("train", "test"):
        images, labels = [], []
        for path in sorted(folder.glob(f"mnist-{name}.tfrecord-*")):
            for image, label in _read_file(path):
                images.append(image)
                labels.append(label)
        if not images:
            raise DataError(f"{folder}: has no mnist-{name}.tfrecord-* with digits in it.")
        arrays[f"x_{name}"] = np.stack(images)
        arrays[f"y_{name}"] = np.array(labels, dtype=np.uint8)
    return arrays


def _read_file(path: Path) -> Iterator[tuple[np.ndarray, int]]:
    from PIL import Image, UnidentifiedImageError

    for record in _records(path):
        try:
            features = dict(_feature(entry) for entry in _fields(_only(record, 1), 1))
            with Image.open(io.BytesIO(_only(_only(features["image"], 1), 1))) as picture:
                yield np.asarray(picture), _varint(_only(_only(features["label"], 3), 1), 0)[0]
        except (KeyError, IndexError, ValueError, UnidentifiedImageError, OSError) as error:
            raise DataError(f"{path}: a record of it is damaged ({error}).") from None


def _records(path: Path) -> Iterator[bytes]:
    """Records of a file. Their checksums are left alone: the digits are counted and looked at."""
    try:
        with path.open("rb") as file:
            while head := file.read(12):
                size = _LENGTH.unpack_from(head)[0] if len(head) == 12 else -1
                if not 0 <= size <= _MOST_RECORD_BYTES:
                    raise DataError(f"{path}: is damaged (a record of {size:,} bytes).")
                body = file.read(size + 4)
                if len(body) < size + 4:
                    raise DataError(f"{path}: ends in the middle of a record.")
                yield body[:size]
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from None


def _feature(entry: bytes) -> tuple[str, bytes]:
    return _only(entry, 1).decode(), _only(entry, 2)


def _only(message: bytes, number: int) -> bytes:
    """The first field `number` of a message; empty where it is left out, as protobuf does."""
    return next(_fields(message, number), b"")


def _fields(message: bytes, number: int) -> Iterator[bytes]:
    """Length-delimited and varint fields `number` of a message, as bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        begin = place
        match key & 7:
            case 0:
                _, place = _varint(message, place)
            case 1:
                place += 8
            case 2:
                size, begin = _varint(message, place)
                place = begin + size
            case 5:
                place += 4
            case kind:
                raise ValueError(f"a field of kind {kind}")
        if place > len(message):
            raise ValueError("a field that is cut off")
        if key >> 3 == number:
            yield message[begin:place]


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """A number in base 128 from `place` on, and the place behind it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
