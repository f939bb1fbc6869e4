"""What a learner's process may say about a conversion, and what is made of it."""

from typing import Any, cast

import numpy as np
import pytest
from msgspec.structs import replace

from grader.collect.conversion.draw import networks
from grader.collect.conversion.run import infer, taken
from grader.evidence import (
    ArraySpec,
    Call,
    Converted,
    Died,
    End,
    Finished,
    Garbled,
    Machine,
    Predicted,
    Raised,
)
from grader.limits import Limits
from grader.sandbox.pair import Pair

NETWORKS = networks(2, 1)
ONE = NETWORKS[0]
WEIGHTS = b"".join(array.tobytes() for row in ONE.weights for array in row)
SPECS = tuple(spec for layer in ONE.graph.layers for spec in layer.weights)
MADE = Converted(ONE.graph, "", "Functional", ("Conv2D",), SPECS, ONE.graph, "")


class Says:
    """In place of both processes: says what it was given, one after another."""

    def __init__(self, *said: Any) -> None:
        self._said = list(said)
        self.trouble = ""

    def clock(self, *_: object) -> None:
        return None

    def send(self, *_: object) -> None:
        return None

    def hear(self, *_: object) -> object:
        return self._said.pop(0)


def ended(*said: Any) -> tuple[list[bool], End]:
    cases, end = taken(cast("Pair", Says(*said)), NETWORKS, Limits())
    assert [case.network for case in cases] == list(NETWORKS)
    return [case.made is not None for case in cases], end


def test_a_network_that_raises_leaves_the_others_their_turn() -> None:
    raised = Raised("convert", "exception", "KeyError", "x", ())
    assert ended((raised, b""), (MADE, WEIGHTS * 2)) == ([False, True], Finished())


@pytest.mark.parametrize(
    "said",
    [
        pytest.param((Raised("import", "no_function", "", "", ()), b""), id="no function"),
        pytest.param(Died("build", 3, ()), id="it left"),
        pytest.param((Machine("cpu", 2, {}), b""), id="another message"),
        pytest.param((MADE, WEIGHTS), id="bytes missing"),
        pytest.param((MADE, WEIGHTS * 2 + b"1234"), id="bytes left over"),
        pytest.param((replace(MADE, weights=()), WEIGHTS * 2), id="weights that it does not name"),
        pytest.param(
            (replace(MADE, weights=(ArraySpec((2**32, 2**32)),)), WEIGHTS * 2), id="a giant"
        ),
        pytest.param((replace(MADE, weights=(ArraySpec((-1, -8)),)), WEIGHTS), id="a negative"),
        pytest.param(
            (replace(MADE, graph=replace(ONE.graph, calls=(Call(0, (0,)),), output=0)),
             WEIGHTS * 2), id="a circle",
        ),
    ],
)  # fmt: skip
def test_the_first_thing_that_cannot_be_ends_it(said: object) -> None:
    made, end = ended(said)
    assert made == [False, False]
    assert not isinstance(end, Finished)


def test_outputs_from_the_learners_process_have_to_fill_their_shape() -> None:
    inputs = np.zeros((1, 2), dtype=np.float32)

    def said(answer: object) -> tuple[np.ndarray | None, str]:
        pair = Says(answer)
        return infer(cast("Pair", pair), 0, inputs, Limits()), pair.trouble

    rows, _ = said((Predicted((1, 3)), b"\0" * 12))
    assert rows is not None
    assert rows.shape == (1, 3)
    assert said((Predicted((1, 3)), b"\0" * 8))[1] == "outputs of shape (1, 3)"
    assert said((Raised("hand_back", "exception", "E", "no", ()), b""))[1] == "E: no"
    assert "its process ended" in said(Garbled("hand_back", "x"))[1]
