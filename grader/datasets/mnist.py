"""MNIST from the first place that has it, read without TensorFlow."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from grader.datasets import download, tfrecord
from grader.datasets.cache import cache_folder, keep
from grader.errors import DataError

VALIDATION = 5_000
_MOST_BYTES = 200_000_000
_TRAIN_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
_TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
"""Pictures of each digit in MNIST's training and test set. Source: LeCun, Cortes and Burges."""

_SAMPLE = Path(__file__).parent / "sample" / "mnist_sample.npz"
SAMPLE_NOTE = (
    "Measured on the embedded sample of 10,000 digits, with the thresholds for it; the official "
    "mark needs the full data."
)


class Split(msgspec.Struct, frozen=True):
    """Pictures, uint8, shape (n, 28, 28), and their labels, uint8, shape (n,)."""

    images: np.ndarray
    labels: np.ndarray


class Digits(msgspec.Struct, frozen=True):
    """MNIST for grading: three parts, where they come from, and a line for the report."""

    train: Split
    validation: Split
    test: Split
    source: Literal["full", "sample"]
    where: str
    note: str = ""


Arrays = dict[str, np.ndarray]
Found = Callable[[], Arrays]


def load_mnist(
    choice: Literal["auto", "full", "sample"],
    environ: Mapping[str, str],
    *,
    on_note: Callable[[str], None] = lambda _: None,
    on_bytes: Callable[[int, int], None] = lambda _done, _total: None,
) -> Digits:
    """MNIST from `CNN_GRADE_DATA`, the Keras or TFDS cache, our own, a download, or the sample.

    Args:
        choice: "full" never takes the sample, "sample" takes nothing else.
        environ: the environment; `CNN_GRADE_OFFLINE=1` keeps from downloading.
        on_note: told in a line of what was passed over.
        on_bytes: told how far a download is: bytes done, bytes in all.

    Raises:
        DataError: the folder in CNN_GRADE_DATA has no usable MNIST, or "full" found none.
    """
    if choice == "sample":
        return sample()
    if folder := environ.get("CNN_GRADE_DATA"):
        return _from_data_folder(Path(folder), environ)
    for path, where, read in _caches(environ):
        try:
            return whole(read(), path, where)
        except DataError as error:
            on_note(f"{error} Passed over.")
    if environ.get("CNN_GRADE_OFFLINE") != "1":
        try:
            path = download.fetch_mnist(cache_folder(environ), on_bytes)
            return whole(read_npz(path), path, "downloaded")
        except DataError as error:
            on_note(f"MNIST could not be fetched: {error}")
    if choice == "full":
        raise DataError(
            "the full MNIST was not found: no CNN_GRADE_DATA, none in the Keras and TFDS caches, "
            "and no download. Try  cnn-grade data get mnist  (11 MB), set CNN_GRADE_DATA to a "
            "folder with mnist/, or use --data sample."
        )
    return sample()


def sample() -> Digits:
    """The sample that ships with the package: real digits, balanced, with a fixed test part."""
    with np.load(_SAMPLE, allow_pickle=False) as arrays:
        train, validation, test = (
            Split(arrays[f"{name}_images"], arrays[f"{name}_labels"])
            for name in ("train", "validation", "test")
        )
    return Digits(train, validation, test, "sample", "embedded sample", SAMPLE_NOTE)


def read_npz(path: Path) -> Arrays:
    """Arrays of a file in the form of Keras' mnist.npz.

    Raises:
        DataError: the file is too large, damaged, or lacks an array.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataError(f"{path}: larger than MNIST can be.")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: is damaged or no MNIST ({error}).") from None


def places(environ: Mapping[str, str]) -> Iterator[tuple[Path, str, Found]]:
    """Where the full MNIST may lie, also in words, and how it is read; the first good one wins."""
    if folder := environ.get("CNN_GRADE_DATA"):
        for path, read in _in_data_folder(Path(folder), environ):
            yield path, "CNN_GRADE_DATA", read
    else:
        yield from _caches(environ)


def _from_data_folder(folder: Path, environ: Mapping[str, str]) -> Digits:
    if not folder.is_dir():
        raise DataError(f"CNN_GRADE_DATA={folder}: there is no such folder.")
    for path, read in _in_data_folder(folder, environ):
        return whole(read(), path, "CNN_GRADE_DATA")
    raise DataError(
        f"CNN_GRADE_DATA={folder}: no MNIST in it. Looked for mnist/mnist.npz, "
        "mnist/<version>/mnist-train.tfrecord-* and keras/datasets/mnist.npz."
    )


def _in_data_folder(folder: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, Found]]:
    for path in (folder / "mnist" / "mnist.npz", folder / "keras" / "datasets" / "mnist.npz"):
        if path.is_file():
            yield path, lambda path=path: read_npz(path)  # type: ignore[misc]
    for prepared in tfrecord.prepared(folder / "mnist", "mnist"):
        yield prepared, lambda prepared=prepared: _decoded(prepared, environ)  # type: ignore[misc]


def _caches(environ: Mapping[str, str]) -> Iterator[tuple[Path, str, Found]]:
    home = Path(environ.get("HOME") or Path.home())
    keras = Path(environ.get("KERAS_HOME") or home / ".keras") / "datasets" / "mnist.npz"
    if keras.is_file():
        yield keras, "Keras cache", lambda: read_npz(keras)
    tfds = Path(environ.get("TFDS_DATA_DIR") or home / "tensorflow_datasets") / "mnist"
    for prepared in tfrecord.prepared(tfds, "mnist"):
        yield prepared, "TFDS cache", lambda prepared=prepared: _decoded(prepared, environ)  # type: ignore[misc]
    own = cache_folder(environ) / download.FILE_NAME
    if own.is_file():
        yield own, "own cache", lambda: read_npz(own)


def _decoded(prepared: Path, environ: Mapping[str, str]) -> Arrays:
    """A TFDS-prepared MNIST; decoding takes seconds, so the arrays are kept in our cache."""
    files = sorted(prepared.glob("mnist-*.tfrecord-*"))
    stats = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    key = hashlib.sha256(repr((str(prepared), stats)).encode()).hexdigest()[:16]
    kept = cache_folder(environ) / f"mnist-{key}.npz"
    if kept.is_file():
        try:
            return read_npz(kept)
        except DataError:
            kept.unlink(missing_ok=True)
    arrays = tfrecord.read_mnist(prepared)
    keep(kept, lambda file: np.savez(file, allow_pickle=False, **arrays))
    return arrays


def whole(arrays: Arrays, path: Path, where: str) -> Digits:
    """Arrays as the full MNIST, recognised by what is in it.

    Raises:
        DataError: these are not MNIST's 70,000 digits.
    """
    train, test = (Split(arrays[f"x_{name}"], arrays[f"y_{name}"]) for name in ("train", "test"))
    for part, counts in ((train, _TRAIN_COUNTS), (test, _TEST_COUNTS)):
        fits = part.images.dtype == np.uint8 and part.images.shape == (sum(counts), 28, 28)
        if not fits or tuple(np.bincount(part.labels, minlength=10)) != counts:
            raise DataError(f"{path}: these are not the 70,000 digits of MNIST.")
    known = len(train.labels) - VALIDATION
    return Digits(
        Split(train.images[:known], train.labels[:known].astype(np.uint8)),
        Split(train.images[known:], train.labels[known:].astype(np.uint8)),
        Split(test.images, test.labels.astype(np.uint8)),
        source="full",
        where=where,
    )
