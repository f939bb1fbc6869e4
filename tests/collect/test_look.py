"""What a trained model is looked at for: its errors, and the part that ends with a convolution."""

from typing import cast

import numpy as np
import pytest
from msgspec.structs import replace

from grader.collect.look import View, look, worst
from grader.collect.part import as_input, convolutions, part_up_to
from grader.criteria.statistics import as_shares
from grader.evidence import (
    ArraySpec,
    Call,
    Config,
    Finished,
    Layer,
    LayerGraph,
    RunEvidence,
    TestSet,
    Trained,
)
from grader.sandbox.session import Session

VIEW = View(("a", "b"), lambda place: np.full((1, 1), place, np.uint8), lambda *_: None)


def layer(kind: str, *shapes: tuple[int, ...], **config: object) -> Layer:
    given: Config = config  # type: ignore[assignment]
    weights = tuple(map(ArraySpec, shapes))
    return Layer(kind, given, "float32", trainable=True, weights=weights)


GRAPH = LayerGraph(
    layers=(
        layer("Dense", (2, 2)),
        layer("InputLayer", batch_shape=[None, 4, 4, 1]),
        layer("Conv2D", (3, 3, 1, 2), (2,)),
        layer("Conv2D", (1, 1, 1, 5)),
        layer("Add"),
        layer("Conv2D", (1, 1, 2, 2)),
    ),
    calls=(
        Call(1, ()),
        Call(3, (0,)),
        Call(2, (0,)),
        Call(5, (2,)),
        Call(4, (2, 3)),
        Call(0, (4,)),
    ),
    output=5,
)
WEIGHTS = tuple(
    tuple(np.full(spec.shape, place, "<f4") for spec in one.weights)
    for place, one in enumerate(GRAPH.layers)
)


def test_a_part_has_what_its_end_is_computed_from_and_no_more() -> None:
    assert convolutions(GRAPH) == (1, 2, 3)
    part, payload = part_up_to(GRAPH, WEIGHTS, 3)
    assert [one.kind for one in part.layers] == ["InputLayer", "Conv2D", "Conv2D"]
    assert part.calls == (Call(0, ()), Call(1, (0,)), Call(2, (1,)))
    assert part.output == 2
    values = np.frombuffer(payload, dtype="<f4").tolist()
    assert values == [2.0] * (3 * 3 * 2 + 2) + [5.0] * 4


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        pytest.param([None, 4, 4, 1], (1, 4, 4, 1), id="channel"),
        pytest.param([None, 4, 4], (1, 4, 4), id="no channel"),
        pytest.param([None, 16], (1, 16), id="flat"),
        pytest.param([None, None, None, 1], (1, 4, 4, 1), id="open"),
        pytest.param(None, (1, 4, 4, 1), id="unknown"),
    ],
)
def test_a_picture_takes_the_form_of_the_input(shape: object, wanted: tuple[int, ...]) -> None:
    graph = LayerGraph((layer("InputLayer", batch_shape=shape),), (Call(0, ()),), 0)
    assert as_input(np.zeros((1, 4, 4), np.float32), graph).shape == wanted


def test_the_most_confident_error_comes_first() -> None:
    rows = np.array([[0.9, 0.1], [0.4, 0.6], [0.1, 0.9], [0.2, 0.8]])
    found = worst(rows, np.array([0, 0, 0, 0]), VIEW)
    assert [one.place for one in found] == [2, 3, 1]
    assert found[0].label == "a"
    assert [(thought.name, thought.probability) for thought in found[0].thoughts] == [
        ("b", 0.9),
        ("a", 0.1),
    ]


def test_logits_become_probabilities_without_overflow() -> None:
    shares = as_shares(np.array([[1e30, -1e30], [3.0, 3.0]], dtype=np.float32))
    assert shares.tolist() == [[1.0, 0.0], [0.5, 0.5]]


class NoSession:
    """A session of which nothing may be asked but the weights."""

    def __init__(self, weights: bytes) -> None:
        self.weights = weights


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(replace(GRAPH, calls=(*GRAPH.calls[:5], Call(0, (77,)))), id="no such call"),
        pytest.param(replace(GRAPH, calls=(Call(99, ()),)), id="no such layer"),
        pytest.param(replace(GRAPH, calls=(Call(1, (0,)),), output=0), id="a circle"),
        pytest.param(None, id="no graph"),
    ],
)
def test_a_graph_that_leads_nowhere_costs_no_mark(graph: LayerGraph | None) -> None:
    session = cast(Session, NoSession(b"".join(a.tobytes() for one in WEIGHTS for a in one)))
    trained = Trained(graph, {"loss": (1.0,)}, 1, weights_changed=True, finite=True, served=())
    test = TestSet(np.array([[0.1, 0.9]], np.float32), np.array([0], np.uint8), "sample")
    seen = look(session, RunEvidence(Finished(), trained=trained), test, VIEW)
    assert seen is not None
    assert [one.place for one in seen.wrong] == [0]
    assert seen.filters is None
    assert seen.maps == ()
