"""What flowers for grading are, wherever they come from."""

from collections.abc import Callable
from typing import Literal

import msgspec
import numpy as np

CLASSES = ("dandelion", "daisy", "tulips", "sunflowers", "roses")
"""The classes in the order of their labels. Source: tf_flowers 3.0.1 of TensorFlow Datasets."""


class Photos(msgspec.Struct, frozen=True):
    """Labelled pictures that are read one at a time.

    Attributes:
        labels: uint8, shape (n,), places in `Flowers.classes`.
        read: the encoded bytes (JPEG or PNG) of picture 0..n-1; raises DataError when damaged.
    """

    labels: np.ndarray
    read: Callable[[int], bytes]


class Flowers(msgspec.Struct, frozen=True):
    """Flowers for grading: three parts, where they come from, and a line for the report."""

    train: Photos
    validation: Photos
    test: Photos
    classes: tuple[str, ...]
    source: Literal["full", "sample"]
    where: str
    note: str = ""
