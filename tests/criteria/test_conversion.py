"""The diagnosis of conversions: each slip is named, and a right one has none."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from criteria.conversions import (
    DIFFERS,
    NETWORKS,
    SAME,
    Built,
    Edit,
    arrays,
    as_is,
    case,
    chain,
    settings,
    spec,
)
from grader.criteria.conversion import Case, Compared, ConversionEvidence, Network, judge_conversion
from grader.criteria.conversion.diagnose import slips
from grader.criteria.conversion.kept import changed
from grader.evidence import Finished, Frame, Raised, RunEvidence, Source, Stopped
from grader.exercise import course_folder, load_exercise
from grader.result import CriterionResult
from grader.rubric import WordsRubric
from grader.sandbox.stock import SETTINGS

ONE, TWO, THREE, SQUARE = NETWORKS[0], NETWORKS[1], NETWORKS[2], NETWORKS[3]
EXERCISE = load_exercise(7, course_folder())
assert isinstance(EXERCISE.rubric, WordsRubric)
assert EXERCISE.rubric.conversion is not None
TABLE = replace(EXERCISE.rubric.conversion, sources=1)


def keys(found: Case) -> list[str]:
    return [slip.key for slip in slips(found)]


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_a_right_conversion_has_no_slip_even_where_outputs_are_not_looked_at(
    network: Network,
) -> None:
    assert keys(case(network, as_is)) == []


def without(kind: str) -> Edit:
    return lambda built, _place: None if built[0].kind == kind else built


def turned(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    return (kernel[::-1].copy(), *rest)


def transposed(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    dense = kernel.reshape(-1, kernel.shape[-1])
    return (dense.T.reshape(kernel.shape), *rest)


def width_first(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    height, width, channels, units = kernel.shape
    return (kernel.reshape(width, height, channels, units).swapaxes(0, 1).copy(), *rest)


def channels_first(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    height, width, channels, units = kernel.shape
    flat = kernel.reshape(channels, height, width, units)
    return (np.ascontiguousarray(flat.transpose(1, 2, 0, 3)), *rest)


def shuffled(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    flat = np.random.default_rng(0).permutation(kernel.ravel())
    return (flat.reshape(kernel.shape), *rest)


def fresh(kernel: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    drawn = np.random.default_rng(0).standard_normal(kernel.shape)
    return (drawn.astype(np.float32), *(0 * one for one in rest))


def no_statistics(scale: np.ndarray, shift: np.ndarray, *_: np.ndarray) -> tuple[np.ndarray, ...]:
    return scale, shift, np.zeros_like(scale), np.ones_like(scale)


def norm_alone(built: Built, place: int) -> Built:
    if built[0].kind != "BatchNormalization":
        return built
    return arrays(place, no_statistics)(built, place) or built


def wrong_softmax(built: Built, _place: int) -> Built:
    return spec("Softmax", {"axis": 1}) if built[0].kind == "Softmax" else built


def small_kernel(built: Built, place: int) -> Built:
    if place != 0 or built[0].kind != "Conv2D":
        return built
    config = {**built[0].config, "kernel_size": [1, 1]}
    return spec("Conv2D", config, (built[1][0][:1, :1], *built[1][1:]))


@pytest.mark.parametrize(
    ("network", "edit", "key"),
    [
        pytest.param(ONE, small_kernel, "kernel_1x1", id="1 x 1 for the first"),
        pytest.param(ONE, settings(0, kernel_size=[3, 4]), "kernel_swapped", id="swapped"),
        pytest.param(ONE, settings(0, kernel_size=[3, 3]), "kernel_size", id="another size"),
        pytest.param(TWO, settings(1, kernel_size=[3, 4]), "kernel_later", id="later not 1 x 1"),
        pytest.param(ONE, settings(0, padding="same"), "padding_same", id="same padding"),
        pytest.param(ONE, settings(0, strides=[2, 2]), "stride", id="stride"),
        pytest.param(TWO, settings(1, strides=[2, 2]), "stride", id="stride of a later one"),
        pytest.param(ONE, settings(0, dilation_rate=[2, 2]), "dilation", id="dilation"),
        pytest.param(ONE, settings(0, filters=7), "filters", id="filters"),
        pytest.param(ONE, arrays(0, transposed), "order_transposed", id="transposed"),
        pytest.param(ONE, arrays(0, width_first), "order_width_first", id="width first"),
        pytest.param(SQUARE, arrays(0, width_first), "order_width_first", id="square maps"),
        pytest.param(ONE, arrays(0, channels_first), "order_channels_first", id="channels first"),
        pytest.param(ONE, arrays(0, turned), "order_flipped", id="flipped"),
        pytest.param(ONE, arrays(0, shuffled), "order", id="some other order"),
        pytest.param(ONE, arrays(0, fresh), "fresh", id="not copied"),
        pytest.param(ONE, arrays(0, lambda k, b: (k * 1.1, b)), "changed", id="scaled"),
        pytest.param(ONE, arrays(0, lambda k, _: (k,)), "bias_lost", id="bias lost"),
        pytest.param(ONE, arrays(0, lambda k, b: (k, 0 * b)), "bias_zero", id="bias not copied"),
        pytest.param(ONE, arrays(0, lambda k, b: (k, b[::-1])), "bias_changed", id="another bias"),
        pytest.param(TWO, norm_alone, "batch_norm", id="statistics"),
        pytest.param(ONE, arrays(-1, fresh), "body", id="layers before"),
        pytest.param(ONE, settings(0, activation="linear"), "activation_lost", id="no activation"),
        pytest.param(TWO, settings(0, activation="tanh"), "activation_changed", id="another one"),
        pytest.param(TWO, settings(1, activation="relu"), "activation_added", id="one too many"),
        pytest.param(THREE, wrong_softmax, "softmax_axis", id="axis of the softmax"),
        pytest.param(
            THREE, without("Activation"), "activation_lost", id="activation layer left out"
        ),
        pytest.param(ONE, without("MaxPooling2D"), "layer_lost", id="pooling left out"),
        pytest.param(TWO, without("BatchNormalization"), "layers_count", id="norm left out"),
        pytest.param(ONE, settings(-1, padding="same"), "layer_settings", id="a layer before"),
    ],
)
def test_a_slip_is_named_and_is_the_only_one(network: Network, edit: Edit, key: str) -> None:
    assert keys(case(network, edit)) == [key]


@pytest.mark.parametrize(
    ("kinds", "key"),
    [
        pytest.param(("Conv2D", "Flatten", "Dense"), "dense_kept", id="nothing done"),
        pytest.param(("Conv2D", "Conv2D", "Flatten"), "flatten_kept", id="a Flatten at the end"),
        pytest.param(("Conv2D", "GlobalAveragePooling2D", "Dense"), "global_pooling", id="pooled"),
        pytest.param(("Conv2D", "Conv2D", "Reshape"), "reshape", id="a Reshape at the end"),
    ],
)
def test_what_a_fully_convolutional_network_has_not(kinds: tuple[str, ...], key: str) -> None:
    assert keys(case(ONE, as_is, is_right=True, layer_kinds=kinds)) == [key]
    later = case(TWO, as_is, is_right=True, layer_kinds=("Conv2D", "Conv2D", "Dense"))
    assert keys(later) == ["dense_later"]


def test_what_computes_the_same_everywhere_is_right_in_any_form() -> None:
    odd = settings(0, dilation_rate=[2, 2])
    assert keys(case(ONE, odd)) == ["dilation"]
    assert keys(case(ONE, odd, is_right=True)) == []


def test_only_the_original_size() -> None:
    fixed = case(ONE, fixed_input, refuses="expected shape=(None, 10, 8, 1)")
    assert keys(replace(fixed, original=SAME)) == ["fixed_input"]
    other = case(ONE, as_is, refuses="no")
    assert keys(replace(other, original=SAME)) == ["refuses"]


def fixed_input(built: Built, _place: int) -> Built:
    if built[0].kind != "InputLayer":
        return built
    return spec("InputLayer", {"batch_shape": [None, *ONE.picture]})


def rows(found: Case, **places: tuple[int, ...]) -> dict[str, CriterionResult]:
    source = Source("ex07.py", calls=places)
    evidence = ConversionEvidence(source, RunEvidence(Finished()), (found,))
    return {row.id: row for row in judge_conversion(evidence, TABLE, EXERCISE.common)}


def test_one_slip_gives_one_sentence_with_its_line_and_the_others_refer_to_it() -> None:
    found = rows(case(ONE, small_kernel), Conv2D=(21, 30))
    assert found["code:kernels"].message == (
        "ex07.py:21  The kernel of the first new layer is 1 x 1. The dense layer saw all of the "
        "4 x 3 maps at once; so must each kernel."
    )
    for name in ("code:weights", "code:same", "code:slides"):
        assert found[name].message.endswith("comes from “kernels”")
        assert found[name].status == "failed"
    assert found["code:converts"].status == found["code:source"].status == "passed"


def test_a_right_conversion_earns_all() -> None:
    found = rows(case(ONE, as_is, is_right=True))
    assert {row.status for row in found.values()} == {"passed"}
    assert sum(row.points for row in found.values()) == pytest.approx(TABLE.points)


def test_returning_the_network_as_it_is_earns_next_to_nothing() -> None:
    kinds = tuple(layer.kind for layer in ONE.graph.layers)
    same = case(ONE, as_is, layer_kinds=kinds, graph=ONE.graph, refuses="no")
    found = rows(replace(same, original=SAME))
    assert sum(row.points for row in found.values()) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        pytest.param(DIFFERS, "differ by up to 0.25", id="unknown difference"),
        pytest.param(Compared((3, 5), (3, 4, 5, 5), None, 3, 3), "gives 4 x 5 x 5 val", id="shape"),
        pytest.param(Compared((3, 5), (3, 5), None, 3, 3), "are not numbers", id="nan"),
        pytest.param(Compared((3, 5), None, None, 3, 3, "no such op"), "no such op", id="refused"),
    ],
)
def test_outputs_that_differ_for_no_known_reason(outputs: Compared, words: str) -> None:
    found = rows(replace(case(ONE, as_is), original=outputs, larger=(outputs,)))
    assert words in found["code:same"].message
    assert "comes from “same outputs”" in found["code:slides"].message


def test_a_map_of_the_wrong_size() -> None:
    wrong = Compared((3, 2, 5), (2, 1, 5), None, 6, 6)
    found = rows(replace(case(ONE, as_is), original=SAME, larger=(wrong,)))
    assert "a map of 2 x 1 places; 3 x 2 are due" in found["code:slides"].message
    assert found["code:same"].status == "passed"


def test_a_network_of_own_layers_is_judged_by_what_it_computes() -> None:
    own = case(ONE, as_is, is_right=True, graph=None, why_no_graph="Mine is a class of your own")
    assert {row.status for row in rows(own).values()} == {"passed"}
    wrong = replace(own, original=DIFFERS, larger=(DIFFERS,))
    assert {n for n, row in rows(wrong).items() if row.status == "failed"} == {
        "code:kernels", "code:same", "code:slides",
    }  # fmt: skip


def test_zero_biases_that_the_dense_layer_had_not_are_further_parameters() -> None:
    network = NETWORKS[3]
    more = arrays(0, lambda k, *_: (k, np.zeros(k.shape[-1], np.float32)))
    found = rows(case(network, more, is_right=True))
    assert "parameters came back" in found["code:weights"].message
    assert [row.id for row in found.values() if row.status != "passed"] == ["code:weights"]


def test_the_source_must_stay_as_it_is() -> None:
    right = case(ONE, as_is, is_right=True)
    assert right.made is not None
    assert changed(right) == ""
    layers = ONE.graph.layers
    linear = replace(layers[-1], config={**layers[-1].config, "activation": "linear"})
    frozen = replace(layers[-1], trainable=False)
    for after, key in (
        (chain(layers[:-1]), "layers"),
        (chain((*layers[:-1], linear)), "settings"),
        (chain((*layers[:-1], frozen)), "trainable"),
        (None, "layers"),
    ):
        assert changed(replace(right, made=replace(right.made, source_after=after))) == key
    zeros = tuple(tuple(0 * array for array in row) for row in ONE.weights)
    assert changed(replace(right, after=zeros)) == "weights"


def test_a_function_that_raises_is_told_with_its_line() -> None:
    raised = Raised("convert", "exception", "KeyError", "'units'", (Frame(12, "f"),))
    found = rows(Case(network=ONE, raised=raised))
    assert found["code:converts"].message == "ex07.py:12  KeyError: 'units'"
    assert found["code:same"].status == "not_attempted"


def test_a_loop_without_an_end_is_told() -> None:
    evidence = ConversionEvidence(
        Source("ex07.py"),
        RunEvidence(Stopped("build", "work", 20.1, 20.0, 9)),
        (Case(network=ONE),),
    )
    row = judge_conversion(evidence, TABLE, EXERCISE.common)[0]
    assert row.message.startswith("ex07.py:9  Stopped after 20 s of computing")


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.floats(allow_nan=True),
    st.sampled_from(["valid", "same", "relu", "softmax", "channels_last"]),
    st.lists(st.integers(-1, 4), max_size=3),
)
FORMS = st.sampled_from([(), (2,), (4, 3, 4, 5), (1, 1, 4, 5), (48, 5), (0, 3)])


@st.composite
def any_layer(draw: st.DrawFn) -> Built:
    """A layer as a process may claim it: any stock kind, any plain settings, any weights."""
    kind = draw(st.sampled_from(sorted(SETTINGS)))
    config = {name: draw(VALUES) for name in SETTINGS[kind] if draw(st.booleans())}
    number = draw(st.sampled_from([0.0, 1.5, float("nan"), float("inf")]))
    forms = draw(st.lists(FORMS, max_size=3))
    return spec(kind, config, tuple(np.full(form, number, np.float32) for form in forms))


@example([spec("Conv1D", {"activation": []}, ())], NETWORKS[0])
@given(st.lists(any_layer(), min_size=1, max_size=6), st.sampled_from(NETWORKS))
def test_whatever_a_process_claims_is_judged(built: list[Built], network: Network) -> None:
    layers = tuple(layer for layer, _ in built)
    right = case(network, as_is)
    assert right.made is not None
    made = replace(
        right.made,
        graph=chain(layers),
        layer_kinds=tuple("X" if layer.kind == "Dense" else layer.kind for layer in layers),
        weights=tuple(one for layer in layers for one in layer.weights),
        source_after=chain(layers),
    )
    weights = tuple(arrays for _, arrays in built)
    values = tuple(array for row in weights for array in row)
    found = rows(replace(right, made=made, weights=weights, values=values, after=weights))
    assert sum(row.points for row in found.values()) < TABLE.points
