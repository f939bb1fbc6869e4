import shutil
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from datasets.test_flowers import prepare as prepared
from datasets.test_prepare import photos
from grader.datasets import load_flowers, load_mnist
from grader.datasets.bring import bring
from grader.datasets.fetch import Tell
from grader.datasets.mnist import _TEST_COUNTS, _TRAIN_COUNTS
from grader.datasets.weights import EMBEDDED, check, embedded_h5, find_weights
from grader.errors import DataError


def alone(folder: Path) -> dict[str, str]:
    cache = str(folder / "cache")
    return {"HOME": str(folder / "home"), "CNN_GRADE_CACHE": cache, "CNN_GRADE_OFFLINE": "1"}


def digits(path: Path) -> Path:
    """A file with as many digits of each kind as MNIST has; all are black."""
    parts: dict[str, np.ndarray] = {}
    for name, counts in (("train", _TRAIN_COUNTS), ("test", _TEST_COUNTS)):
        parts[f"x_{name}"] = np.zeros((sum(counts), 28, 28), np.uint8)
        parts[f"y_{name}"] = np.repeat(np.arange(10, dtype=np.uint8), counts)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **parts)
    return path


def titles(path: Path, folder: Path) -> list[str]:
    return [one.title for one in bring(path, alone(folder), Tell())]


def test_digits_under_any_name_are_found_afterwards(tmp_path: Path) -> None:
    assert titles(digits(tmp_path / "my digits.npz"), tmp_path) == ["MNIST"]
    assert load_mnist("full", alone(tmp_path)).where == "own cache"


def test_a_folder_of_tfds_and_a_zip_of_it_are_taken(tmp_path: Path) -> None:
    prepared(tmp_path / "carried" / "tf_flowers" / "3.0.1")
    assert titles(tmp_path / "carried", tmp_path) == ["tf_flowers"]
    assert load_flowers("full", alone(tmp_path)).where == "own cache"
    path = shutil.make_archive(str(tmp_path / "carried"), "zip", tmp_path / "carried")
    assert titles(Path(path), tmp_path / "other") == ["tf_flowers"]
    assert load_flowers("full", alone(tmp_path / "other")).where == "own cache"
    cache = tmp_path / "other" / "cache"
    assert [one.name for one in cache.iterdir()] == ["tf_flowers"]


def test_unpacked_photos_are_prepared(tmp_path: Path) -> None:
    for kind, name, body in photos():
        (tmp_path / "photos" / kind).mkdir(parents=True, exist_ok=True)
        (tmp_path / "photos" / kind / name).write_bytes(body)
    assert titles(tmp_path / "photos", tmp_path) == ["tf_flowers"]


def test_weights_are_looked_into(tmp_path: Path) -> None:
    path = tmp_path / EMBEDDED
    path.write_bytes(embedded_h5())
    assert titles(path, tmp_path) == [EMBEDDED]
    assert find_weights(alone(tmp_path))[EMBEDDED].parents[2] == tmp_path / "cache"
    path.write_bytes(embedded_h5()[:-100])
    with pytest.raises(DataError, match="only half of one"):
        bring(path, alone(tmp_path), Tell())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param(np.ones(7), "holds 7 weights, not 2,257,984 as it should", id="too few"),
        pytest.param(np.full(7, np.nan), "its weights are not all numbers", id="no numbers"),
    ],
)
def test_weights_of_another_network_are_refused(
    values: np.ndarray, words: str, tmp_path: Path
) -> None:
    path = tmp_path / EMBEDDED
    with h5py.File(path, "w") as file:
        file["kernel"] = values
    with pytest.raises(DataError, match=words):
        check(path)


def test_a_zip_whose_names_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../mnist.npz", b"")
    with pytest.raises(DataError, match="leads elsewhere"):
        bring(path, alone(tmp_path), Tell())
    path.write_bytes(b"PK broken")
    with pytest.raises(DataError, match="is damaged or no zip"):
        bring(path, alone(tmp_path), Tell())


@pytest.mark.parametrize("name", ["notes.txt", "folder/notes.txt"])
def test_what_is_not_known_is_refused_with_what_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    with pytest.raises(DataError, match=r"holds nothing that exercises use\. Known are mnist.npz"):
        bring(tmp_path / Path(name).parts[0], alone(tmp_path), Tell())
    with pytest.raises(DataError, match="there is no such file or folder"):
        bring(tmp_path / "missing", alone(tmp_path), Tell())
