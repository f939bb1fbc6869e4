"""tf_flowers from the first place that has it, read without TensorFlow, a photo at a time."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from grader.datasets import drawn, tfrecord
from grader.datasets.cache import cache_folder
from grader.datasets.photos import CLASSES, Flowers, Photos
from grader.errors import DataError

_LEAST, _MOST = 3_000, 3_670
"""Photos in a usable tf_flowers: all 3,670, less some that could not be had."""

_MOST_PHOTO_BYTES = 10_000_000
_STARTS = (b"\xff\xd8\xff", b"\x89PNG")
_BLOCK = 16
"""Records that TFDS takes from each file in turn. Source: `tfds.ReadConfig`, TFDS 4.9."""


def load_flowers(
    choice: Literal["auto", "full", "sample"],
    environ: Mapping[str, str],
    *,
    on_note: Callable[[str], None] = lambda _: None,
) -> Flowers:
    """tf_flowers from `CNN_GRADE_DATA`, the TFDS cache or our own, or the drawn sample.

    Args:
        choice: "full" never takes the sample, "sample" takes nothing else.
        environ: the environment.
        on_note: told in a line of what was passed over.

    Raises:
        DataError: the folder in CNN_GRADE_DATA has no usable tf_flowers, or "full" found none.
    """
    if choice == "sample":
        return drawn.sample()
    if folder := environ.get("CNN_GRADE_DATA"):
        return _from_data_folder(Path(folder))
    for prepared, where in places(environ):
        try:
            return read_prepared(prepared, where)
        except DataError as error:
            on_note(f"{error} Passed over.")
    if choice == "full":
        raise DataError(
            "the full tf_flowers was not found: no CNN_GRADE_DATA, and none in the cache of "
            "TensorFlow Datasets or our own. Fetch it once with  cnn-grade data get flowers  "
            "(229 MB), set CNN_GRADE_DATA to a folder with tf_flowers/, or use --data sample."
        )
    return drawn.sample()


def places(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Where a prepared tf_flowers lies, in words too; the first that is good wins."""
    home = Path(environ.get("HOME") or Path.home())
    tfds = Path(environ.get("TFDS_DATA_DIR") or home / "tensorflow_datasets")
    given = environ.get("CNN_GRADE_DATA")
    caches = [(tfds, "TFDS cache"), (cache_folder(environ), "own cache")]
    for folder, where in [(Path(given), "CNN_GRADE_DATA")] if given else caches:
        for prepared in tfrecord.prepared(folder / "tf_flowers", "tf_flowers"):
            yield prepared, where


def read_prepared(folder: Path, where: str) -> Flowers:
    """A TFDS-prepared tf_flowers, split 80/10/10 as TFDS splits it; no photo is read yet.

    Args:
        folder: one version, with `dataset_info.json`, `label.labels.txt` and the records.
        where: in words, for the report.

    Raises:
        DataError: naming the file that is damaged or missing.
    """
    if _lines(folder / "label.labels.txt") != CLASSES:
        raise DataError(f"{folder / 'label.labels.txt'}: these are not the classes of tf_flowers.")
    files = tuple(sorted(folder.glob("tf_flowers-train.tfrecord-*")))
    shards = [_index(path, number) for number, path in enumerate(files)]
    lengths = [len(shard) for shard in shards]
    if lengths != _promised(folder / "dataset_info.json"):
        raise DataError(f"{folder}: its records are not those that dataset_info.json tells of.")
    if not _LEAST <= sum(lengths) <= _MOST:
        raise DataError(f"{folder}: {sum(lengths):,} photos cannot be tf_flowers.")
    whole = np.concatenate(shards)
    ends = [round(percent * len(whole) / 100) for percent in (0, 80, 90, 100)]
    train, validation, test = (
        _photos(files, whole[read_order(lengths, begin, end)]) for begin, end in pairwise(ends)
    )
    return Flowers(train, validation, test, CLASSES, source="full", where=where)


def read_order(lengths: list[int], begin: int, end: int) -> np.ndarray:
    """Records `begin` to `end` of a split in the order in which TFDS reads them.

    TFDS takes 16 records from each file in turn when files are not shuffled; this holds for up to
    16 files.

    Args:
        lengths: records in each file.
        begin: the first record wanted, counted through all files.
        end: the record behind the last.

    Returns:
        Positions counted through all files, int64, shape (end - begin,).

    >>> read_order([20, 20], 0, 40)[14:20].tolist()
    [14, 15, 20, 21, 22, 23]
    """
    starts = [0, *np.cumsum(lengths).tolist()]
    runs = [range(max(begin, first), min(end, last)) for first, last in pairwise(starts)]
    blocks = [[run[at : at + _BLOCK] for at in range(0, len(run), _BLOCK)] for run in runs]
    turns = zip_longest(*blocks, fillvalue=range(0))
    return np.array([at for turn in turns for block in turn for at in block], dtype=np.int64)


def _from_data_folder(folder: Path) -> Flowers:
    if not folder.is_dir():
        raise DataError(f"CNN_GRADE_DATA={folder}: there is no such folder.")
    for prepared in tfrecord.prepared(folder / "tf_flowers", "tf_flowers"):
        return read_prepared(prepared, "CNN_GRADE_DATA")
    raise DataError(
        f"CNN_GRADE_DATA={folder}: no tf_flowers in it. Looked for "
        "tf_flowers/<version>/tf_flowers-train.tfrecord-*."
    )


def _index(path: Path, number: int) -> np.ndarray:
    """File number, begin, end and label of each photo in a file, int64, shape (n, 4)."""
    rows = [
        (number, begin, end, label)
        for (begin, end), label in tfrecord.examples(path, _MOST_PHOTO_BYTES)
    ]
    if not rows or max(label for *_, label in rows) >= len(CLASSES):
        raise DataError(f"{path}: a record of it is damaged (no class of tf_flowers).")
    return np.array(rows, dtype=np.int64)


def _photos(files: tuple[Path, ...], rows: np.ndarray) -> Photos:
    return Photos(rows[:, 3].astype(np.uint8), partial(_read, files, rows))


def _read(files: tuple[Path, ...], rows: np.ndarray, photo: int) -> bytes:
    """The encoded bytes of one photo, read from its file now."""
    number, begin, end = (int(value) for value in rows[photo, :3])
    path = files[number]
    try:
        with path.open("rb") as file:
            file.seek(begin)
            data = file.read(end - begin)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) < end - begin or not data.startswith(_STARTS):
        raise DataError(f"{path}: the photo at byte {begin:,} is damaged.")
    return data


class _Split(msgspec.Struct):
    """What `dataset_info.json` says of a split; lengths are texts there, as in protobuf's JSON."""

    name: str
    shardLengths: list[int]  # noqa: N815 - the name in the file


class _Info(msgspec.Struct):
    splits: list[_Split]


def _promised(path: Path) -> list[int]:
    """Records in each file of the training split, as `dataset_info.json` has them."""
    try:
        info = msgspec.json.decode(path.read_bytes(), type=_Info, strict=False)
    except (OSError, msgspec.DecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None
    return next((split.shardLengths for split in info.splits if split.name == "train"), [])


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None


def each(photos: Photos) -> Iterator[tuple[bytes, int]]:
    """All photos of a part as encoded bytes, with their labels, one in memory at a time."""
    return ((photos.read(i), int(label)) for i, label in enumerate(photos.labels))
