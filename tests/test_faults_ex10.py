"""Usual faults in exercise 10, each through the real command: one plain sentence with the line."""

from pathlib import Path
from typing import NamedTuple

import pytest

from command import ROOT, Ran, cnn_grade

BASE = (ROOT / "tests" / "submissions" / "ex10" / "base.py").read_text(encoding="utf-8")
PREPROCESS = BASE[BASE.index("def preprocess") : BASE.index("def build_model")]
INPUT = "keras.applications.mobilenet_v2.preprocess_input(image)"
HEAD = 'layers.Dense(num_classes, activation="softmax")'
OPTIMIZER = "keras.optimizers.Adam(learning_rate=0.003)"
FIT = "    model.fit(train_data, epochs=2, validation_data=val_data)\n"
QUICK_FIT = "    model.fit(train_data.take(2), epochs=1)\n"
QUICK = (FIT, QUICK_FIT)
COMPILE = (
    '    model.compile(keras.optimizers.{}, "sparse_categorical_crossentropy", '
    'metrics=["accuracy"])\n'
)
TRAIN = "def train(model, train_data, val_data):\n"
UNFREEZE = "    model.layers[0].trainable = True\n"
GENTLE = COMPILE.format("Adam(1e-5)")


class Fault(NamedTuple):
    """Edits of the right answer, and what must be said where."""

    edits: tuple[tuple[str, str], ...]
    criterion: str
    status: str
    words: str


BUILDING = {
    "no preprocess": Fault(((PREPROCESS, ""),), "model", "failed", "no preprocess(image, label)"),
    "whole numbers for preprocess_input": Fault(
        (("    image = tf.image.resize(image, (SIZE, SIZE))\n", ""),),
        "model",
        "failed",
        "ex10_flowers.py:11  A photo is made of whole numbers",
    ),
    "preprocess does not resize": Fault(
        (("tf.image.resize(image, (SIZE, SIZE))", "tf.cast(image, tf.float32)"),),
        "model",
        "failed",
        "one fixed size: tf.image.resize",
    ),
    "preprocess forgets the label": Fault(
        ((f"return {INPUT}, label", f"return {INPUT}"),),
        "model",
        "failed",
        "return image, label",
    ),
    "numpy in preprocess": Fault(
        (("tf.image.resize(image,", "tf.image.resize(image.numpy(),"),),
        "model",
        "failed",
        "ex10_flowers.py:11  preprocess() runs inside tf.data",
    ),
    "build_model takes nothing": Fault(
        (("build_model(num_classes)", "build_model()"), ("num_classes", "5")),
        "model",
        "failed",
        "def build_model(num_classes)",
    ),
    "a network whose weights are not here": Fault(
        (("applications.MobileNetV2(", "applications.DenseNet121("),),
        "model",
        "failed",
        "ex10_flowers.py:16  The weights of this network are not here",
    ),
    "lr= of earlier versions": Fault(
        (("learning_rate=", "lr="),), "model", "failed", "ex10_flowers.py:26  lr= is gone"
    ),
    "subsplit of earlier versions": Fault(
        (
            (
                TRAIN,
                "import tensorflow_datasets as tfds\n"
                "parts = tfds.Split.TRAIN.subsplit([10, 15, 75])\n\n\n" + TRAIN,
            ),
        ),
        "model",
        "failed",
        'split=["train[:80%]", "train[80%:90%]", "train[90%:]"]',
    ),
    "no pooling": Fault(
        (("        layers.GlobalAveragePooling2D(),\n", ""),),
        "fits",
        "failed",
        "at every position",
    ),
    "raw logits": Fault(((HEAD, "layers.Dense(num_classes)"),), "compiled", "failed", "raw logits"),
    "the head expects one number": Fault(
        ((HEAD, 'layers.Dense(1, activation="sigmoid")'),), "fits", "failed", "one unit"
    ),
}
"""Found before any training."""

TRAINING = {
    "ten outputs for five classes": Fault(
        ((HEAD, 'layers.Dense(10, activation="softmax")'), QUICK),
        "fits",
        "partial",
        "10 units for 5 kinds of flowers",
    ),
    "preprocessing skipped": Fault(
        ((INPUT, "tf.cast(image, tf.float32)"), QUICK),
        "preprocessing",
        "failed",
        "was left out",
    ),
    "divided by 255": Fault(
        ((INPUT, "image / 255.0"), QUICK), "preprocessing", "partial", "dividing by 255 is not"
    ),
    "scaled twice": Fault(
        ((INPUT, INPUT.replace("image)", "image / 255.0)")), QUICK),
        "preprocessing",
        "failed",
        "scaled twice",
    ),
    "random changes in preprocess": Fault(
        ((INPUT, INPUT.replace("image)", "tf.image.random_flip_left_right(image))")), QUICK),
        "preprocessing",
        "partial",
        "differently a second time",
    ),
    "fresh weights": Fault(
        (('weights="imagenet"', "weights=None"), QUICK),
        "pretrained",
        "failed",
        "ex10_flowers.py:16  No layer was trained before",
    ),
    "base not frozen": Fault(
        (("    base.trainable = False\n", ""), QUICK), "frozen", "failed", "spoil what the base"
    ),
    "unfrozen and not compiled again": Fault(
        ((FIT, QUICK_FIT + UNFREEZE + QUICK_FIT),), "recompiled", "failed", "had no effect"
    ),
    "statistics not kept": Fault(
        ((FIT, QUICK_FIT + UNFREEZE + GENTLE + QUICK_FIT),),
        "batch_norm",
        "failed",
        "of the 52 BatchNormalization layers",
    ),
    "large steps": Fault(
        ((FIT, QUICK_FIT + UNFREEZE + COMPILE.format("Adam(0.01)") + QUICK_FIT),),
        "rate",
        "failed",
        "at most 0.0005",
    ),
    "no training at all": Fault(((FIT, "    pass\n"),), "trains", "failed", "same after training"),
    "the size of preprocess is not that of the model": Fault(
        (("resize(image, (SIZE, SIZE))", "resize(image, (128, 128))"), QUICK),
        "trains",
        "failed",
        "does not fit the model's input",
    ),
}


def graded(edits: tuple[tuple[str, str], ...], folder: Path) -> Ran:
    """The right answer with edits, graded on drawn flowers."""
    source = BASE
    for old, new in edits:
        assert old in source, old
        source = source.replace(old, new)
    (folder / "ex10_flowers.py").write_text(source, encoding="utf-8")
    return cnn_grade("exercise", 10, "--path", folder, "--data", "sample", "--json")


def assert_named(fault: Fault, ran: Ran) -> None:
    assert ran.status == 1, ran.err
    row = ran.criterion(fault.criterion)
    assert fault.words in row["message"]
    assert row["status"] == fault.status


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", ["lr= of earlier versions"])
def test_a_usual_fault_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    assert_named(BUILDING[name], graded(BUILDING[name].edits, tmp_path))


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.parametrize("name", [*BUILDING, *TRAINING])
def test_every_usual_fault_is_named(name: str, tmp_path: Path) -> None:
    fault = {**BUILDING, **TRAINING}[name]
    assert_named(fault, graded(fault.edits, tmp_path))


@pytest.mark.slow
@pytest.mark.tensorflow
def test_fine_tuning_with_kept_statistics_is_right(tmp_path: Path) -> None:
    keep = (
        "    for layer in model.layers[0].layers:\n"
        "        if isinstance(layer, layers.BatchNormalization):\n"
        "            layer.trainable = False\n"
    )
    ran = graded(((FIT, QUICK_FIT + UNFREEZE + keep + GENTLE + QUICK_FIT),), tmp_path)
    right = ("frozen", "batch_norm", "rate", "recompiled")
    assert {name: ran.criterion(name)["status"] for name in right} == dict.fromkeys(right, "passed")
    assert "kept their statistics" in ran.criterion("batch_norm")["message"]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_keyword_that_keras_passes_over_is_told(tmp_path: Path) -> None:
    edits = (("learning_rate=0.003", "learning_rate=0.003, decay=0.01"), QUICK)
    ran = graded(edits, tmp_path)
    said = [*ran.result["feedback"], *(row["message"] for row in ran.result["criteria"])]
    assert any("ex10_flowers.py:26  decay= is gone" in line for line in said)
