"""Weights from bytes: exactly filled, or refused; whatever shapes are claimed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.evidence import ArraySpec, Layer, LayerGraph
from grader.sandbox.arrays import split_weights

SHAPES = st.lists(st.lists(st.integers(0, 4), max_size=3).map(tuple), max_size=4)


def graph(*shapes: tuple[int, ...]) -> LayerGraph:
    layer = Layer("Dense", {}, "float32", trainable=True, weights=tuple(map(ArraySpec, shapes)))
    return LayerGraph((layer,), (), 0)


@given(SHAPES)
def test_what_was_written_is_read(shapes: list[tuple[int, ...]]) -> None:
    arrays = [np.arange(np.prod(shape), dtype="<f4").reshape(shape) for shape in shapes]
    found = split_weights(graph(*shapes), b"".join(array.tobytes() for array in arrays))
    assert found is not None
    assert all((a == b).all() for a, b in zip(found[0], arrays, strict=True))


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        pytest.param((3,), 8, id="too few bytes"),
        pytest.param((3,), 16, id="too many bytes"),
        pytest.param((2**32, 2**32), 0, id="more than 64 bits can count"),
        pytest.param((-1, -3), 12, id="negative sides"),
    ],
)
def test_bytes_that_do_not_fill_the_shape_are_refused(shape: tuple[int, ...], size: int) -> None:
    assert split_weights(graph(shape), bytes(size)) is None
