import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.datasets import Digits, Split, load_mnist
from grader.datasets.mnist import read_npz, sample
from grader.errors import DataError

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(
    not DATA, reason="CNN_GRADE_DATA names no folder with the full MNIST"
)


def alone(folder: Path, **changes: str) -> dict[str, str]:
    """An environment in which nothing is cached and nothing is fetched."""
    return {
        "HOME": str(folder),
        "CNN_GRADE_CACHE": str(folder / "cache"),
        "CNN_GRADE_OFFLINE": "1",
        **changes,
    }


def keys(split: Split) -> set[bytes]:
    return {picture.tobytes() for picture in split.images}


def test_the_sample_is_balanced_and_tests_on_nothing_that_is_trained_on() -> None:
    digits = sample()
    assert [len(part.labels) for part in (digits.train, digits.validation, digits.test)] == [
        7_000,
        1_000,
        2_000,
    ]
    assert set(np.bincount(digits.test.labels)) == {200}
    assert not keys(digits.test) & (keys(digits.train) | keys(digits.validation))
    assert "official mark needs the full data" in digits.note


def test_the_sample_is_small_enough_for_the_wheel() -> None:
    path = Path(__file__).parents[2] / "grader" / "datasets" / "sample" / "mnist_sample.npz"
    assert path.stat().st_size <= 2_000_000


def test_without_anything_the_sample_is_taken_and_full_is_refused(tmp_path: Path) -> None:
    assert load_mnist("auto", alone(tmp_path)).source == "sample"
    with pytest.raises(DataError, match=r"the full MNIST was not found.*--data sample"):
        load_mnist("full", alone(tmp_path))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(lambda _: None, "there is no such folder", id="missing"),
        pytest.param(lambda path: path.mkdir(), "no MNIST in it", id="empty"),
        pytest.param(
            lambda path: _write(path / "mnist" / "mnist.npz", b"PK broken"),
            "mnist.npz: is damaged",
            id="damaged npz",
        ),
        pytest.param(
            lambda path: _write(path / "mnist" / "3.0.1" / "mnist-train.tfrecord-0", b"\1" * 30),
            "mnist-train.tfrecord-0: is damaged",
            id="damaged record",
        ),
    ],
)
def test_a_data_folder_that_is_no_good_is_never_passed_over(
    make: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    make(folder)
    with pytest.raises(DataError, match=words):
        load_mnist("auto", alone(tmp_path, CNN_GRADE_DATA=str(folder)))


def test_a_damaged_cache_is_passed_over_with_a_note(tmp_path: Path) -> None:
    notes: list[str] = []
    _write(tmp_path / ".keras" / "datasets" / "mnist.npz", b"no zip")
    assert load_mnist("auto", alone(tmp_path), on_note=notes.append).source == "sample"
    assert "mnist.npz: is damaged" in notes[0]


def test_other_digits_than_mnists_are_not_taken_for_the_full_data(tmp_path: Path) -> None:
    path = tmp_path / "data" / "mnist" / "mnist.npz"
    path.parent.mkdir(parents=True)
    part = np.zeros((60_000, 28, 28), np.uint8), np.zeros(60_000, np.uint8)
    np.savez_compressed(
        path, x_train=part[0], y_train=part[1], x_test=part[0][:10_000], y_test=part[1][:10_000]
    )
    with pytest.raises(DataError, match="not the 70,000 digits"):
        load_mnist("auto", alone(tmp_path, CNN_GRADE_DATA=str(tmp_path / "data")))


@needs_data
@pytest.mark.data
def test_full_data_come_from_the_first_place_that_has_them(tmp_path: Path) -> None:
    cache = tmp_path / ".keras" / "datasets"
    cache.mkdir(parents=True)
    (cache / "mnist.npz").symlink_to(Path(DATA).resolve() / "mnist" / "mnist.npz")
    digits = load_mnist("auto", alone(tmp_path))
    assert (digits.source, digits.where) == ("full", "Keras cache")
    assert (len(digits.train.labels), len(digits.validation.labels)) == (55_000, 5_000)


@needs_data
@pytest.mark.data
def test_prepared_records_hold_the_same_digits_as_the_npz(tmp_path: Path) -> None:
    prepared = tmp_path / "data" / "mnist"
    prepared.mkdir(parents=True)
    (prepared / "3.0.1").symlink_to(Path(DATA).resolve() / "mnist" / "3.0.1")
    environ = alone(tmp_path, CNN_GRADE_DATA=str(tmp_path / "data"))
    digits = load_mnist("auto", environ)
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 1
    assert _multiset(digits) == _multiset(load_mnist("auto", {"CNN_GRADE_DATA": DATA}))
    # The second time the kept arrays are read, in the same order.
    assert load_mnist("auto", environ).test.labels.tolist() == digits.test.labels.tolist()


def test_an_npz_with_python_objects_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="is damaged or no MNIST"):
        read_npz(path)


def _multiset(digits: Digits) -> list[bytes]:
    return sorted(
        bytes([label]) + picture.tobytes()
        for part in (digits.train, digits.validation, digits.test)
        for picture, label in zip(part.images, part.labels, strict=True)
    )


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
