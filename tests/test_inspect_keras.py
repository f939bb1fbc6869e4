"""Networks that Keras builds: what is told of them, worked out and rebuilt, beside Keras itself."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from command import ROOT, environment
from grader.criteria.architecture import Architecture, examine
from grader.evidence import LayerGraph
from grader.pipeline.known import NAMES
from grader.submission.saved import read_saved

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow]


class Built(NamedTuple):
    """What Keras said of each network, all names it knows, and where descriptions lie."""

    said: dict[str, dict[str, Any]]
    names: list[str]
    folder: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("networks")
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "programs" / "networks.py", folder],
        capture_output=True,
        env=environment(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1"),
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    found = json.loads(done.stdout)
    return Built(found["networks"], found["names"], folder)


def told(built: Built, name: str) -> LayerGraph:
    return msgspec.json.decode((built.folder / f"{name}.graph").read_bytes(), type=LayerGraph)


def assert_agrees(found: Architecture, said: dict[str, Any], name: str) -> None:
    """Parameters as in `model.summary()`, and the shape of the output."""
    assert found.parameters_known, name
    assert found.trainable + found.frozen == said["parameters"], name
    assert found.trainable == said["trainable"], name
    assert list(found.rows[-1].shape or ()) == said["output"], name


def test_a_description_has_the_parameters_and_shapes_that_keras_has(built: Built) -> None:
    assert len(built.said) == 9
    for name, said in built.said.items():
        saved = read_saved(built.folder / f"{name}.json")
        found = examine(saved.graph)
        assert_agrees(found, said, name)
        shapes = {saved.names[row.layer]: list(row.shape or ()) for row in found.rows}
        for layer, shape in said["shapes"].items():
            assert shapes.get(layer, shape) == shape, f"{name}: {layer}"


def test_a_told_graph_has_them_too_layer_by_layer(built: Built) -> None:
    for name, said in built.said.items():
        assert "trouble" not in said, name
        graph = told(built, name)
        found = examine(graph)
        assert_agrees(found, said, name)
        for row in found.rows:
            weights = sum(math.prod(one.shape) for one in graph.layers[row.layer].weights)
            assert row.shared or row.parameters == weights, f"{name}: {row.kind}"


def test_a_rebuilt_network_predicts_the_same(built: Built) -> None:
    gaps = {name: said["gap"] for name, said in built.said.items() if "gap" in said}
    assert sorted(gaps) == [
        "EfficientNetB0", "MobileNetV2", "Xception", "based", "kinds", "nested",
    ]  # fmt: skip
    assert all(gap < 1e-4 for gap in gaps.values()), gaps


def test_arithmetic_with_a_number_is_told_as_a_layer(built: Built) -> None:
    layers = told(built, "based").layers[1:3]
    assert [layer.kind for layer in layers] == ["Rescaling", "Rescaling"]
    assert [layer.config for layer in layers] == [
        {"scale": 1 / 127.5, "offset": 0.0},
        {"scale": 1.0, "offset": -1.0},
    ]


def test_the_names_of_networks_are_those_of_keras(built: Built) -> None:
    assert sorted(NAMES) == built.names
