"""A quick look beside the real mark: projected accuracy, measured one, and what it takes.

    python benchmarks/quick.py                      the networks below, the chapter's, the reference
    python benchmarks/quick.py lenet small          some of them
    python benchmarks/quick.py --exercise 10 ex10   flowers, the reference

Both are the real command, one after the other. The exponent of a network is that of the law by
which its errors fell from the part to all pictures; mean and deviation belong in the rubric's
`[quick]`. Seconds of computing are processor seconds over two threads, whatever else runs.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from math import log
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "cnn-grade"
THREADS = 2
FILES = {
    "chapter": ROOT / "benchmarks" / "chapter_mnist.py",
    "reference": ROOT / "solutions" / "ex09_mnist.py",
    "ex10": ROOT / "solutions" / "ex10_flowers.py",
    "ex10chapter": ROOT / "benchmarks" / "chapter_flowers.py",
}

CODE = """
import keras
from keras import layers


def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1)), {layers}])
    model.compile(
        optimizer={optimizer}, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def train(model, train_data, val_data):
    x, y = train_data
    model.fit(x, y, epochs={epochs}, batch_size={batch}, validation_data=val_data)
"""
HEAD = "layers.Flatten(), layers.Dense(10, activation='softmax')"


class Network(NamedTuple):
    """A learner's network: its layers, and how it is trained."""

    layers: str
    epochs: int = 5
    batch: int = 128
    optimizer: str = "'adam'"


def stage(filters: int, size: int) -> str:
    """A convolution and a pooling."""
    return f"layers.Conv2D({filters}, {size}, activation='relu'), layers.MaxPooling2D(),"


def normalised(filters: int) -> str:
    """A convolution of stride 2 with batch normalization."""
    return f"layers.Conv2D({filters}, 3, strides=2), layers.BatchNormalization(), layers.ReLU(),"


NETWORKS = {
    "lenet": Network(
        f"{stage(6, 5)} {stage(16, 5)} layers.Flatten(), layers.Dense(120, activation='relu'), "
        "layers.Dense(84, activation='relu'), layers.Dense(10, activation='softmax')"
    ),
    "tiny": Network(f"layers.Conv2D(8, 3, strides=2, activation='relu'), {HEAD}"),
    "small": Network(f"{stage(16, 3)} {stage(32, 3)} {HEAD}"),
    "norm": Network(f"{normalised(16)} {normalised(32)} layers.Dropout(0.3), {HEAD}"),
    "sgd": Network(f"{stage(8, 3)} {stage(16, 3)} {HEAD}", 5, 64, "keras.optimizers.SGD(0.01)"),
    "wide": Network(
        f"{stage(32, 3)} {stage(64, 3)} layers.Flatten(), layers.Dense(1150, activation='relu'), "
        "layers.Dropout(0.5), layers.Dense(10, activation='softmax')",
        4,
        256,
    ),
}


class Ran(NamedTuple):
    """One run of the command: evidence of the accuracy, seconds, seconds of computing."""

    evidence: dict[str, object]
    wall_s: float
    work_s: float

    def number(self, key: str) -> float:
        """One figure of the evidence."""
        return float(str(self.evidence[key]))


def answer(name: str, folder: Path, exercise: int) -> Path:
    """The network as a learner hands it in."""
    if name in FILES:
        code = FILES[name].read_text(encoding="utf-8")
    else:
        code = CODE.format(**NETWORKS[name]._asdict())
    path = folder / f"ex{exercise:02}_{name}.py"
    path.write_text(code, encoding="utf-8")
    return path


def run(path: Path, exercise: int, *more: str) -> Ran:
    """Grade it and look at what its accuracy says."""
    words = [COMMAND, "exercise", str(exercise), "--path", path, "--data", "full", "--json", *more]
    began, before = time.monotonic(), _children_s()
    done = subprocess.run(words, capture_output=True, check=False, env=environment())
    wall_s, work_s = time.monotonic() - began, (_children_s() - before) / THREADS
    rows = json.loads(done.stdout)["results"][0]["criteria"]
    return Ran(next(row["evidence"] for row in rows if row["id"] == "accuracy"), wall_s, work_s)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment() -> dict[str, str]:
    """No GPU; threads are pinned by the grader."""
    return {**os.environ, "CUDA_VISIBLE_DEVICES": "-1"}


def row(name: str, quick: Ran, full: Ran, of: int) -> str:
    """A line of the table."""
    low, high = quick.evidence["interval"]  # type: ignore[misc]
    real = full.number("test_accuracy")
    return (
        f"| {name} | {quick.number('parameters'):,.0f} | {quick.number('test_accuracy'):.4f} "
        f"| {quick.number('projected'):.4f} ({low:.4f} to {high:.4f}) | {real:.4f} "
        f"| {'inside' if low <= real <= high else 'OUTSIDE'} "
        f"| {quick.evidence['stopped'] or 'no'} | {exponent(quick, full, of):.2f} "
        f"| {quick.work_s:.0f} | {quick.wall_s:.0f} |"
    )


def exponent(quick: Ran, full: Ran, of: int) -> float:
    """The power of the number of pictures by which the error fell."""
    errors = [1 - one.number("test_accuracy") for one in (quick, full)]
    return log(errors[0] / errors[1]) / log(of / quick.number("pictures"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", default=[*NETWORKS, "chapter", "reference"])
    parser.add_argument("--exercise", type=int, default=9)
    asked = parser.parse_args()
    of = {9: 55_000, 10: 2_912}[asked.exercise]
    print(
        "| network | parameters | on the part | projected (95 %) | real | real is | stopped "
        "| exponent | computing, s | wall, s |\n|---|---|---|---|---|---|---|---|---|---|",
        flush=True,
    )
    exponents = []
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.networks:
            path = answer(name, Path(folder), asked.exercise)
            quick, full = run(path, asked.exercise, "--quick"), run(path, asked.exercise)
            if not quick.evidence["stopped"]:
                exponents.append(exponent(quick, full, of))
            print(row(name, quick, full, of), flush=True)
    if len(exponents) > 1:
        mean, spread = statistics.mean(exponents), statistics.stdev(exponents)
        print(f"\nexponent of those that were not stopped: {mean:.2f}, deviation {spread:.2f}")


if __name__ == "__main__":
    main()
