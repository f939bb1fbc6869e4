"""Test photos, without labels and in a secret order, through a `preprocess` and a model."""

import os
import secrets
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from grader.collect.common import choice
from grader.datasets import Flowers, load_flowers
from grader.evidence import End, Inputs, TestSet
from grader.notebook.measuring import Measuring

CHUNK = 32
"""Photos that are prepared at a time."""


class Found(msgspec.Struct, frozen=True):
    """Predictions, what the photos were like when prepared, how preparing ended, a note."""

    test: TestSet | None
    inputs: Inputs | None
    end: End | None
    note: str


class _Batch(msgspec.Struct, frozen=True):
    prepared: Inputs
    rows: np.ndarray | None


def measure_flowers(
    measuring: Measuring,
    data: str,
    prepare: Callable[[Sequence[bytes]], np.ndarray | End],
    on_stage: Callable[[str], None],
) -> Found:
    """Predictions of a rebuilt model beside labels that the kernel never sees.

    Raises:
        DataError: there are no photos.
    """
    on_stage("looking for tf_flowers")
    flowers = load_flowers(choice(data), os.environ, on_note=on_stage)
    count = len(flowers.test.labels)
    on_stage(f"measuring on {count:,} test photos")
    # The order is secret, so that nothing can be looked up by place; it changes no figure.
    order = np.random.default_rng(secrets.randbits(128)).permutation(count)
    batches: list[_Batch] = []
    for begin in range(0, count, CHUNK):
        photos = [flowers.test.read(int(place)) for place in order[begin : begin + CHUNK]]
        prepared = prepare(photos)
        if not isinstance(prepared, np.ndarray):
            return Found(None, _inputs(batches), prepared, flowers.note)
        again = prepared if begin else prepare(photos)
        batches.append(_Batch(_like(prepared, again), measuring.infer(prepared)))
        if batches[-1].rows is None:
            break
    test = _test_set(flowers, order, batches, measuring.trouble)
    return Found(test, _inputs(batches), None, flowers.note)


def _like(prepared: np.ndarray, again: object) -> Inputs:
    """What prepared photos are like."""
    same = isinstance(again, np.ndarray) and np.array_equal(prepared, again, equal_nan=True)
    return Inputs(
        shape=prepared.shape[1:],
        low=float(prepared.min()),
        high=float(prepared.max()),
        mean=float(prepared.mean()),
        repeatable=same,
    )


def _inputs(batches: list[_Batch]) -> Inputs | None:
    parts = [batch.prepared for batch in batches]
    if not parts:
        return None
    return Inputs(
        shape=parts[0].shape,
        low=min(part.low for part in parts),
        high=max(part.high for part in parts),
        mean=float(np.mean([part.mean for part in parts])),
        repeatable=all(part.repeatable for part in parts),
    )


def _test_set(flowers: Flowers, order: np.ndarray, batches: list[_Batch], trouble: str) -> TestSet:
    rows = [batch.rows for batch in batches if batch.rows is not None]
    placed = None
    if sum(map(len, rows)) == len(order):
        shuffled = np.concatenate(rows)
        placed = np.empty_like(shuffled)
        placed[order] = shuffled
    return TestSet(
        placed, flowers.test.labels, flowers.source, predicted_by="measuring", trouble=trouble
    )
