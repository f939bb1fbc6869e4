"""Criteria on transfer learning, on evidence made by hand: no TensorFlow."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.criteria import judge
from grader.criteria.base import base_layers, fingerprint
from grader.evidence import (
    ArraySpec,
    Built,
    Call,
    Finished,
    Fit,
    Inputs,
    Layer,
    LayerGraph,
    ModelEvidence,
    RunEvidence,
    Source,
    Trained,
    Transfer,
    Weights,
)
from grader.exercise import course_folder, load_exercise
from grader.result import CriterionResult

EXERCISE = load_exercise(10, course_folder())
NORMS = 6
CALLS: dict[str, tuple[int, ...]] = {
    "MobileNetV2": (14,),
    "compile": (22, 40),
    "fit": (35, 41),
    "preprocess_input": (9,),
}


def layer(kind: str, *shapes: tuple[int, ...], **config: Any) -> Layer:
    return Layer(kind, config, "float32", trainable=True, weights=tuple(map(ArraySpec, shapes)))


def graph(*before: Layer) -> LayerGraph:
    """A base of convolutions and BatchNormalization, a pooling and a Dense layer."""
    base = [
        part
        for _ in range(NORMS)
        for part in (
            layer("Conv2D", (3, 3, 3, 3)),
            layer("BatchNormalization", (3,), (3,), (3,), (3,)),
        )
    ]
    head = [layer("GlobalAveragePooling2D"), layer("Dense", (3, 5), (5,))]
    layers = (layer("InputLayer"), *before, *base, *head)
    calls = tuple(Call(place, (place - 1,) if place else ()) for place in range(len(layers)))
    return LayerGraph(layers, calls, len(layers) - 1)


def weights(of: LayerGraph, *, trained: bool, seed: int = 0) -> Weights:
    """Weights of a graph; fresh BatchNormalization has a mean of 0 and a variance of 1."""
    draw = np.random.default_rng(seed)

    def one(part: Layer, place: int, shape: tuple[int, ...]) -> np.ndarray:
        if part.kind == "BatchNormalization" and not trained:
            return np.full(shape, place % 3 == 0 or place == 3, dtype="f4")
        if part.kind == "Dense" and place == 1:
            return np.zeros(shape, "f4")
        return draw.normal(size=shape).astype("f4")

    return tuple(
        tuple(one(part, place, spec.shape) for place, spec in enumerate(part.weights))
        for part in of.layers
    )


def changed(before: Weights, of: LayerGraph, kinds: set[str], *, places: slice) -> Weights:
    """The same weights after training changed those of some layers."""
    return tuple(
        tuple(
            array + 1 if part.kind in kinds and place in range(4)[places] else array
            for place, array in enumerate(arrays)
        )
        for part, arrays in zip(of.layers, before, strict=True)
    )


NETWORK = graph()
PRETRAINED = weights(NETWORK, trained=True)
BASE = tuple(range(1, 2 * NORMS + 1))
HEAD = (2 * NORMS + 2,)
GOOD = Inputs((224, 224, 3), -1.0, 1.0, 0.0, repeatable=True)


def evidence(  # noqa: PLR0913, PLR0917 - one argument a thing that tests change
    network: LayerGraph = NETWORK,
    before: Weights | None = PRETRAINED,
    after: Weights | None = PRETRAINED,
    fits: tuple[Fit, ...] = (),
    inputs: Inputs | None = GOOD,
    calls: dict[str, tuple[int, ...]] = CALLS,
) -> ModelEvidence:
    built = Built(
        kind="Sequential",
        graph=network,
        why_no_graph="",
        layer_kinds=(),
        input_shape=(224, 224, 3),
        output_shape=(5,),
        last_activation="softmax",
        compiled=None,
        parameters=1,
        trainable_parameters=1,
    )
    trained = Trained(network, {}, 3, weights_changed=True, finite=True, served=(), fits=fits)
    run = RunEvidence(Finished(), built=built, trained=trained)
    source = Source("ex10_flowers.py", calls=calls)
    return ModelEvidence(source, run, None, Transfer(before, after, inputs))


def judged(found: ModelEvidence, name: str) -> CriterionResult:
    rule = next(rule for rule in EXERCISE.model_rubric.criteria if rule.id == name)
    return judge(found, rule, EXERCISE.common)


def fit(*trainable: int, **values: Any) -> Fit:
    given: dict[str, Any] = {"optimizer": "Adam", "learning_rate": 1e-4, "stale": False, **values}
    return Fit(own=True, trainable=trainable, **given)


def test_a_base_is_known_by_what_fresh_layers_do_not_have() -> None:
    assert base_layers(evidence()) == frozenset(BASE)
    fresh = weights(NETWORK, trained=False)
    assert base_layers(evidence(before=fresh)) == frozenset()
    assert base_layers(evidence(before=None)) == frozenset()


def test_fresh_weights_are_no_base_whatever_the_network_is_called() -> None:
    row = judged(evidence(before=weights(NETWORK, trained=False)), "pretrained")
    assert row.status == "failed"
    assert row.message.startswith("ex10_flowers.py:14  No layer was trained before")


def test_an_unknown_base_counts_and_is_called_unknown() -> None:
    row = judged(evidence(), "pretrained")
    assert (row.status, row.evidence["base"]) == ("passed", "unknown")


@given(st.integers(0, 2**32 - 1))
def test_a_fingerprint_is_that_of_the_halved_kernel(seed: int) -> None:
    kernel = np.random.default_rng(seed).normal(size=(3, 3, 2, 4)).astype("f4")
    assert fingerprint(kernel) == fingerprint(kernel.astype("f2"))
    assert fingerprint(kernel) != fingerprint(np.flip(kernel, 0))


@pytest.mark.parametrize(
    ("low", "high", "words", "score"),
    [
        pytest.param(-1, 1, "values from -1 to 1", 1, id="right"),
        pytest.param(-0.99, 0.97, "values from", 1, id="dark photos"),
        pytest.param(0, 255, "was left out", 0, id="skipped"),
        pytest.param(3, 250, "was left out", 0, id="skipped, dark photos"),
        pytest.param(0, 1, "dividing by 255 is not", 0.5, id="divided"),
        pytest.param(-1.008, -0.992, "scaled twice", 0, id="twice"),
        pytest.param(-2.1, 2.6, "it was trained with -1 to 1", 0.5, id="of another network"),
    ],
)
def test_values_that_do_not_fit_the_base_are_named(
    low: float, high: float, words: str, score: float
) -> None:
    inputs = msgspec.structs.replace(GOOD, low=low, high=high)
    row = judged(evidence(inputs=inputs), "preprocessing")
    assert words in row.message
    assert row.score == score


def test_scaling_inside_the_model_counts() -> None:
    network = graph(layer("Rescaling", scale=1 / 127.5, offset=-1.0))
    inputs = msgspec.structs.replace(GOOD, low=0.0, high=255.0)
    found = evidence(network, weights(network, trained=True), None, (), inputs)
    assert judged(found, "preprocessing").status == "passed"


def test_a_network_that_scales_its_input_itself_wants_whole_photos() -> None:
    network = graph(layer("Rescaling", scale=1 / 255, offset=0.0))
    inputs = msgspec.structs.replace(GOOD, low=0.0, high=255.0)
    calls: dict[str, tuple[int, ...]] = {"EfficientNetB0": (14,)}
    found = evidence(network, weights(network, trained=True), None, (), inputs, calls)
    assert judged(found, "preprocessing").status == "passed"
    twice = msgspec.structs.replace(GOOD, low=0.0, high=1.0)
    found = evidence(network, weights(network, trained=True), None, (), twice, calls)
    assert "scaled twice" in judged(found, "preprocessing").message


def test_what_an_unknown_base_wants_is_not_guessed() -> None:
    row = judged(evidence(calls={}), "preprocessing")
    assert (row.status, row.score) == ("not_attempted", None)


@pytest.mark.parametrize(
    ("fits", "status"),
    [
        pytest.param((fit(*HEAD), fit(*BASE, *HEAD)), "passed", id="head, then all"),
        pytest.param((fit(*BASE, *HEAD),), "failed", id="all at once"),
        pytest.param((fit(*BASE[-4:], *HEAD),), "partial", id="a part at once"),
        pytest.param((), "not_attempted", id="a loop of one's own"),
    ],
)
def test_the_base_is_frozen_in_the_first_training(fits: tuple[Fit, ...], status: str) -> None:
    assert judged(evidence(fits=fits), "frozen").status == status


@pytest.mark.parametrize(
    ("kinds", "places", "status", "words"),
    [
        pytest.param({"Dense"}, slice(0, 2), "passed", "stayed frozen", id="frozen"),
        pytest.param({"Conv2D"}, slice(0, 1), "passed", "kept their statistics", id="fine-tuned"),
        pytest.param(
            {"BatchNormalization"}, slice(2, 4), "failed", "of 6 of the 6", id="statistics moved"
        ),
        pytest.param(
            {"BatchNormalization"}, slice(0, 2), "passed", "kept their", id="scales alone"
        ),
    ],
)
def test_statistics_of_the_base_stay(
    kinds: set[str], places: slice, status: str, words: str
) -> None:
    after = changed(PRETRAINED, NETWORK, kinds, places=places)
    row = judged(evidence(after=after), "batch_norm")
    assert row.status == status
    assert words in row.message


@pytest.mark.parametrize(
    ("fits", "status"),
    [
        pytest.param((fit(*HEAD, learning_rate=0.1),), "passed", id="large, base frozen"),
        pytest.param((fit(*HEAD), fit(*BASE, learning_rate=1e-5)), "passed", id="small"),
        pytest.param((fit(*HEAD), fit(*BASE, learning_rate=0.01)), "failed", id="large"),
        pytest.param(
            (fit(*BASE, learning_rate=0.01, optimizer="SGD"),), "passed", id="plain descent"
        ),
        pytest.param(
            (fit(*BASE, learning_rate=0.01, stale=True),), "passed", id="without any effect"
        ),
    ],
)
def test_steps_are_small_while_the_base_is_trained(fits: tuple[Fit, ...], status: str) -> None:
    assert judged(evidence(fits=fits), "rate").status == status


def test_a_change_without_effect_is_named_with_its_line() -> None:
    row = judged(evidence(fits=(fit(*HEAD), fit(*BASE, stale=True))), "recompiled")
    assert row.status == "failed"
    assert row.message.startswith("ex10_flowers.py:41  trainable was changed")
