"""Networks that a conversion is tried on, and the arithmetic of what a right one gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.conversion.draw import input_layer, networks, shape_after
from grader.collect.conversion.plans import PLANS
from grader.collect.conversion.reader import CANVAS, canvas, characters, reader
from grader.collect.conversion.slide import (
    before_dense,
    compared,
    dense_layers,
    is_padded,
    larger,
    opened,
    strides,
    windows,
)
from grader.criteria.conversion import Network
from grader.evidence import Call, LayerGraph

SEEDS = st.integers(0, 2**31 - 1)


@given(SEEDS)
def test_shapes_and_weights_fit_together(seed: int) -> None:
    for network in networks(len(PLANS), seed):
        layers, shapes = network.graph.layers, network.shapes
        assert len(layers) == len(shapes) == len(network.weights)
        for layer, weights in zip(layers, network.weights, strict=True):
            assert [spec.shape for spec in layer.weights] == [array.shape for array in weights]
            assert all(array.dtype == np.float32 for array in weights)
        flat = network.weights[first_dense(network)][0].shape[0]
        assert flat == np.prod(network.maps) == shapes[network.flatten][0]
        assert len(shapes[-1]) == 1


@given(SEEDS)
def test_numbers_hide_no_mistake(seed: int) -> None:
    """Kernels are not symmetric, biases not zero, statistics not those of a fresh layer."""
    for network in networks(len(PLANS), seed):
        place = first_dense(network)
        kernel = network.weights[place][0].reshape((*network.maps, -1))
        for axis in range(2):
            assert np.abs(kernel - np.flip(kernel, axis)).max() > 0.05
        for layer, weights in zip(network.graph.layers, network.weights, strict=True):
            if layer.kind in {"Conv2D", "Dense"} and len(weights) > 1:
                assert np.abs(weights[1]).max() > 0.01
            if layer.kind == "BatchNormalization":
                assert np.abs(weights[3] - 1).max() > 0.01
                assert (weights[3] > 0).all()


def first_dense(network: Network) -> int:
    return next(n for n, layer in enumerate(network.graph.layers) if layer.kind == "Dense")


def test_the_set_covers_what_a_conversion_has_to_do() -> None:
    found = networks(6, 42)
    kinds = {layer.kind for network in found for layer in network.graph.layers}
    assert {"AveragePooling2D", "BatchNormalization", "Dropout", "MaxPooling2D", "Softmax"} <= kinds
    dense = [sum(layer.kind == "Dense" for layer in one.graph.layers) for one in found]
    assert set(dense) == {1, 2, 3}
    heights = {np.sign(network.maps[0] - network.maps[1]) for network in found}
    assert heights == {-1, 0, 1}
    assert all(network.maps[2] > 1 for network in found)
    assert {is_padded(network) for network in found} == {True, False}
    assert {network.kind for network in found} == {"Sequential", "Functional"}
    given_biases = {
        layer.config["use_bias"]
        for network in found
        for layer in network.graph.layers
        if layer.kind == "Dense"
    }
    assert given_biases == {True, False}


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    one, same, other = networks(6, 1), networks(6, 1), networks(6, 2)
    assert all(
        (a == b).all()
        for left, right in zip(one, same, strict=True)
        for row, row2 in zip(left.weights, right.weights, strict=True)
        for a, b in zip(row, row2, strict=True)
    )
    assert (one[0].weights[1][0] != other[0].weights[1][0]).all()


@pytest.mark.parametrize("network", networks(6, 42), ids=lambda network: network.name)
@pytest.mark.parametrize("more", [(0, 0), (2, 1), (1, 4)], ids=str)
def test_a_larger_picture_has_so_many_more_positions(
    network: Network, more: tuple[int, int]
) -> None:
    shape: tuple[int, ...] = larger(network, more)
    for layer in network.graph.layers[1 : network.flatten]:
        shape = shape_after(layer.kind, layer.config, shape)
    assert shape[:2] == (network.maps[0] + more[0], network.maps[1] + more[1])
    picture = np.zeros(larger(network, more), dtype=np.float32)
    height, width = network.picture[:2]
    cut = windows(picture, (height, width), strides(network))
    assert cut.shape == (more[0] + 1, more[1] + 1, *network.picture)


def test_windows_go_row_by_row() -> None:
    picture = np.arange(4 * 6 * 2, dtype=np.float32).reshape(4, 6, 2)
    found = windows(picture, (2, 3), (2, 1))
    assert found.shape == (2, 4, 2, 3, 2)
    assert (found[1, 3] == picture[2:4, 3:6]).all()


def test_the_two_halves_of_a_network_are_the_whole() -> None:
    for network in networks(6, 3):
        body, head = before_dense(network), dense_layers(network)
        assert len(body[0].layers) + len(head[0].layers) == len(network.graph.layers) + 1
        assert body[0].layers[0].config["batch_shape"] == [None, None, None, network.picture[2]]
        assert head[0].layers[0].config["batch_shape"] == [None, *network.maps]
        assert head[0].layers[1].kind == "Flatten"


def test_a_network_for_flat_inputs_is_not_opened() -> None:
    flat = LayerGraph((input_layer((24,)),), (Call(0, ()),), 0)
    assert opened(flat) is None


@pytest.mark.parametrize(
    ("expected", "got", "right"),
    [
        pytest.param((3, 5), (3, 1, 1, 5), True, id="a map of one place is a row"),
        pytest.param((3, 5), (3, 5), True, id="a row"),
        pytest.param((3, 5), (3, 2, 1, 5), False, id="a map of two places"),
        pytest.param((3, 2, 5), (3, 2, 5), True, id="a map"),
        pytest.param((3, 2, 5), (2, 3, 5), False, id="a map on its side"),
        pytest.param((3, 2, 5), (5,), False, id="one answer for a whole map"),
    ],
)
def test_shapes_have_to_be_right(
    expected: tuple[int, ...], got: tuple[int, ...], right: bool
) -> None:
    found = compared(np.ones(expected, np.float32), np.ones(got, np.float32), (1e-4, ""))
    assert found.is_right is right


def test_a_difference_is_counted_by_position() -> None:
    expected = np.zeros((2, 3, 4), dtype=np.float32)
    got = expected.copy()
    got[0, 1, 2], got[1, 2, 0] = 0.5, 0.00005
    found = compared(expected, got, (1e-4, ""))
    assert (found.gap, found.wrong, found.positions) == (0.5, 1, 6)
    got[0, 0, 0] = np.nan
    assert compared(expected, got, (1e-4, "")).gap is None
    assert compared(expected, None, (1e-4, "no")).trouble == "no"


def test_the_canvas_holds_digits_and_is_drawn_by_seed() -> None:
    paper, digits = canvas(42)
    assert paper.shape == CANVAS
    assert 0 <= paper.min() < paper.max() <= 1
    assert len(digits.split()) >= 5
    assert canvas(42)[1] == digits != canvas(43)[1]


def test_the_readers_map_fits_on_a_screen() -> None:
    network = reader()
    assert network.maps == (5, 5, 16)
    cut = windows(canvas(42)[0][..., None], (28, 28), strides(network))
    assert cut.shape[0] <= 12
    assert cut.shape[1] <= 70
    sure = np.full((1, 2, 11), 0.01)
    sure[0, 0, 7] = sure[0, 1, 10] = 0.95
    assert characters(sure) == ("7·",)
