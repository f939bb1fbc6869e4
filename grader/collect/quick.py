"""What a quick look hands over: a part of the pictures, and a budget for training on it."""

import msgspec
import numpy as np

from grader.collect.common import Asked
from grader.criteria.projection import budget
from grader.evidence import Look
from grader.limits import Budget


class Part(msgspec.Struct, frozen=True):
    """Places of the pictures that are handed over, and of those that are measured, ascending."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    look: Look
    budget: Budget | None


def part(asked: Asked, labels: tuple[np.ndarray, np.ndarray, np.ndarray], data: str) -> Part | None:
    """What a quick look takes of the pictures; None where a full one was asked for.

    Args:
        asked: what was asked for.
        labels: those of training, validation and test, each of shape (n,).
        data: "full" or "sample".
    """
    quick = asked.rubric.quick
    if quick is None or not asked.options.quick:
        return None
    most = (quick.pictures, quick.validation, quick.test)
    train, validation, test = (
        stratified(one, count, asked.options.seed) for one, count in zip(labels, most, strict=True)
    )
    counts, look = (len(train), len(validation)), Look(len(train), len(labels[0]))
    found = budget(asked.rubric, counts, look.pictures / look.of, data)
    return Part(train, validation, test, look, found)


def stratified(labels: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Places of `most` pictures, or of all, drawn by seed; each class keeps its share.

    >>> stratified(np.array([0, 0, 0, 0, 1, 1]), 3, 0).size
    3
    """
    draw = np.random.default_rng(seed)
    place_in_class = np.empty(len(labels))
    for one in np.unique(labels):
        members = draw.permutation(np.flatnonzero(labels == one))
        place_in_class[members] = (np.arange(len(members)) + 0.5) / len(members)
    chosen: np.ndarray = np.sort(np.argsort(place_in_class, kind="stable")[:most])
    return chosen
