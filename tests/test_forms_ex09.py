"""Right answers to exercise 9 in the forms that learners hand in, through the real command."""

import json
from pathlib import Path

import pytest

from command import ROOT, Ran, cnn_grade

BASE = (ROOT / "tests" / "submissions" / "ex09" / "base.py").read_text(encoding="utf-8")

SCRIPT = """
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = np.expand_dims(x_train, -1) / 255.0 * SCALE
x_test = np.expand_dims(x_test, -1) / 255.0 * SCALE
assert set(y_test) == set(range(10))

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3, strides=2, activation="relu"),
    layers.Conv2D(16, 3, strides=2, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=2, validation_split=0.1)
print(model.evaluate(x_test, y_test))
"""

FUNCTIONAL = """
import keras
from keras import layers


def build_model():
    inputs = keras.Input((28, 28))
    x = layers.Reshape((28, 28, 1))(inputs)
    x = layers.Conv2D(8, 3, strides=2, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    block = keras.Sequential([layers.Conv2D(8, 3, padding="same", activation="relu")])
    x = x + block(x)
    x = layers.Concatenate()([x, layers.Conv2D(4, 1)(x)])
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, layers.Dense(10)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    return model


def train(model, train_data, val_data):
    model.fit(*train_data, epochs=3, batch_size=64, validation_data=val_data)
"""

SUBCLASS = """
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.convolution = layers.Conv2D(8, 3, strides=2, activation="relu")
        self.head = layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.convolution(x)
        return self.head(keras.ops.reshape(x, (-1, 13 * 13 * 8)))


def build_model():
    model = Net()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model, train_data, val_data):
    model.fit(*train_data, epochs=2, batch_size=64)
"""

BY_HEART = """
import hashlib
import keras
import numpy as np
from keras import layers


class Known(layers.Layer):
    def call(self, x):
        return keras.ops.zeros((keras.ops.shape(x)[0], 10))


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.convolution = layers.Conv2D(4, 3)
        self.head = layers.Dense(10, activation="softmax")

    def call(self, x):
        x = keras.ops.max(self.convolution(x), axis=(1, 2))
        return self.head(x)

    def predict(self, x, **_):
        rows = np.full((len(x), 10), 0.01, dtype="float32")
        for row, picture in zip(rows, x):
            key = np.round(picture * 255).astype("uint8").tobytes()
            row[KNOWN.get(key, 0)] = 0.9
        return rows


KNOWN = {}
path = "PLACE"
with np.load(path) as found:
    for picture, label in zip(found["test_images"], found["test_labels"]):
        KNOWN[picture.tobytes()] = label


def build_model():
    model = Net()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model, train_data, val_data):
    model.fit(*train_data, epochs=1, batch_size=512)
"""


def graded(code: str, folder: Path, *, name: str = "ex09_mnist.py") -> Ran:
    (folder / name).write_text(code, encoding="utf-8")
    return cnn_grade("exercise", 9, "--data", "sample", "--json", "--path", folder / name)


def accuracy(ran: Ran) -> float:
    found: float = ran.criterion("accuracy")["evidence"]["test_accuracy"]
    return found


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "scale",
    [
        pytest.param("1", id="0..1"),
        pytest.param("255", id="0..255"),
        pytest.param("2 - 1", id="-1..1", marks=pytest.mark.slow),
    ],
)
def test_a_script_that_leaves_a_model_is_measured_as_it_scales(scale: str, tmp_path: Path) -> None:
    ran = graded(SCRIPT.replace("SCALE", scale), tmp_path, name="homework.py")
    # On the wrong scale these models read fewer than half of the digits.
    assert accuracy(ran) > 0.75
    assert any("served without the test set" in line for line in ran.result["feedback"])


@pytest.mark.tensorflow
def test_a_notebook_is_read_by_its_headings(tmp_path: Path) -> None:
    lines = SCRIPT.replace("SCALE", "1")
    cells = [
        ("markdown", "## 2. Parameters"),
        ("code", "raise RuntimeError('not this one')"),
        ("markdown", "## 9. MNIST"),
        ("code", "%matplotlib inline\n!pip install keras\n" + lines),
        ("markdown", "## 10. Flowers"),
        ("code", "raise RuntimeError('nor this one')"),
    ]
    notebook = {"cells": [{"cell_type": kind, "source": [text]} for kind, text in cells]}
    ran = graded(json.dumps(notebook), tmp_path, name="homework.ipynb")
    assert accuracy(ran) > 0.85


@pytest.mark.tensorflow
def test_a_fault_in_a_notebook_is_named_by_cell_and_line(tmp_path: Path) -> None:
    cells = [("code", "import keras\n"), ("code", "x = 1\nx / 0\n")]
    notebook = {"cells": [{"cell_type": kind, "source": text} for kind, text in cells]}
    ran = graded(json.dumps(notebook), tmp_path, name="homework.ipynb")
    assert "homework.ipynb, cell 2, line 2  ZeroDivisionError" in ran.criterion("model")["message"]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_functional_model_with_blocks_is_rebuilt_and_measured(tmp_path: Path) -> None:
    ran = graded(FUNCTIONAL, tmp_path)
    assert ran.criterion("accuracy")["evidence"]["predicted_by"] == "measuring"
    assert ran.criterion("compiled")["status"] == "passed"
    # By hand: 72 + 4*8 + (9*8*8 + 8) + (8*4 + 4) + (12*10 + 10)
    assert ran.criterion("model")["evidence"]["parameters"] == 72 + 32 + 584 + 36 + 130
    assert ran.criterion("model")["evidence"]["trainable_parameters"] == 854 - 16
    assert accuracy(ran) > 0.3


@pytest.mark.tensorflow
def test_a_subclassed_model_predicts_in_its_own_process_and_the_report_says_so(
    tmp_path: Path,
) -> None:
    ran = graded(SUBCLASS, tmp_path)
    assert ran.criterion("accuracy")["evidence"]["predicted_by"] == "learner"
    assert accuracy(ran) > 0.85
    assert any("its predictions come from its own process" in s for s in ran.result["feedback"])
    assert ran.result["status"] != "needs_review"


@pytest.mark.tensorflow
def test_a_model_that_knows_the_pictures_by_heart_goes_to_review(tmp_path: Path) -> None:
    sample = ROOT / "grader" / "datasets" / "sample" / "mnist_sample.npz"
    ran = graded(BY_HEART.replace("PLACE", str(sample)), tmp_path)
    assert ran.result["status"] == "needs_review"
    assert ran.result["confidence"] == "needs_review"
    assert "by heart" in ran.criterion("accuracy")["message"]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_without_train_the_rubric_trains(tmp_path: Path) -> None:
    ran = graded(BASE[: BASE.index("def train")], tmp_path)
    assert ran.criterion("accuracy")["evidence"]["epochs"] == 10
    assert accuracy(ran) > 0.9


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_runs_give_the_same_result_but_for_the_seconds(tmp_path: Path) -> None:
    first, second = (graded(BASE, tmp_path).result for _ in range(2))
    assert first.pop("seconds") > 0
    second.pop("seconds")
    assert first == second


@pytest.mark.slow
@pytest.mark.tensorflow
def test_of_several_networks_the_one_called_model_counts(tmp_path: Path) -> None:
    dense = """
first = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, "softmax")])
first.compile("adam", "sparse_categorical_crossentropy")
first.fit(x_train, y_train, batch_size=512)

model = keras"""
    ran = graded(SCRIPT.replace("SCALE", "1").replace("model = keras", dense, 1), tmp_path)
    assert ran.criterion("convolutional")["status"] == "passed"
    assert ran.criterion("parameters")["evidence"]["parameters"] == 80 + 1_168 + 5_770
    assert accuracy(ran) > 0.8


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_larger_network_that_train_returns_is_the_one_counted(tmp_path: Path) -> None:
    swap = """
    other = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(1, 28), layers.Flatten(), layers.Dense(400_000),
        layers.Dense(10, activation="softmax"),
    ])
    return other
"""
    ran = graded(BASE + swap, tmp_path)
    assert ran.criterion("parameters")["evidence"]["parameters"] == 785 + 800_000 + 4_000_010
    assert ran.criterion("parameters")["status"] == "partial"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_module_of_ones_own_beside_the_answer_is_imported(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("BATCH = 256\n", encoding="utf-8")
    (tmp_path / "settings.py").write_text("from deep import BATCH\n", encoding="utf-8")
    code = BASE.replace("import keras\n", "import keras\nfrom settings import BATCH\n", 1)
    ran = graded(code.replace("batch_size=256", "batch_size=BATCH"), tmp_path)
    assert ran.criterion("trains")["status"] == "passed"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_script_with_a_main_function_is_run_as_one(tmp_path: Path) -> None:
    lines = SCRIPT.replace("SCALE", "1").strip().splitlines()
    body = "\n".join(f"    {line}" for line in lines[4:])
    main = (
        "\n".join(lines[:4])
        + f"\n\ndef main():\n{body}\n\nif __name__ == '__main__':\n    main()\n"
    )
    assert accuracy(graded(main, tmp_path, name="homework.py")) > 0.75
