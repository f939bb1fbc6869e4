import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.datasets import Photos, load_flowers
from grader.datasets.flowers import each, read_order, read_prepared
from grader.datasets.photos import CLASSES
from grader.datasets.tfrecord import examples
from grader.errors import DataError

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="CNN_GRADE_DATA names no folder with tf_flowers")

LENGTHS = (1_530, 1_505)
SECOND = "tf_flowers-train.tfrecord-00001-of-00002"


def alone(folder: Path, **changes: str) -> dict[str, str]:
    """An environment in which nothing is cached."""
    return {"HOME": str(folder), "CNN_GRADE_CACHE": str(folder / "cache"), **changes}


def part(number: int, body: bytes) -> bytes:
    """A length-delimited field of protobuf."""
    length, digits = len(body), []
    while length >= 0x80:
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *digits, length]) + body


def record(at: int, label: int) -> bytes:
    """One photo as TFDS writes it; its bytes tell its number."""
    photo = b"\xff\xd8\xff" + at.to_bytes(4, "big") + bytes(150)
    image = part(1, part(1, b"image") + part(2, part(1, part(1, photo))))
    named = part(1, part(1, b"label") + part(2, part(3, part(1, bytes([label])))))
    body = part(1, image + named)
    return struct.pack("<Q", len(body)) + bytes(4) + body + bytes(4)


def prepare(folder: Path, lengths: tuple[int, ...] = LENGTHS) -> Path:
    """A small tf_flowers in the form of TFDS, with a class that changes from photo to photo."""
    folder.mkdir(parents=True)
    begin = 0
    for number, length in enumerate(lengths):
        name = f"tf_flowers-train.tfrecord-{number:05}-of-{len(lengths):05}"
        records = (record(at, at % 5) for at in range(begin, begin + length))
        (folder / name).write_bytes(b"".join(records))
        begin += length
    splits = [{"name": "train", "shardLengths": [str(length) for length in lengths]}]
    (folder / "dataset_info.json").write_text(json.dumps({"splits": splits}))
    (folder / "label.labels.txt").write_text("\n".join(CLASSES) + "\n")
    return folder


def numbers(photos: Photos) -> list[int]:
    return [int.from_bytes(data[3:7], "big") for data, _ in each(photos)]


def test_parts_are_eighty_ten_ten_and_read_in_turns_of_sixteen(tmp_path: Path) -> None:
    flowers = read_prepared(prepare(tmp_path / "3.0.1"), "TFDS cache")
    train, validation, test = map(numbers, (flowers.train, flowers.validation, flowers.test))
    assert (len(train), len(validation), len(test)) == (2_428, 304, 303)
    assert train[:20] == [*range(16), *range(1_530, 1_534)]
    assert (validation[0], test[0]) == (2_428, 2_732)
    assert sorted(train + validation + test) == list(range(3_035))
    assert flowers.test.labels.tolist() == [at % 5 for at in test]
    assert (flowers.classes, flowers.source, flowers.note) == (CLASSES, "full", "")


@given(st.lists(st.integers(0, 60), min_size=1, max_size=16), st.data())
def test_every_record_of_a_part_is_read_once(lengths: list[int], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, sum(lengths)))
    end = data.draw(st.integers(begin, sum(lengths)))
    assert sorted(read_order(lengths, begin, end)) == list(range(begin, end))


def test_without_anything_the_drawn_sample_is_taken_and_full_is_refused(tmp_path: Path) -> None:
    assert load_flowers("auto", alone(tmp_path)).source == "sample"
    with pytest.raises(
        DataError, match=r"was not found.*cnn-grade data get flowers.*--data sample"
    ):
        load_flowers("full", alone(tmp_path))


def test_the_cache_of_tfds_is_found(tmp_path: Path) -> None:
    prepare(tmp_path / "tensorflow_datasets" / "tf_flowers" / "3.0.1")
    assert load_flowers("full", alone(tmp_path)).where == "TFDS cache"
    prepare(tmp_path / "elsewhere" / "tf_flowers" / "3.0.1")
    environ = alone(tmp_path / "nobody", TFDS_DATA_DIR=str(tmp_path / "elsewhere"))
    assert load_flowers("auto", environ).where == "TFDS cache"


def test_our_own_cache_comes_after_that_of_tfds(tmp_path: Path) -> None:
    prepare(tmp_path / "cache" / "tf_flowers" / "3.0.1")
    assert load_flowers("full", alone(tmp_path)).where == "own cache"
    prepare(tmp_path / "tensorflow_datasets" / "tf_flowers" / "3.0.1")
    assert load_flowers("full", alone(tmp_path)).where == "TFDS cache"


def test_what_tfds_did_not_finish_preparing_is_not_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "tensorflow_datasets" / "tf_flowers" / "3.0.1.incompleteK3X2_3.0.1"
    prepare(folder, (10,))
    notes: list[str] = []
    assert load_flowers("auto", alone(tmp_path), on_note=notes.append).source == "sample"
    assert notes == []


def test_a_damaged_cache_is_passed_over_with_a_note(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "tensorflow_datasets" / "tf_flowers" / "3.0.1")
    (folder / SECOND).write_bytes(b"\1" * 40)
    notes: list[str] = []
    assert load_flowers("auto", alone(tmp_path), on_note=notes.append).source == "sample"
    assert f"{SECOND}: is damaged" in notes[0]


def _cut(folder: Path) -> None:
    path = folder / SECOND
    path.write_bytes(path.read_bytes()[:-30])


def _overwrite(at: int, data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        with (folder / SECOND).open("r+b") as file:
            file.seek(at)
            file.write(data)

    return write


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(_cut, f"{SECOND}: ends in the middle of a record", id="cut off"),
        pytest.param(
            lambda folder: (folder / SECOND).write_bytes(b""), f"{SECOND}: is empty", id="empty"
        ),
        pytest.param(
            _overwrite(0, b"\xff" * 8), f"{SECOND}: is damaged .a record of", id="absurd length"
        ),
        pytest.param(_overwrite(12, bytes(40)), f"{SECOND}: a record of it is damaged", id="zeros"),
        pytest.param(
            _overwrite(12, b"\xff" * 40), f"{SECOND}: a record of it is damaged", id="ones"
        ),
        pytest.param(
            lambda folder: (folder / SECOND).write_bytes(record(0, 5) * LENGTHS[1]),
            f"{SECOND}: .*no class of tf_flowers",
            id="unknown label",
        ),
        pytest.param(
            lambda folder: (folder / SECOND).unlink(),
            "its records are not those that dataset_info.json tells of",
            id="missing file",
        ),
        pytest.param(
            lambda folder: (folder / "label.labels.txt").write_text("cat dog"),
            "label.labels.txt: these are not the classes",
            id="other classes",
        ),
        pytest.param(
            lambda folder: (folder / "dataset_info.json").write_text("{"),
            "dataset_info.json: cannot be read",
            id="damaged information",
        ),
    ],
)
def test_a_data_folder_that_is_no_good_is_never_passed_over(
    damage: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    damage(prepare(tmp_path / "tf_flowers" / "3.0.1"))
    with pytest.raises(DataError, match=words):
        load_flowers("auto", alone(tmp_path, CNN_GRADE_DATA=str(tmp_path)))


def test_a_data_folder_without_flowers_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no tf_flowers in it. Looked for tf_flowers/<version>/"):
        load_flowers("auto", alone(tmp_path, CNN_GRADE_DATA=str(tmp_path)))
    with pytest.raises(DataError, match="there is no such folder"):
        load_flowers("auto", alone(tmp_path, CNN_GRADE_DATA=str(tmp_path / "missing")))


def test_too_few_photos_are_not_tf_flowers(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="20 photos cannot be tf_flowers"):
        read_prepared(prepare(tmp_path / "3.0.1", (20,)), "TFDS cache")


def test_a_damaged_photo_is_told_when_it_is_read(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "3.0.1")
    flowers = read_prepared(folder, "TFDS cache")
    data = (folder / SECOND).read_bytes()
    (folder / SECOND).write_bytes(data.replace(b"\xff\xd8\xff", b"\xff\xd8\0"))
    with pytest.raises(DataError, match=rf"{SECOND}: the photo at byte [\d,]+ is damaged"):
        flowers.train.read(16)
    (folder / SECOND).unlink()
    with pytest.raises(DataError, match=f"{SECOND}: cannot be read"):
        flowers.train.read(16)


@given(at=st.integers(0, 450), junk=st.binary(min_size=1, max_size=30))
def test_whatever_is_in_a_file_it_is_read_or_refused(at: int, junk: bytes) -> None:
    whole = b"".join(record(photo, photo) for photo in range(3))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SECOND
        path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
        found: list[tuple[tuple[int, int], int]] = []
        with suppress(DataError):
            found = list(examples(path, most_bytes=1_000))
    assert all(0 <= begin <= end <= len(whole) + 30 for (begin, end), _ in found)


@needs_data
@pytest.mark.data
def test_the_real_photos_are_found_with_all_their_classes() -> None:
    flowers = load_flowers("auto", {"CNN_GRADE_DATA": DATA})
    assert (flowers.source, flowers.where) == ("full", "CNN_GRADE_DATA")
    for photos in (flowers.train, flowers.validation, flowers.test):
        assert set(np.unique(photos.labels)) == set(range(5))


TFDS_SIDE = """
import hashlib, sys
import tensorflow_datasets as tfds
for split in ("train[:80%]", "train[80%:90%]", "train[90%:]"):
    digest = hashlib.sha256()
    photos = tfds.load("tf_flowers", split=split, data_dir=sys.argv[1], download=False,
                       shuffle_files=False, decoders={"image": tfds.decode.SkipDecoding()})
    for photo in photos.as_numpy_iterator():
        digest.update(photo["image"] + bytes([photo["label"]]))
    print(digest.hexdigest())
"""


@needs_data
@pytest.mark.data
@pytest.mark.tensorflow
def test_tfds_reads_the_same_photos_in_the_same_order() -> None:
    flowers = load_flowers("auto", {"CNN_GRADE_DATA": DATA})
    ours = [
        hashlib.sha256(b"".join(data + bytes([label]) for data, label in each(photos))).hexdigest()
        for photos in (flowers.train, flowers.validation, flowers.test)
    ]
    command = [sys.executable, "-c", TFDS_SIDE, DATA]
    theirs = subprocess.run(command, check=True, capture_output=True, text=True)
    assert theirs.stdout.split() == ours
