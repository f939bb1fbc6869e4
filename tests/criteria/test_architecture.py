"""Sizes of layers and networks, held against formulas written out by hand and against loops."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.criteria.architecture import Architecture, Row, examine
from grader.criteria.memory import memory
from grader.criteria.numeric.architecture import count
from grader.evidence import Call, Layer, LayerGraph
from grader.exercise import course_folder
from grader.rubric import NumbersRubric, read_rubric
from grader.rubric.numbers import Network


def layer(kind: str, trainable: bool = True, dtype: str = "float32", **config: Any) -> Layer:
    return Layer(kind, config, dtype, trainable=trainable, weights=())


def image(*sides: int | None) -> Layer:
    return layer("InputLayer", batch_shape=[None, *sides])


def stack(*layers: Layer) -> Architecture:
    """One layer after the other."""
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    return examine(LayerGraph(layers, calls, len(calls) - 1))


def last(*layers: Layer) -> Row:
    return stack(*layers).rows[-1]


ROWS: list[tuple[str, Layer, dict[str, Any], tuple[int, ...], int, int, int]] = [
    ("Conv2D", image(9, 7, 4), {"filters": 6, "kernel_size": [3, 5]},
     (7, 3, 6), 3 * 5 * 4 * 6 + 6, 0, 7 * 3 * 6 * (3 * 5 * 4)),
    ("Conv2D", image(9, 7, 4), {"filters": 6, "kernel_size": 3, "strides": 2, "padding": "same"},
     (5, 4, 6), 3 * 3 * 4 * 6 + 6, 0, 5 * 4 * 6 * (3 * 3 * 4)),
    ("Conv2D", image(9, 9, 4), {"filters": 6, "kernel_size": 3, "groups": 2, "use_bias": False},
     (7, 7, 6), 3 * 3 * (4 // 2) * 6, 0, 7 * 7 * 6 * (3 * 3 * 2)),
    ("Conv2D", image(9, 9, 4), {"filters": 6, "kernel_size": 3, "dilation_rate": 2},
     (5, 5, 6), 3 * 3 * 4 * 6 + 6, 0, 5 * 5 * 6 * (3 * 3 * 4)),
    ("Conv2D", image(4, 9, 7), {"filters": 6, "kernel_size": 3, "data_format": "channels_first"},
     (6, 7, 5), 3 * 3 * 4 * 6 + 6, 0, 7 * 5 * 6 * (3 * 3 * 4)),
    ("Conv2DTranspose", image(5, 5, 4), {"filters": 6, "kernel_size": 3, "strides": 2},
     (11, 11, 6), 3 * 3 * 4 * 6 + 6, 0, 5 * 5 * 4 * (3 * 3 * 6)),
    ("DepthwiseConv2D", image(9, 9, 4), {"kernel_size": 3, "depth_multiplier": 2},
     (7, 7, 8), 3 * 3 * 4 * 2 + 8, 0, 7 * 7 * 8 * (3 * 3)),
    ("SeparableConv2D", image(9, 9, 4), {"filters": 6, "kernel_size": 3},
     (7, 7, 6), 3 * 3 * 4 + 4 * 6 + 6, 0, 7 * 7 * (4 * 3 * 3 + 4 * 6)),
    ("Conv1D", image(9, 4), {"filters": 6, "kernel_size": 3, "padding": "causal"},
     (9, 6), 3 * 4 * 6 + 6, 0, 9 * 6 * (3 * 4)),
    ("Conv3D", image(5, 5, 5, 2), {"filters": 3, "kernel_size": 3},
     (3, 3, 3, 3), 27 * 2 * 3 + 3, 0, 27 * 3 * (27 * 2)),
    ("Dense", image(9), {"units": 5}, (5,), 9 * 5 + 5, 0, 9 * 5),
    ("Dense", image(3, 3, 9), {"units": 5}, (3, 3, 5), 9 * 5 + 5, 0, 3 * 3 * 9 * 5),
    ("BatchNormalization", image(9, 7, 4), {}, (9, 7, 4), 2 * 4, 2 * 4, 0),
    ("BatchNormalization", image(9, 7, 4), {"scale": False}, (9, 7, 4), 4, 2 * 4, 0),
    ("LayerNormalization", image(9, 7, 4), {"axis": [2, 3]}, (9, 7, 4), 2 * 7 * 4, 0, 0),
    ("GroupNormalization", image(9, 7, 4), {"groups": 2}, (9, 7, 4), 2 * 4, 0, 0),
    ("Normalization", image(9, 7, 4), {"axis": [3]}, (9, 7, 4), 0, 2 * 4 + 1, 0),
    ("PReLU", image(9, 7, 4), {"shared_axes": [1, 2]}, (9, 7, 4), 4, 0, 0),
    ("MaxPooling2D", image(9, 7, 4), {"pool_size": [2, 2]}, (4, 3, 4), 0, 0, 0),
    ("MaxPooling2D", image(9, 7, 4), {"pool_size": 3, "strides": 2, "padding": "same"},
     (5, 4, 4), 0, 0, 0),
    ("GlobalAveragePooling2D", image(9, 7, 4), {}, (4,), 0, 0, 0),
    ("GlobalMaxPooling2D", image(9, 7, 4), {"keepdims": True}, (1, 1, 4), 0, 0, 0),
    ("UpSampling2D", image(9, 7, 4), {"size": [2, 3]}, (18, 21, 4), 0, 0, 0),
    ("ZeroPadding2D", image(9, 7, 4), {"padding": [[0, 1], [2, 3]]}, (10, 12, 4), 0, 0, 0),
    ("Cropping2D", image(9, 7, 4), {"cropping": [1, 2]}, (7, 3, 4), 0, 0, 0),
    ("Flatten", image(9, 7, 4), {}, (252,), 0, 0, 0),
    ("Reshape", image(9, 7, 4), {"target_shape": [-1, 4]}, (63, 4), 0, 0, 0),
    ("Permute", image(9, 7, 4), {"dims": [2, 1, 3]}, (7, 9, 4), 0, 0, 0),
    ("Dropout", image(9, 7, 4), {"rate": 0.5}, (9, 7, 4), 0, 0, 0),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[2]} {row[3]}")
def test_a_layer_has_the_sizes_of_its_formula(
    row: tuple[str, Layer, dict[str, Any], tuple[int, ...], int, int, int],
) -> None:
    kind, below, config, shape, trainable, frozen, multiply_adds = row
    found = last(below, layer(kind, **config))
    assert found.shape == shape
    assert (found.trainable, found.frozen, found.multiply_adds) == (
        trainable,
        frozen,
        multiply_adds,
    )


def chain(*names: str) -> Row:
    """A stack written in short: `conv3`, `conv3s2`, `pool2`, `up2`, `same3` on 64 x 64 pixels."""
    made = {
        "conv3": layer("Conv2D", filters=2, kernel_size=3),
        "conv3s2": layer("Conv2D", filters=2, kernel_size=3, strides=2),
        "conv3d2": layer("Conv2D", filters=2, kernel_size=3, dilation_rate=2),
        "same3": layer("Conv2D", filters=2, kernel_size=3, padding="same"),
        "pool2": layer("MaxPooling2D", pool_size=2),
        "up2": layer("UpSampling2D", size=2),
        "whole": layer("GlobalAveragePooling2D", keepdims=True),
    }
    return last(image(64, 64, 1), *(made[name] for name in names))


@pytest.mark.parametrize(
    ("names", "size", "stride", "centre"),
    [
        pytest.param(["conv3"], 3, 1, 1, id="one convolution: 1 + 2"),
        pytest.param(["conv3", "conv3"], 5, 1, 2, id="two: 1 + 2 + 2"),
        pytest.param(["conv3s2", "conv3"], 7, 2, 3, id="after a stride: 3 + 2 * 2"),
        pytest.param(["conv3d2"], 5, 1, 2, id="dilated: 1 + 2 * 2"),
        pytest.param(["conv3", "pool2", "conv3"], 8, 2, 3.5, id="pooled: 3 + 1 + 2 * 2"),
        pytest.param(["same3"], 3, 1, 0, id="same padding begins outside"),
        pytest.param(["pool2", "up2"], 2, 1, 0.5, id="back to every pixel"),
        pytest.param(["pool2", "up2", "conv3"], 4, 1, 1.5, id="three of them reach two below"),
    ],
)
def test_a_receptive_field_follows_from_kernels_and_strides(
    names: list[str], size: int, stride: float, centre: float
) -> None:
    fields = chain(*names).fields
    assert fields is not None
    for field in fields:
        assert (field.size, field.stride, field.centre) == (size, stride, centre)


def test_after_pooling_over_everything_every_unit_sees_everything() -> None:
    fields = chain("conv3", "whole", "same3").fields
    assert fields is not None
    assert all(field.is_whole for field in fields)


PAD = -1
Seen = list[set[int]]


def slide(below: Seen, config: dict[str, Any]) -> Seen:
    """A convolution as a loop over sets of the pixels that each unit depends on."""
    size, stride = config["kernel_size"], config.get("strides", 1)
    step = config.get("dilation_rate", 1)
    span = step * (size - 1) + 1
    if config["padding"] == "same":
        total = max(0, (-(-len(below) // stride) - 1) * stride + span - len(below))
        below = [{PAD}] * (total // 2) + below + [{PAD}] * (total - total // 2)
    starts = range(0, len(below) - span + 1, stride)
    return [set().union(*(below[s + step * t] for t in range(size))) for s in starts]


def spread(below: Seen, config: dict[str, Any]) -> Seen:
    """A transposed convolution: each unit below lays its kernel down."""
    size, stride = config["kernel_size"], config["strides"]
    full: Seen = [set() for _ in range(len(below) * stride + max(0, size - stride))]
    for place in (-1, *range(len(below)), len(below)):
        for tap in range(size):
            if 0 <= place * stride + tap < len(full):
                full[place * stride + tap] |= below[place] if 0 <= place < len(below) else {PAD}
    if config["padding"] == "valid":
        return full
    cut = max(0, size - stride) // 2
    return full[cut : cut + len(below) * stride]


def grow(below: Seen, config: dict[str, Any]) -> Seen:
    one, other = config["padding"]
    return [{PAD}] * one + below + [{PAD}] * other


def crop(below: Seen, config: dict[str, Any]) -> Seen:
    one, other = config["cropping"]
    return below[one : len(below) - other]


def repeat(below: Seen, config: dict[str, Any]) -> Seen:
    return [seen for seen in below for _ in range(config["size"])]


LOOPS = {
    "Conv1D": slide,
    "Conv1DTranspose": spread,
    "Cropping1D": crop,
    "UpSampling1D": repeat,
    "ZeroPadding1D": grow,
}
PADDING = st.sampled_from(["same", "valid"])
SMALL = st.integers(1, 3)
# A transposed kernel shorter than its stride leaves units that see nothing at all.
KINDS = st.one_of(
    st.tuples(st.just("Conv1D"), st.fixed_dictionaries(
        {"kernel_size": st.integers(1, 5), "strides": SMALL, "padding": PADDING})),
    st.tuples(st.just("Conv1D"), st.fixed_dictionaries(
        {"kernel_size": st.integers(1, 4), "dilation_rate": SMALL, "padding": PADDING})),
    st.tuples(st.just("Conv1DTranspose"), st.fixed_dictionaries(
        {"kernel_size": st.integers(3, 5), "strides": SMALL, "padding": PADDING})),
    st.tuples(st.just("Cropping1D"), st.fixed_dictionaries(
        {"cropping": st.tuples(SMALL, SMALL).map(list)})),
    st.tuples(st.just("UpSampling1D"), st.fixed_dictionaries({"size": SMALL})),
    st.tuples(st.just("ZeroPadding1D"), st.fixed_dictionaries(
        {"padding": st.tuples(SMALL, SMALL).map(list)})),
)  # fmt: skip


@given(st.integers(30, 45), st.lists(KINDS, min_size=1, max_size=6))
def test_receptive_fields_are_those_of_loops_over_every_unit(
    length: int, chosen: list[tuple[str, dict[str, Any]]]
) -> None:
    seen: Seen = [{pixel} for pixel in range(length)]
    for kind, config in chosen:
        seen = LOOPS[kind](seen, config)
        assume(0 < len(seen) < 400)
    row = last(image(length, 1), *(layer(kind, filters=1, **config) for kind, config in chosen))
    assert row.shape is not None
    assert row.fields is not None
    assert row.shape[0] == len(seen)
    field, phases = row.fields[0], len(row.fields[0].firsts)
    for unit, pixels in enumerate(seen):
        first = field.firsts[unit % phases] + field.step * (unit // phases)
        end = field.lasts[unit % phases] + field.step * (unit // phases)
        assert pixels - {PAD} <= set(range(first, end + 1))
        if pixels and PAD not in pixels:
            assert (first, end) == (min(pixels), max(pixels))


def network(asked: Network) -> LayerGraph:
    """The network of exercise 2 as a graph."""
    below = image(asked.height, asked.width, asked.channels)
    layers = [
        layer("Conv2D", filters=one.maps, kernel_size=one.kernel, strides=one.stride,
              padding=one.padding)
        for one in asked.layers
    ]  # fmt: skip
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers) + 1))
    return LayerGraph((below, *layers), calls, len(layers))


def test_exercise_2_is_counted_by_hand_by_its_own_code_and_by_this_one() -> None:
    rubric = read_rubric(course_folder() / "rubrics" / "ex02_parameters_and_memory.toml")
    assert isinstance(rubric, NumbersRubric)
    counted, found = count(rubric.network), examine(network(rubric.network))
    assert [row.trainable for row in found.rows] == [0, 2_800, 180_200, 720_400]
    assert tuple(row.values for row in found.rows) == (counted.inputs, *counted.maps)
    assert found.trainable == counted.parameters == 28 * 100 + 901 * 200 + 1801 * 400
    one = memory(found, batch=1)
    assert one.live == counted.peak * 4 == (100 * 150 * 100 + 50 * 75 * 200) * 4
    assert one.inference == 12_613_600
    fifty = memory(found, batch=50)
    assert fifty.maps == 50 * (counted.inputs + counted.all_maps) * 4
    assert fifty.maps + fifty.parameters == 565_613_600
    assert fifty.training == 565_613_600 + 3 * 903_400 * 4  # gradients, and two means for Adam


def test_maps_that_wait_to_be_joined_are_kept() -> None:
    """Input 8, a reads it 8, b reads a 8, c reads b 8, joined with a: a waits through b and c."""
    layers = (image(2), layer("Dense", units=2), layer("ReLU"), layer("ReLU"), layer("Add"))
    calls = (Call(0, ()), Call(1, (0,)), Call(2, (1,)), Call(3, (2,)), Call(4, (1, 3)))
    needs = memory(examine(LayerGraph(layers, calls, 4)), batch=1)
    assert needs.live == 3 * 2 * 4  # a, and either b with c or c with the sum
    assert needs.maps == 5 * 2 * 4


def test_what_only_looks_at_the_map_below_takes_no_memory() -> None:
    bare = memory(stack(image(4, 4, 1), layer("Dense", units=3)), batch=7)
    views = memory(
        stack(image(4, 4, 1), layer("Dropout"), layer("Reshape", target_shape=[4, 4, 1]),
              layer("Dense", units=3)), batch=7,
    )  # fmt: skip
    assert views.live == bare.live
    assert views.maps == (bare.maps or 0) + 7 * 16 * 4  # a dropped map is one of its own


def test_mixed_precision_halves_the_maps_and_not_the_parameters() -> None:
    found = stack(image(4, 4, 1), layer("Conv2D", dtype="mixed_bfloat16", filters=2, kernel_size=3))
    assert found.rows[1].map_bytes == 2 * 2 * 2 * 2
    assert memory(found, batch=1).parameters == (9 * 2 + 2) * 4


def test_a_frozen_layer_keeps_no_gradients() -> None:
    found = stack(image(3), layer("Dense", trainable=False, units=2), layer("Dense", units=2))
    assert (found.trainable, found.frozen) == (2 * 2 + 2, 3 * 2 + 2)
    needs = memory(found, batch=1)
    assert (needs.gradients, needs.slots) == (6 * 4, 2 * 6 * 4)


def test_a_shared_layer_has_its_parameters_once_and_its_work_twice() -> None:
    calls = (Call(0, ()), Call(1, (0,)), Call(1, (1,)))
    found = examine(LayerGraph((image(3), layer("Dense", units=3)), calls, 2))
    assert found.trainable == 3 * 3 + 3
    assert found.multiply_adds == 2 * 3 * 3
    assert [row.shared for row in found.rows] == [False, False, True]


@pytest.mark.parametrize(
    ("below", "odd", "trouble"),
    [
        pytest.param(image(8, 8, 1), layer("Own"), "not known here", id="own layer"),
        pytest.param(image(2, 2, 1), layer("Conv2D", kernel_size=3), "larger than", id="too small"),
        pytest.param(image(8, 8), layer("Conv2D"), "2 axes", id="an axis too few"),
        pytest.param(image(8, 8, None), layer("Conv2D", kernel_size=3), "open", id="open channels"),
        pytest.param(image(8, 8, 3), layer("Conv2D", groups=2), "divide", id="groups"),
        pytest.param(image(8, 8, 3), layer("Conv2D", strides=0), "strides", id="no stride"),
        pytest.param(image(8, 8, 3), layer("Conv2D", kernel_size=[1]), "1 numbers", id="one side"),
        pytest.param(image(8, 8, 3), layer("Conv2D", filters=10**9), "filters", id="giant"),
        pytest.param(image(8, 8, 3), layer("Conv2D", padding="odd"), "padding", id="padding"),
        pytest.param(image(8, 8, 3), layer("Reshape", target_shape=[7]), "number", id="reshape"),
        pytest.param(image(8, 8, 3), layer("Permute", dims=[1, 1, 2]), "order", id="permute"),
        pytest.param(image(8, 8, 3), layer("ZeroPadding2D", padding=[[1]]), "", id="margins"),
        pytest.param(image(8, 8, 3), layer("LayerNormalization", axis=9), "axis", id="axis"),
        pytest.param(
            image(9_999_999, 9_999_999, 9_999_999), layer("Dense", units=9_999_999),
            "proportion", id="out of proportion",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_unknown_with_all_that_builds_on_it(
    below: Layer, odd: Layer, trouble: str
) -> None:
    found = stack(below, odd, layer("Dense", units=2))
    assert trouble in found.rows[1].trouble
    assert found.rows[1].trouble
    assert [row.shape for row in found.rows[1:]] == [None, None]
    assert not found.parameters_known
    assert found.multiply_adds is None
    assert memory(found, batch=1).inference is None


def test_open_sides_leave_the_parameters_known() -> None:
    found = stack(image(None, None, 3), layer("Conv2D", filters=4, kernel_size=3))
    assert found.rows[1].shape == (None, None, 4)
    assert found.trainable == 3 * 3 * 3 * 4 + 4
    assert found.multiply_adds is None
