import hashlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from datasets.test_bring import digits
from datasets.test_flowers import prepare as prepared
from datasets.test_prepare import archive
from grader.datasets import load_flowers
from grader.datasets.download import FLOWERS, MNIST
from grader.datasets.fetch import FullDiskError
from grader.datasets.get import Wanted, get, wanted
from grader.datasets.stock import Stock, photos, pretrained, stock
from grader.datasets.stock import digits as mnist_stock
from grader.datasets.weights import EMBEDDED
from grader.errors import DataError, UsageError
from serving import Manner, serving


class Told:
    """Remembers what is shown."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.notes: list[str] = []
        self.steps: list[tuple[int, int]] = []

    def begin(self, title: str) -> None:
        self.titles.append(title)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def bytes(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    def photos(self, done: int, total: int) -> None:
        self.steps.append((done, total))


def online(folder: Path, **changes: str) -> dict[str, str]:
    return {"HOME": str(folder), "CNN_GRADE_CACHE": str(folder / "cache"), **changes}


def test_photos_are_fetched_prepared_and_found(tmp_path: Path) -> None:
    body = archive(tmp_path / "flower_photos.tgz").read_bytes()
    told = Told()
    with serving(Manner(body)) as url:
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        remote = replace(FLOWERS, urls=(url,), digest=digest, size_bytes=len(body))
        fetched = get([Wanted("flowers", remote)], online(tmp_path), told)
    assert (len(fetched.lines), fetched.missed) == (1, ())
    assert told.titles == ["fetching tf_flowers", "preparing tf_flowers"]
    assert told.steps[-1] == (3_030, 3_030)
    assert load_flowers("full", online(tmp_path)).where == "own cache"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["tf_flowers"]


def test_one_that_cannot_be_had_does_not_stop_the_others(tmp_path: Path) -> None:
    told = Told()
    nowhere = ("http://127.0.0.1:9/",)
    asked = [
        Wanted("mnist", replace(MNIST, urls=nowhere)),
        Wanted("flowers", replace(FLOWERS, urls=nowhere, size_bytes=10)),
    ]
    assert get(asked, online(tmp_path), told).missed == ("MNIST", "tf_flowers")
    assert len(told.notes) == 2


def test_a_full_disk_stops_all(tmp_path: Path) -> None:
    asked = [Wanted("mnist", replace(MNIST, size_bytes=10**18))]
    with pytest.raises(FullDiskError, match="MB are free"):
        get(asked, online(tmp_path), Told())


def test_what_will_not_be_looked_at_is_told(tmp_path: Path) -> None:
    environ = online(
        tmp_path, CNN_GRADE_DATA=str(digits(tmp_path / "mnist" / "mnist.npz").parents[1])
    )
    lines = get(wanted(["mnist"], None), environ, Told()).lines
    assert "is there already" in lines[0]
    assert "comes first" in lines[1]


def test_a_server_of_the_course_is_asked_first() -> None:
    first = wanted(["mnist"], "https://course.example/data/")[0].remote.urls
    assert first == ("https://course.example/data/mnist.npz", *MNIST.urls)
    with pytest.raises(UsageError, match="an address starts with"):
        wanted(["mnist"], "file:///etc/passwd")
    with pytest.raises(DataError, match="Unset it"):
        get((), {"CNN_GRADE_OFFLINE": "1"}, Told())


def states(items: tuple[Stock, ...]) -> dict[str, tuple[str, str]]:
    return {item.title: (item.state, item.command) for item in items}


def test_what_is_at_hand_and_what_fetches_the_rest(tmp_path: Path) -> None:
    assert states(stock(online(tmp_path))) == {
        "MNIST": ("sample", "cnn-grade data get mnist"),
        "tf_flowers": ("sample", "cnn-grade data get flowers"),
        "MobileNetV2 1.0": ("full", ""),
        "MobileNetV2 0.35": ("missing", "cnn-grade data get weights"),
        "Xception": ("missing", "cnn-grade data get weights"),
    }


def test_a_damaged_place_is_told_and_the_next_one_taken(tmp_path: Path) -> None:
    broken = tmp_path / ".keras" / "datasets" / "mnist.npz"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no zip")
    found = mnist_stock(online(tmp_path))
    assert (found.state, found.command) == ("sample", "cnn-grade data get mnist")
    assert "mnist.npz: is damaged" in found.trouble
    digits(tmp_path / "cache" / "mnist.npz")
    found = mnist_stock(online(tmp_path))
    assert (found.state, found.where, found.trouble) == ("full", "own cache", "")
    assert found.size_bytes > 1_000


def test_a_data_folder_without_photos_is_what_keeps_them_from_being_found(tmp_path: Path) -> None:
    prepared(tmp_path / "cache" / "tf_flowers" / "3.0.1")
    assert photos(online(tmp_path)).state == "full"
    found = photos(online(tmp_path, CNN_GRADE_DATA=str(tmp_path / "data")))
    assert (found.state, found.command) == ("damaged", "unset CNN_GRADE_DATA")
    assert "has no tf_flowers in it" in found.trouble


def test_weights_of_other_networks_are_listed_by_their_files(tmp_path: Path) -> None:
    models = tmp_path / "cache" / "keras" / "models"
    models.mkdir(parents=True)
    for name in (EMBEDDED, "vgg16_weights_tf_notop.h5"):
        (models / name).write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(60))
    found = {item.title: item for item in pretrained(online(tmp_path))}
    assert found["vgg16_weights_tf_notop.h5"].where == "own cache"
    assert found["MobileNetV2 1.0"].path == str(models / EMBEDDED)
