import json
import subprocess
import sys

import pytest

from command import ROOT, environment
from grader.evidence import ArraySpec, Call, Layer, LayerGraph
from grader.sandbox.stock import SETTINGS, refusal

INPUT = Layer("InputLayer", {"batch_shape": [None, 8, 8, 1]}, "float32", trainable=True, weights=())
DENSE = Layer("Dense", {"units": 3}, "float32", trainable=True, weights=(ArraySpec((1, 3)),))


@pytest.mark.slow
@pytest.mark.tensorflow
def test_every_stock_layer_predicts_the_same_after_its_way_as_data() -> None:
    script = ROOT / "tests" / "programs" / "rebuild_all.py"
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        env=environment(TF_CPP_MIN_LOG_LEVEL="3"),
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    assert json.loads(done.stdout) == dict.fromkeys(sorted(SETTINGS), "")


def graph(*layers: Layer, calls: tuple[Call, ...] | None = None, output: int = -1) -> LayerGraph:
    chain = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    calls = chain if calls is None else calls
    return LayerGraph(layers, calls, output if output >= 0 else len(calls) - 1)


def dense(**config: object) -> Layer:
    return Layer("Dense", config, "float32", trainable=True, weights=())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        pytest.param(graph(), "0 layers", id="empty"),
        pytest.param(graph(INPUT, DENSE, output=7), "an output that", id="no output"),
        pytest.param(
            graph(INPUT, DENSE, calls=(Call(0, ()), Call(1, (1,)))), "in a circle", id="circle"
        ),
        pytest.param(graph(INPUT, calls=(Call(3, ()),)), "a layer that does not", id="no layer"),
        pytest.param(
            graph(Layer("Lambda", {}, "float32", trainable=True, weights=())), "Lambda", id="code"
        ),
        pytest.param(
            graph(dense(kernel_initializer="x")), "kernel_initializer", id="unknown setting"
        ),
        pytest.param(graph(dense(activation="eval")), "activation of your own", id="activation"),
        pytest.param(graph(dense(units=10**12)), "out of all proportion", id="giant"),
        pytest.param(
            graph(Layer("Dense", {}, "int4", trainable=True, weights=())),
            "the type",
            id="type",
        ),
    ],
)
def test_what_is_not_on_the_allow_list_is_refused_before_anything_is_built(
    refused: LayerGraph, words: str
) -> None:
    assert words in refusal(refused)


def test_a_plain_network_is_not_refused() -> None:
    assert refusal(graph(INPUT, DENSE)) == ""
