"""`tensorflow_datasets.load("tf_flowers")` as the learner's process sees it."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

_SPLIT = re.compile(r"train(?:\[(-?\d*)(%?):(-?\d*)(%?)\])?")


def serve_tfds(photos: Any, classes: tuple[str, ...], on_asked: Callable[[str], Any]) -> None:
    """Let `tfds.load` give training and validation photos for tf_flowers, and nothing else.

    Args:
        photos: a dataset of pairs (photo, label).
        classes: names in the order of their labels.
        on_asked: told the name of a data set that was handed out.
    """
    import tensorflow_datasets as tfds

    def load(name: str, *, split: Any = None, with_info: bool = False, **named: Any) -> Any:
        if not name.startswith("tf_flowers"):
            raise ValueError(f"only tf_flowers is there while grading, not {name[:60]!r}")
        on_asked("tf_flowers")
        given = _as_asked(photos, {"train": "train"} if split is None else split, named)
        return (given, _info(tfds, photos, classes)) if with_info else given

    tfds.load = load


def take(photos: Any, split: str) -> Any:
    """The part of all photos that a TFDS split string names, such as "train[:80%]".

    Raises:
        ValueError: tf_flowers has no such split.
    """
    count = len(photos)
    parts = [_SPLIT.fullmatch(part.strip()) for part in str(split).split("+")]
    if not all(parts):
        raise ValueError(f'tf_flowers has the split "train" alone, not {str(split)[:60]!r}')
    result = None
    for part in parts:
        begin, end = _bounds(part, count)
        piece = photos.skip(begin).take(max(0, end - begin))
        result = piece if result is None else result.concatenate(piece)
    return result


def _bounds(part: Any, count: int) -> tuple[int, int]:
    """First place and the one behind the last, by TFDS' rule: percents to the closest whole."""
    begin, begin_percent, end, end_percent = part.groups()
    return (
        _place(begin, begin_percent, 0, count),
        _place(end, end_percent, count, count),
    )


def _place(text: str | None, percent: str | None, missing: int, count: int) -> int:
    if not text:
        return missing
    place = round(int(text) * count / 100) if percent else int(text)
    return min(count, place if place >= 0 else count + place)


def _as_asked(photos: Any, split: Any, named: dict[str, Any]) -> Any:
    """One dataset, or a list or dictionary of them, in the form of the question."""
    if isinstance(split, dict):
        return {key: _as_asked(photos, one, named) for key, one in split.items()}
    if isinstance(split, (list, tuple)):
        return [_as_asked(photos, one, named) for one in split]
    part = take(photos, split)
    if not named.get("as_supervised"):
        part = part.map(lambda image, label: {"image": image, "label": label})
    return part.batch(named["batch_size"]) if named.get("batch_size") else part


def _info(tfds: Any, photos: Any, classes: tuple[str, ...]) -> Any:
    """The parts of `tfds.core.DatasetInfo` that notebooks use."""
    label = tfds.features.ClassLabel(names=list(classes))
    features = tfds.features.FeaturesDict({"image": tfds.features.Image(), "label": label})
    return SimpleNamespace(
        name="tf_flowers",
        features=features,
        splits={"train": SimpleNamespace(num_examples=len(photos), name="train")},
        supervised_keys=("image", "label"),
    )
