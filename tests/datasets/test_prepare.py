import csv
import hashlib
import io
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.datasets.crc32c import crc32c, masked
from grader.datasets.flowers import each, read_prepared
from grader.datasets.photos import CLASSES
from grader.datasets.prepare import (
    Photo,
    moved,
    photos_in_archive,
    photos_in_folder,
    prepare,
    write,
)
from grader.errors import DataError

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="CNN_GRADE_DATA names no folder with tf_flowers")

COUNT = 3_030


def photos(count: int = COUNT) -> Iterator[Photo]:
    """Photos whose bytes tell their number."""
    for at in range(count):
        yield CLASSES[at % 5], f"{at}.jpg", b"\xff\xd8\xff" + at.to_bytes(4, "big") + bytes(at % 50)


def archive(path: Path, count: int = COUNT) -> Path:
    with tarfile.open(path, "w:gz", compresslevel=1) as file:
        for name, body in [
            ("LICENSE.txt", b"by many"),
            *((f"{kind}/{name}", body) for kind, name, body in photos(count)),
        ]:
            member = tarfile.TarInfo(f"flower_photos/{name}")
            member.size = len(body)
            file.addfile(member, io.BytesIO(body))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def slow_crc(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(0, 7_000))
def test_rows_side_by_side_give_the_same_checksum(seed: int, size: int) -> None:
    data = random.Random(seed).randbytes(size)  # noqa: S311 - any bytes will do
    assert crc32c(data) == slow_crc(data)


def test_the_mask_is_that_of_tfrecord() -> None:
    assert masked(b"") == 0xA282EAD8


def test_an_archive_becomes_what_the_grader_reads(tmp_path: Path) -> None:
    source = archive(tmp_path / "flower_photos.tgz")
    seen: list[tuple[int, int]] = []
    path = prepare(photos_in_archive(source), tmp_path, lambda *step: seen.append(step))
    assert path == tmp_path / "tf_flowers" / "3.0.1"
    assert seen[-1] == (COUNT, COUNT)
    assert names(tmp_path / "tf_flowers") == ["3.0.1"]
    flowers = read_prepared(path, "")
    found = {
        int.from_bytes(data[3:7], "big"): CLASSES[label]
        for part in (flowers.train, flowers.validation, flowers.test)
        for data, label in each(part)
    }
    assert found == {at: CLASSES[at % 5] for at in range(COUNT)}


def test_the_order_does_not_depend_on_the_archives(tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    for folder, some in zip(folders, (photos(40), reversed(list(photos(40)))), strict=True):
        folder.mkdir()
        write(some, folder, lambda *_: None)
    assert names(folders[0]) == names(folders[1])
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()


def test_what_was_prepared_before_is_replaced(tmp_path: Path) -> None:
    target, making = tmp_path / "3.0.1", tmp_path / "3.0.1.incomplete"
    target.mkdir()
    (target / "broken").touch()
    making.mkdir()
    (making / "whole").touch()
    moved(making, target)
    assert names(target) == ["whole"]
    assert names(tmp_path) == ["3.0.1"]


def test_an_unpacked_archive_gives_the_same(tmp_path: Path) -> None:
    source = archive(tmp_path / "flower_photos.tgz", 20)
    with tarfile.open(source) as file:
        file.extractall(tmp_path, filter="data")
    unpacked = photos_in_folder(tmp_path / "flower_photos")
    assert sorted(unpacked) == sorted(photos_in_archive(source))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"no archive", "is damaged or no archive of photos", id="no archive"),
        pytest.param(b"", "cannot be tf_flowers|damaged", id="empty"),
    ],
)
def test_a_damaged_archive_is_refused(body: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "flower_photos.tgz"
    path.write_bytes(body)
    with pytest.raises(DataError, match=words):
        prepare(photos_in_archive(path), tmp_path)
    assert names(tmp_path / "tf_flowers") == []


def test_a_cut_archive_and_other_pictures_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "flower_photos.tgz", 600)
    path.write_bytes(path.read_bytes()[:-3_000])
    with pytest.raises(DataError, match="is damaged or no archive"):
        prepare(photos_in_archive(path), tmp_path)
    with pytest.raises(DataError, match=r"roses/a\.jpg: is no photo of tf_flowers"):
        prepare([("roses", "a.jpg", b"GIF89a")], tmp_path)
    with pytest.raises(DataError, match="20 photos cannot be tf_flowers"):
        prepare(photos(20), tmp_path)
    assert names(tmp_path / "tf_flowers") == []


def named(folder: Path) -> list[Photo]:
    """The photos of the data folder with their names, in the order of the table of names."""
    flowers = read_prepared(folder / "3.0.1", "")
    parts = (flowers.train, flowers.validation, flowers.test)
    bodies = {hashlib.sha256(data).hexdigest(): data for part in parts for data, _ in each(part)}
    with (folder / "flowers_manifest.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(row["class"], row["file"], bodies[row["sha256"]]) for row in rows]


TFDS_SIDE = """
import hashlib, sys
import tensorflow_datasets as tfds
total = 0
for photo in tfds.load("tf_flowers", split="train", data_dir=sys.argv[1], download=False,
                       decoders={"image": tfds.decode.SkipDecoding()}).as_numpy_iterator():
    digest = hashlib.sha256(photo["image"] + bytes([photo["label"]])).digest()
    total += int.from_bytes(digest[:6], "big")
print(total)
"""


@needs_data
@pytest.mark.data
def test_the_real_photos_come_in_the_order_in_which_tfds_prepared_them(tmp_path: Path) -> None:
    folder = Path(DATA) / "tf_flowers"
    if not (folder / "flowers_manifest.tsv").exists():
        pytest.skip("the photos in CNN_GRADE_DATA come without a table of their names")
    path = prepare(named(folder), tmp_path)
    for theirs in (folder / "3.0.1").glob("tf_flowers-*"):
        assert (path / theirs.name).stat().st_size == theirs.stat().st_size
    ours, theirs_ = read_prepared(path, ""), read_prepared(folder / "3.0.1", "")
    assert list(each(ours.test)) == list(each(theirs_.test))
    assert list(each(ours.train)) == list(each(theirs_.train))


@pytest.mark.tensorflow
def test_tfds_reads_what_was_prepared_here(tmp_path: Path) -> None:
    path = prepare(photos(), tmp_path)
    command = [sys.executable, "-c", TFDS_SIDE, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    flowers = read_prepared(path, "")
    ours = [
        pair for part in (flowers.train, flowers.validation, flowers.test) for pair in each(part)
    ]
    assert int(done.stdout.split()[-1]) == sum(map(fingerprint, ours))


def fingerprint(pair: tuple[bytes, int]) -> int:
    return int.from_bytes(hashlib.sha256(pair[0] + bytes([pair[1]])).digest()[:6], "big")
