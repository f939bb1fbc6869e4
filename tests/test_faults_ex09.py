"""Usual faults in exercise 9, each through the real command: one plain sentence with the line."""

from pathlib import Path
from typing import NamedTuple

import pytest

from command import ROOT, cnn_grade

BASE = (ROOT / "tests" / "submissions" / "ex09" / "base.py").read_text(encoding="utf-8")
ADAM = "keras.optimizers.Adam(learning_rate=0.003)"
LOSS = '"sparse_categorical_crossentropy"'
HEAD = 'layers.Dense(10, activation="softmax")'
TRAIN = BASE[BASE.index("def train") :]
COMPILE = BASE[BASE.index("    model.compile(") : BASE.index("    return model")]
FIT = "model.fit(x, y, epochs=2, batch_size=256, validation_data=val_data)"


class Fault(NamedTuple):
    """Edits of the right answer, and what must be said where."""

    edits: tuple[tuple[str, str], ...]
    criterion: str
    status: str
    words: str


FAULTS = {
    "softmax together with from_logits": Fault(
        ((LOSS, "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),),
        "compiled",
        "partial",
        "ex09_mnist.py:13  The last layer is a softmax already",
    ),
    "no softmax without from_logits": Fault(
        ((HEAD, "layers.Dense(10)"),),
        "compiled",
        "failed",
        "ex09_mnist.py:13  The last layer gives raw logits",
    ),
    "sigmoid at the end": Fault((("softmax", "sigmoid"),), "compiled", "partial", "yes or no"),
    "relu at the end": Fault(
        (("softmax", "relu"),),
        "compiled",
        "failed",
        "ex09_mnist.py:13  The last layer ends in relu",
    ),
    "one output unit": Fault(
        ((HEAD, 'layers.Dense(1, activation="sigmoid")'), (LOSS, '"binary_crossentropy"')),
        "fits",
        "failed",
        "ex09_mnist.py:13  The last layer has one unit",
    ),
    "eleven output units": Fault(
        (("Dense(10", "Dense(11"),), "fits", "partial", "11 units for 10 classes"
    ),
    "no Flatten before the head": Fault(
        (("        layers.Flatten(),\n", ""),), "fits", "failed", "Dense worked at every position"
    ),
    "dense-only network": Fault(
        (
            ('        layers.Conv2D(8, 3, strides=2, activation="relu"),\n', ""),
            ('        layers.Conv2D(16, 3, strides=2, activation="relu"),\n', ""),
        ),
        "convolutional",
        "failed",
        "dense only",
    ),
    "input without a channel": Fault(
        (("(28, 28, 1)", "(28, 28)"),), "model", "failed", "keras.Input((28, 28, 1))"
    ),
    "input of another size": Fault(
        (("(28, 28, 1)", "(32, 32, 3)"),),
        "fits",
        "failed",
        "ex09_mnist.py:9  The input takes (32, 32, 3)",
    ),
    "one-hot loss for whole numbers": Fault(
        ((LOSS, '"categorical_crossentropy"'), (TRAIN, "")),
        "compiled",
        "failed",
        "ex09_mnist.py:15  categorical_crossentropy wants one-hot labels",
    ),
    "one-hot loss found out in train": Fault(
        ((LOSS, '"categorical_crossentropy"'),), "trains", "failed", "Labels and loss do not match"
    ),
    "loss of another task": Fault(
        ((LOSS, '"mse"'),), "compiled", "failed", "mean_squared_error is made for another task"
    ),
    "not compiled": Fault(((COMPILE, ""),), "compiled", "failed", "The model is not compiled"),
    "returned nothing": Fault(
        (("    return model\n", ""),), "model", "failed", "End it with: return model"
    ),
    "returned a class": Fault(
        (("    return model\n", "    return keras.Sequential\n"),),
        "model",
        "failed",
        "returned the class Sequential",
    ),
    "returned a text": Fault(
        (("    return model\n", "    return 'model'\n"),), "model", "failed", "and str came"
    ),
    "needs an argument": Fault(
        (("def build_model():", "def build_model(units):"),),
        "model",
        "failed",
        "wants an argument (units)",
    ),
    "diverges": Fault(
        ((ADAM, "keras.optimizers.SGD(learning_rate=1e6)"),), "trains", "failed", "very large"
    ),
    "does not move": Fault(
        (("0.003", "1e-9"),), "trains", "failed", "is 1e-09, which is very small"
    ),
    "untrained": Fault(((FIT, "pass"),), "trains", "failed", "the same after training as before"),
    "kernel larger than the map": Fault(
        (("Conv2D(16, 3,", "Conv2D(16, 14,"),), "model", "failed", "larger than the feature map"
    ),
    "too many parameters": Fault(
        ((HEAD, f'layers.Dense(5000, activation="relu"),\n        {HEAD}'),),
        "parameters",
        "partial",
        "2,000,000 are enough",
    ),
    "missing package": Fault(
        (("import keras\n", "import keras\nimport no_such_package\n"),),
        "model",
        "failed",
        "ex09_mnist.py:4  The package no_such_package is not installed",
    ),
    "import error": Fault(
        (("import keras\n", "import keras\nfrom math import no_such_name\n"),),
        "model",
        "failed",
        "ex09_mnist.py:4  ImportError",
    ),
    "syntax error": Fault(
        (("def build_model():", "def build_model()"),),
        "model",
        "failed",
        "ex09_mnist.py:7  Python cannot read",
    ),
    "waits for input": Fault(
        (("def build_model():\n", "def build_model():\n    units = int(input())\n"),),
        "model",
        "failed",
        "ex09_mnist.py:8  input() waits",
    ),
    "trains at import": Fault(
        (
            (
                TRAIN,
                "import numpy\nbuild_model().fit(numpy.zeros((8, 28, 28, 1)), numpy.zeros(8))\n",
            ),
        ),
        "model",
        "failed",
        "ex09_mnist.py:24  Training starts here",
    ),
    "exception in build_model": Fault(
        (("    return model\n", "    return model / 0\n"),),
        "model",
        "failed",
        "ex09_mnist.py:20  TypeError",
    ),
    "exception in train": Fault(
        ((FIT, "raise RuntimeError('no luck')"),),
        "trains",
        "failed",
        "ex09_mnist.py:25  RuntimeError: no luck",
    ),
    "old optimizer argument lr": Fault(
        (("learning_rate=", "lr="),), "model", "failed", "ex09_mnist.py:16  lr= is gone"
    ),
    "old predict_classes": Fault(
        ((FIT, "model.predict_classes(x)"),),
        "trains",
        "failed",
        "ex09_mnist.py:25  predict_classes() is gone",
    ),
    "old import of layers": Fault(
        (("import keras\n", "import keras\nfrom keras.layers.convolutional import Conv2D\n"),),
        "model",
        "failed",
        "ex09_mnist.py:4  keras.layers.convolutional is gone",
    ),
    "old subsplit": Fault(
        ((FIT, "import tensorflow_datasets as tfds\n    tfds.Split.TRAIN.subsplit([80, 20])"),),
        "trains",
        "failed",
        "ex09_mnist.py:26  tfds.Split.TRAIN.subsplit is gone",
    ),
    "metrics given as loss weights": Fault(
        ((COMPILE, f"    model.compile({ADAM}, {LOSS}, ['accuracy'])\n"),),
        "trains",
        "failed",
        "The third thing that compile takes by position",
    ),
    "weights become nan": Fault(
        ((FIT, f"{FIT}\n    model.set_weights([w * float('nan') for w in model.get_weights()])"),),
        "trains",
        "failed",
        "became nan",
    ),
}


def edited(fault: Fault) -> str:
    code = BASE
    for old, new in fault.edits:
        assert old in code, f"{old!r} is not in the right answer"
        code = code.replace(old, new)
    return code


# These go the same way as another row; they run with the slow tests.
MORE = (
    "eleven output units",
    "import error",
    "input of another size",
    "loss of another task",
    "metrics given as loss weights",
    "no Flatten before the head",
    "old import of layers",
    "old predict_classes",
    "old subsplit",
    "one-hot loss for whole numbers",
    "relu at the end",
    "returned a class",
    "returned a text",
    "sigmoid at the end",
    "weights become nan",
)
ROWS = [
    pytest.param(name, marks=[pytest.mark.slow] if name in MORE else []) for name in sorted(FAULTS)
]


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", ROWS)
def test_a_fault_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    (tmp_path / "ex09_mnist.py").write_text(edited(fault), encoding="utf-8")
    ran = cnn_grade("exercise", 9, "--path", tmp_path, "--data", "sample", "--json")
    assert ran.status == 1, ran.err
    row = ran.criterion(fault.criterion)
    assert fault.words in row["message"]
    assert row["status"] == fault.status
    assert ran.result["status"] != "passed"
    assert "Traceback" not in ran.err + ran.out


@pytest.mark.slow
@pytest.mark.tensorflow
def test_showing_a_plot_does_not_wait_for_a_person(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is in the extra `test`")
    show = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()\n"
    (tmp_path / "ex09_mnist.py").write_text(BASE + show, encoding="utf-8")
    ran = cnn_grade("exercise", 9, "--path", tmp_path, "--data", "sample", "--json")
    assert ran.criterion("trains")["status"] == "passed"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_an_old_argument_that_keras_drops_in_silence_is_named(tmp_path: Path) -> None:
    code = BASE.replace("0.003", "0.003, decay=1e-4")
    (tmp_path / "ex09_mnist.py").write_text(code, encoding="utf-8")
    ran = cnn_grade("exercise", 9, "--path", tmp_path, "--data", "sample", "--json")
    assert any("ex09_mnist.py:16  decay= is gone" in line for line in ran.result["feedback"])
