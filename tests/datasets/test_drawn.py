import io

import numpy as np
import pytest
from PIL import Image

from grader.datasets import Photos, load_flowers
from grader.datasets.flowers import each
from grader.datasets.photos import CLASSES

FLOWERS = load_flowers("sample", {})
PARTS = {"train": FLOWERS.train, "validation": FLOWERS.validation, "test": FLOWERS.test}


def pixels(photos: Photos, photo: int) -> np.ndarray:
    with Image.open(io.BytesIO(photos.read(photo))) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        return np.asarray(image)


@pytest.mark.parametrize(("part", "each_class"), [("train", 80), ("validation", 20), ("test", 60)])
def test_every_part_has_as_many_pictures_of_each_class(part: str, each_class: int) -> None:
    labels = PARTS[part].labels
    assert np.bincount(labels).tolist() == [each_class] * len(CLASSES)
    assert labels[:20].tolist() != sorted(labels[:20].tolist())


def test_the_sample_says_that_it_is_drawn() -> None:
    assert (FLOWERS.source, FLOWERS.where, FLOWERS.classes) == ("sample", "drawn", CLASSES)
    assert "the official mark needs the photos" in FLOWERS.note


def test_no_picture_is_drawn_twice() -> None:
    seen = {data for photos in PARTS.values() for data, _ in each(photos)}
    assert len(seen) == sum(len(photos.labels) for photos in PARTS.values())


def test_a_picture_is_the_same_whenever_it_is_drawn() -> None:
    first = pixels(FLOWERS.test, 7)
    pixels(FLOWERS.train, 3)
    assert np.array_equal(pixels(load_flowers("sample", {}).test, 7), first)


@pytest.mark.parametrize(
    ("part", "photo", "label", "size", "mean"),
    [
        pytest.param("train", 0, 4, (132, 202), (78.5, 106.29, 62.28), id="train"),
        pytest.param("validation", 99, 3, (149, 175), (49.96, 56.19, 41.61), id="validation"),
        pytest.param("test", 150, 3, (185, 139), (83.12, 99.67, 50.25), id="test"),
    ],
)
def test_pictures_are_the_same_on_every_machine(
    part: str, photo: int, label: int, size: tuple[int, int], mean: tuple[float, ...]
) -> None:
    found = pixels(PARTS[part], photo)
    assert (int(PARTS[part].labels[photo]), found.shape[:2]) == (label, size)
    assert found.mean(axis=(0, 1)).tolist() == pytest.approx(mean, abs=0.2)


def test_pictures_differ_in_size_as_photos_do() -> None:
    shapes = {pixels(FLOWERS.test, photo).shape for photo in range(20)}
    assert len(shapes) > 10
    assert all(100 < side < 256 for height, width, _ in shapes for side in (height, width))


def test_colours_do_not_tell_the_class() -> None:
    means = np.array([pixels(FLOWERS.test, photo).mean(axis=(0, 1)) for photo in range(300)])
    by_class = np.array([means[FLOWERS.test.labels == label].mean(axis=0) for label in range(5)])
    assert np.ptp(by_class, axis=0).max() < means.std(axis=0).min()
