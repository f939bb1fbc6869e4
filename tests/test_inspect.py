"""`cnn-grade inspect` through the real command."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from command import Ran, cnn_grade
from grader.errors import UsageError
from grader.pipeline.built import epilogue, names_of
from grader.pipeline.known import not_found, program
from grader.submission.syntax import parse_code

NET = {
    "class_name": "Sequential",
    "config": {
        "name": "net",
        "layers": [
            {
                "class_name": "Conv2D",
                "config": {"name": "conv2d", "filters": 32, "kernel_size": [3, 3]},
            },
            {"class_name": "GlobalAveragePooling2D", "config": {"name": "pool"}},
            {"class_name": "Dense", "config": {"name": "dense", "units": 10}},
        ],
    },
}
BUILDS = "import keras\n\n\ndef build_model({}):\n    return keras.Sequential({})\n"


@pytest.fixture
def net(tmp_path: Path) -> Path:
    path = tmp_path / "net.json"
    path.write_text(json.dumps(NET), encoding="utf-8")
    return path


def assert_refused(ran: Ran, *words: str) -> None:
    assert ran.status == 2, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


def test_a_description_is_shown_with_the_input_that_was_asked_for(net: Path) -> None:
    ran = cnn_grade("inspect", net, "--input", "28x28x1")
    assert ran.status == 0, ran.err
    assert "net · 3 layers, 650 parameters (650 trainable)" in ran.out
    assert "26x26x32" in ran.out
    assert ran.err == ""


def test_without_an_input_it_says_what_would_help(net: Path) -> None:
    assert "--input 28x28x1 would fill it in" in cnn_grade("inspect", net).out


def test_json_is_one_object_and_nothing_else(net: Path) -> None:
    ran = cnn_grade("inspect", net, "--input", "28x28x1", "--json", "--batch", 50)
    report = json.loads(ran.out)
    assert report["totals"]["parameters"] == 3 * 3 * 32 + 32 + 32 * 10 + 10
    assert report["layers"][1]["map_bytes"] == 50 * 26 * 26 * 32 * 4
    assert report["batch"] == 50


def test_a_picture_and_a_page_are_written(net: Path, tmp_path: Path) -> None:
    for name in ("net.svg", "net.html"):
        ran = cnn_grade("inspect", net, "--input", "28x28x1", "--svg", tmp_path / name)
        assert ran.status == 0, ran.err
    ET.fromstring((tmp_path / "net.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own
    page = (tmp_path / "net.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "26x26x32" in page


def test_a_picture_that_cannot_be_written(net: Path, tmp_path: Path) -> None:
    ran = cnn_grade("inspect", net, "--svg", tmp_path / "no" / "net.svg")
    assert_refused(ran, "net.svg: cannot be written: No such file or directory")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["nowhere.py"], "there is no such file", id="missing"),
        pytest.param(["nowhere.keras"], "there is no such file", id="missing model"),
        pytest.param(["mobilenetv2"], "Did you mean MobileNetV2?", id="nearly a name"),
        pytest.param(["net.h5"], "the old HDF5 format is not read", id="old format"),
        pytest.param(["VGG16:weights=imagenet"], "no setting of a network's form", id="setting"),
        pytest.param(["VGG16:classes=many"], "expected int", id="wrong type"),
        pytest.param(["VGG16", "--input", "large"], "as 224x224x3", id="no shape"),
        pytest.param(["VGG16", "--input", "0x0x3"], "as 224x224x3", id="no side"),
        pytest.param(["a\0b"], "there is no such file", id="no path at all"),
        pytest.param(["x" * 5_000], "there is no such file", id="a long name"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(words: list[str], said: str) -> None:
    if "\0" in words[0]:
        assert said in str(not_found(words[0]))
        return
    assert_refused(cnn_grade("inspect", *words), said)


def test_an_input_that_the_model_does_not_take(tmp_path: Path) -> None:
    fixed = {**NET, "config": {**NET["config"], "build_input_shape": [None, 28, 28, 1]}}  # type: ignore[dict-item]
    (tmp_path / "net.json").write_text(json.dumps(fixed), encoding="utf-8")
    ran = cnn_grade("inspect", tmp_path / "net.json", "--input", "32x32x3")
    assert_refused(ran, "--input 32x32x3: this model takes 28x28x1.")


def test_code_that_python_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def build_model(:\n", encoding="utf-8")
    assert_refused(cnn_grade("inspect", tmp_path / "mine.py"), "mine.py:1: ")


@pytest.mark.tensorflow
def test_code_is_run_and_its_network_shown(tmp_path: Path) -> None:
    layers = "[keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(classes)]"
    (tmp_path / "mine.py").write_text(BUILDS.format("classes", layers), encoding="utf-8")
    ran = cnn_grade("inspect", tmp_path / "mine.py", "--input", "8x8x3", "--json")
    assert ran.status == 0, ran.err
    report = json.loads(ran.out)
    assert [one["output_shape"] for one in report["layers"]] == [[8, 8, 3], [6, 6, 4], [144], [5]]
    assert [one["name"] for one in report["layers"][1:]] == ["conv2d", "flatten", "dense"]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_class_of_ones_own_is_shown_as_far_as_it_can_be_seen(tmp_path: Path) -> None:
    code = (
        "import keras\n\nclass Net(keras.Model):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.flat, self.top = keras.layers.Flatten(), keras.layers.Dense(10)\n"
        "    def call(self, x):\n        return self.top(self.flat(x))\n\n"
        "def build_model():\n    return Net()\n"
    )
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    ran = cnn_grade("inspect", tmp_path / "mine.py", COLUMNS="200")
    assert ran.status == 0, ran.err
    assert "only the kinds of its layers can be seen: Net is a class of your own" in ran.out
    assert "Keras counts 7,850 parameters" in ran.out
    assert "2 layers, parameters unknown" in ran.out
    assert "--input" not in ran.out


@pytest.mark.tensorflow
def test_a_known_network_is_built_without_its_weights() -> None:
    ran = cnn_grade("inspect", "MobileNetV2:alpha=0.35,classes=3", "--input", "96x96x3", "--json")
    assert ran.status == 0, ran.err
    totals = json.loads(ran.out)["totals"]
    assert totals["parameters"] == 410_208 + 1280 * 3 + 3  # the base's, and three classes


@pytest.mark.slow
@pytest.mark.tensorflow
def test_code_that_fails_is_explained(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def build_model():\n    return 1 / 0\n", encoding="utf-8")
    assert_refused(cnn_grade("inspect", tmp_path / "mine.py"), "mine.py:2", "ZeroDivisionError")


def test_the_program_of_a_known_network_holds_nothing_but_its_settings() -> None:
    assert program("MobileNetV2: alpha=0.5, include_top=False", (96, 96, 3)).endswith(
        "MobileNetV2(weights=None, alpha=0.5, include_top=False, input_shape=(96, 96, 3))\n"
    )
    for words in ("VGG16:pooling='a');import os;('", "VGG16:alpha=__import__('os')"):
        with pytest.raises(UsageError):
            program(words, None)
    assert "weights=None, pooling='avg'" in program("VGG16:pooling=avg", None)


@pytest.mark.parametrize(
    ("given", "called"),
    [
        pytest.param("", "_asked_builder()", id="nothing"),
        pytest.param("n", "_asked_builder(5)", id="classes"),
        pytest.param("n=3", "_asked_builder()", id="a default"),
    ],
)
def test_a_builder_is_called_as_it_asks(given: str, called: str) -> None:
    code = f"def build_model({given}): ...\n"
    assert called in epilogue(parse_code(code, "mine.py"), None)


def test_a_script_without_a_builder_is_left_as_it_is() -> None:
    assert epilogue(parse_code("model = 1\n", "mine.py"), None) == ""


def test_layers_are_named_as_keras_names_them() -> None:
    kinds = ["SeparableConv2D", "GlobalAveragePooling2D", "PReLU", "ReLU", "ReLU"]
    assert list(names_of(kinds))[:2] == ["separable_conv2d", "global_average_pooling2d"]
    assert list(names_of(kinds))[3:] == ["re_lu", "re_lu_1"]
