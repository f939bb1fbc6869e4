"""tf_flowers prepared as TensorFlow Datasets does it, from its archive, without TensorFlow.

Sources: `tensorflow_datasets.datasets.tf_flowers`, and of `tensorflow_datasets.core` the modules
hashing, shuffle, writer and shard_utils, all of version 4.9: photos are put in the order of the
MD5 of the split's name and "class/file", and shared out evenly over two files.
"""

import hashlib
import shutil
import struct
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.datasets.crc32c import masked
from grader.datasets.flowers import read_prepared
from grader.datasets.photos import CLASSES
from grader.errors import DataError

VERSION = "3.0.1"
_SHARDS = 2
_MOST_PHOTOS, _MOST_BYTES, _MOST_MEMBERS = 3_670, 500_000_000, 10_000
_STARTS = (b"\xff\xd8\xff", b"\x89PNG")

Photo = tuple[str, str, bytes]
"""Class, file name, encoded bytes."""

OnStep = Callable[[int, int], None]


def prepare(photos: Iterable[Photo], folder: Path, on_step: OnStep = lambda *_: None) -> Path:
    """Write photos into `folder`/tf_flowers/3.0.1, which appears only when it is whole.

    Args:
        photos: in any order.
        folder: where data sets lie; what was prepared there before is replaced.
        on_step: told how far it is: photos done, photos in all (3,670 while it is not known).

    Raises:
        DataError: these are not the photos of tf_flowers, or the disk is full.
    """
    target = folder / "tf_flowers" / VERSION
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f"{VERSION}.incomplete", dir=target.parent))
        try:
            write(photos, making, on_step)
            read_prepared(making, "")
            return moved(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise DataError(f"{target}: could not be written: {error.strerror}.") from None


def photos_in_archive(path: Path) -> Iterator[Photo]:
    """Photos of flower_photos.tgz; nothing is unpacked, names are only looked at.

    Raises:
        DataError: the archive is damaged.
    """
    try:
        with tarfile.open(path, "r:*") as archive:
            for number, member in enumerate(archive):
                if number > _MOST_MEMBERS:
                    raise DataError(f"{path}: has too many files in it.")
                if named := _class_and_name(Path(member.name)):
                    yield *named, _body(archive, member)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise DataError(f"{path}: is damaged or no archive of photos ({error}).") from None


def photos_in_folder(folder: Path) -> Iterator[Photo]:
    """Photos of an unpacked flower_photos.

    Raises:
        DataError: a photo cannot be read.
    """
    for path in sorted(folder.glob("*/*.jpg")):
        if named := _class_and_name(path):
            try:
                yield *named, path.read_bytes()
            except OSError as error:
                raise DataError(f"{path}: cannot be read: {error.strerror}.") from None


def _class_and_name(path: Path) -> tuple[str, str] | None:
    kind = path.parent.name
    return (kind, path.name) if path.suffix == ".jpg" and kind.lower() in CLASSES else None


def _body(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isfile() else None
    if file is None:
        raise tarfile.ReadError(f"{member.name} is no plain file")
    with closing(file):
        return file.read(_MOST_BYTES)


def write(photos: Iterable[Photo], folder: Path, on_step: OnStep) -> None:
    """Write photos, in their order, and what TFDS tells of them into an empty folder."""
    with tempfile.TemporaryFile(dir=folder) as spool:
        places = _spooled(photos, spool, on_step)
        order = sorted(places)
        ends = [round(len(order) * shard / _SHARDS) for shard in range(_SHARDS + 1)]
        size = 0
        for shard, (begin, end) in enumerate(pairwise(ends)):
            name = f"tf_flowers-train.tfrecord-{shard:05}-of-{_SHARDS:05}"
            with (folder / name).open("wb") as file:
                for at, key in enumerate(order[begin:end], begin + 1):
                    spool.seek(places[key][0])
                    size += _record(file, spool.read(places[key][1]))
                    on_step(at, len(order))
    _describe(folder, [end - begin for begin, end in pairwise(ends)], size)


def _spooled(
    photos: Iterable[Photo], spool: BinaryIO, on_step: OnStep
) -> dict[bytes, tuple[int, int]]:
    """Examples one after another in a file; begin and length of each by its place in the order."""
    places: dict[bytes, tuple[int, int]] = {}
    for kind, name, photo in photos:
        if not photo.startswith(_STARTS) or spool.tell() > _MOST_BYTES:
            raise DataError(f"{kind}/{name}: is no photo of tf_flowers.")
        example = _example(photo, CLASSES.index(kind.lower()))
        key = hashlib.md5(f"train{kind}/{name}".encode(), usedforsecurity=False).digest()
        places[key] = (spool.tell(), len(example))
        spool.write(example)
        on_step(0, _MOST_PHOTOS)
    return places


def _record(file: BinaryIO, example: bytes) -> int:
    """Write one record; the size of what is in it."""
    length = struct.pack("<Q", len(example))
    file.write(length + struct.pack("<I", masked(length)))
    file.write(example)
    file.write(struct.pack("<I", masked(example)))
    return len(example)


def _example(photo: bytes, label: int) -> bytes:
    """A `tf.train.Example` with an image and a label; see `grader.datasets.tfrecord`."""
    image = _field(1, _field(1, b"image") + _field(2, _field(1, _field(1, photo))))
    labels = _field(3, _field(1, bytes([label])))
    return _field(1, image + _field(1, _field(1, b"label") + _field(2, labels)))


def _field(number: int, body: bytes) -> bytes:
    """A length-delimited field of protobuf."""
    length, digits = len(body), []
    while length >= 0x80:
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *digits, length]) + body


def _describe(folder: Path, lengths: list[int], size_bytes: int) -> None:
    """The files in which TFDS tells what a prepared data set is."""
    split = {
        "filepathTemplate": "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}",
        "name": "train",
        "numBytes": str(size_bytes),
        "shardLengths": [str(length) for length in lengths],
    }
    info = {
        "description": "A large set of images of flowers",
        "fileFormat": "tfrecord",
        "location": {"urls": ["https://www.tensorflow.org/tutorials/load_data/images"]},
        "moduleName": "tensorflow_datasets.datasets.tf_flowers.tf_flowers_dataset_builder",
        "name": "tf_flowers",
        "splits": [split],
        "supervisedKeys": {"tuple": {"items": [{"featureKey": "image"}, {"featureKey": "label"}]}},
        "version": VERSION,
    }
    core = "tensorflow_datasets.core.features"
    shape = {"dtype": "uint8", "shape": {"dimensions": ["-1", "-1", "3"]}}
    image = {"image": shape, "pythonClassName": f"{core}.image_feature.Image"}
    label = {
        "classLabel": {"numClasses": str(len(CLASSES))},
        "pythonClassName": f"{core}.class_label_feature.ClassLabel",
    }
    features = {
        "featuresDict": {"features": {"image": image, "label": label}},
        "pythonClassName": f"{core}.features_dict.FeaturesDict",
    }
    for name, content in (("dataset_info", info), ("features", features)):
        (folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(content)))
    (folder / "label.labels.txt").write_text("\n".join(CLASSES) + "\n", encoding="utf-8")


def moved(making: Path, target: Path) -> Path:
    """Put what is whole in its place, instead of what was there."""
    making.chmod(0o755)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f"{VERSION}.incomplete", dir=target.parent))
        target.rename(old / "old")
        making.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        making.rename(target)
    return target
