"""`check` in a real Jupyter kernel: what a cell shows, and what is left when one is interrupted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import psutil
import pytest

from command import environment

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.slow,
    # Jupyter's own machinery, not ours.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("kernel"),
    # The one run of the notebook counts as a part of the first test.
    pytest.mark.timeout(900),
]

TRAINED = """
import keras
from keras import layers
from grader.datasets.mnist import sample
digits = sample().train
model = keras.Sequential([
    layers.Conv2D(8, 3, strides=2, activation="relu"), layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
"""

CELLS = {
    "words": 'from grader import check\ncheck(4, "Max pooling has no parameters.")',
    "nothing": "check(4)",
    "made": TRAINED,
    "too soon": "check(9, model)",
    "trained": """
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
done = model.fit(digits.images[:, ..., None] / 255, digits.labels, epochs=1, verbose=0)
""",
    "forgotten": "del digits, sample\nimport sys\nsys.modules.pop('grader.datasets')\nNone",
    "model": 'result = check(9, model, data="sample")\nresult',
    "kept apart": "[n for n in sys.modules if n in ('grader.datasets', 'grader.notebook.model')]",
    "again": "%load_ext grader\n%check 9 data=sample",
    "cell magic": "%%check 4\nMax pooling has no parameters.",
    "loaded": """
model.save("kept.keras")
check(9, keras.models.load_model("kept.keras", compile=False), data="sample")
""",
    "own class": """
class Own(keras.Model):
    def call(self, x):
        return x
own = Own()
own(digits_like := __import__("numpy").zeros((1, 4)))
check(9, own)
""",
    "other shape": """
flat = keras.Sequential([keras.Input((5,)), layers.Dense(10, activation="softmax")])
check(9, flat, data="sample")
""",
    "convert": '''
def to_fully_convolutional(model: keras.Model):
    """A slip in line 4."""
    inputs = outputs = keras.Input((None, None, model.inputs[0].shape[-1]))
    raise ValueError("not yet")
check(7, to_fully_convolutional)
''',
    "photos": """
import tensorflow as tf
small = keras.Sequential([
    keras.Input((32, 32, 3)), layers.Conv2D(8, 3, strides=2, activation="relu"),
    layers.GlobalAveragePooling2D(), layers.Dense(5, activation="softmax"),
])
def preprocess(image, label):
    tf.debugging.assert_equal(label, tf.zeros((), tf.int64))
    return tf.image.resize(image, (32, 32)) / 127.5 - 1, label
check(10, small, preprocess=preprocess, data="sample")
""",
    "no photos": """
def broken(image, label):
    return image.numpy(), label
check(10, small, broken, data="sample")
""",
    "interrupted": """
import os, signal, threading, time, psutil
known = {child.pid for child in psutil.Process().children()}

def interrupt():
    while not {child.pid for child in psutil.Process().children()} - known:
        time.sleep(0.05)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt).start()
check(9, model, data="sample")
""",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kernel's folder for temporary files; closed processes work in it."""
    return tmp_path_factory.mktemp("kernel")


@pytest.fixture(scope="module")
def cells(room: Path) -> dict[str, Any]:
    """All cells as they were after a run from top to bottom."""
    sources = [text.strip("\n") for text in CELLS.values()]
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "metadata": {},
                    "source": source,
                    "outputs": [],
                    "execution_count": None,
                }
                for source in sources
            ],
        }
    )
    client = nbclient.NotebookClient(
        notebook, timeout=240, allow_errors=True, kernel_name="python3"
    )
    client.resources["metadata"] = {"path": str(room)}
    kept = environment(TMPDIR=str(room), TF_CPP_MIN_LOG_LEVEL="3", IPYTHONDIR=str(room / "ipython"))
    with client.setup_kernel(env=kept):
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
        time.sleep(0.5)
        left = working_in(room)
    named = dict(zip(CELLS, notebook.cells, strict=True))
    named["left"] = left
    return named


def working_in(room: Path) -> list[str]:
    """Command lines of the grader's processes that work below a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if "-m grader." in line and Path(process.cwd()).is_relative_to(room):
                found.append(line)
        except (psutil.Error, OSError):
            continue
    return found


def text_of(cell: nbformat.NotebookNode, kind: str = "text/plain") -> str:
    shown = [out.data[kind] for out in cell.outputs if out.output_type == "execute_result"]
    return "".join(shown)


def error_of(cell: nbformat.NotebookNode) -> list[str]:
    return next((out.traceback for out in cell.outputs if out.output_type == "error"), [])


def test_words_show_a_table_and_the_text_of_the_command(cells: dict[str, Any]) -> None:
    assert "<table" in text_of(cells["words"], "text/html")
    assert text_of(cells["words"]).startswith("Exercise 4 · Max pooling or a strided convolution?")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing", 'check(4, "your answer in words")'),
        ("too soon", "has no weights yet: train it first"),
        ("own class", "Own is a class of your own"),
    ],
)
def test_an_error_is_one_sentence(cells: dict[str, Any], name: str, says: str) -> None:
    (line,) = error_of(cells[name])
    assert line.startswith("cnn-grade: ")
    assert says in line


def test_a_model_trained_in_the_notebook_is_measured(cells: dict[str, Any]) -> None:
    text = text_of(cells["model"])
    assert "✓ builds             Sequential, 3 layers, 13,610 parameters" in text
    assert "✓ compiled soundly   sparse_categorical_crossentropy, Adam" in text
    assert "✓ trains             1 epochs, loss" in text
    assert "on 2,000 test digits" in text
    assert "the mark is given by cnn-grade exercise 9" in text
    assert "on 2,000 test digits" in text_of(cells["model"], "text/html")


def test_no_test_digits_enter_the_kernel(cells: dict[str, Any]) -> None:
    assert text_of(cells["kept apart"]) == "[]"


def test_the_magics_do_the_same(cells: dict[str, Any]) -> None:
    assert text_of(cells["again"]) == text_of(cells["model"])
    assert text_of(cells["cell magic"]) == text_of(cells["words"])


def test_what_a_notebook_cannot_show_is_said_and_not_counted(cells: dict[str, Any]) -> None:
    text = text_of(cells["loaded"])
    assert "– compiled soundly   not seen here:" in text
    assert "– trains             not seen here:" in text
    assert " of 8" in text.partition("\n")[0]


def test_a_model_for_other_pictures_gets_a_result(cells: dict[str, Any]) -> None:
    text = text_of(cells["other shape"])
    assert "✗ fits the data" in text
    assert "– accuracy" in text


def test_a_function_is_run_apart_and_its_lines_are_its_own(cells: dict[str, Any]) -> None:
    text = text_of(cells["convert"])
    assert "to_fully_convolutional(), line 4:" in text
    assert "not yet" in text


def test_photos_go_through_preprocess_without_their_labels(cells: dict[str, Any]) -> None:
    text = text_of(cells["photos"])
    assert "on 300 test photos" in text
    assert "– base frozen first  not seen here:" in text
    assert "runs inside tf.data" in " ".join(text_of(cells["no photos"]).split())


def test_an_interrupted_cell_leaves_nothing_behind(cells: dict[str, Any], room: Path) -> None:
    assert "KeyboardInterrupt" in "".join(error_of(cells["interrupted"]))
    assert cells["left"] == []
    assert not list(room.glob("cnn-grade-*"))


def test_a_killed_kernel_leaves_nothing_behind(tmp_path: Path) -> None:
    code = """
from grader.notebook.beside import ask
from grader.notebook.talk import CodeJob
code = "def to_fully_convolutional(model):\\n    while True: pass\\n"
ask(CodeJob(number=7, data="sample", seed=1, code=code), ())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd="/", env=environment(TMPDIR=str(tmp_path))
    )
    wait_until(lambda: len(working_in(tmp_path)) >= 3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not working_in(tmp_path))


def wait_until(holds: Callable[[], bool], limit_s: float = 30) -> None:
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
