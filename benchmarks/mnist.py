"""Exercise 9 in figures: the chapter's network beside the reference, and what grading costs.

    python benchmarks/mnist.py                     short: the embedded sample, minutes
    python benchmarks/mnist.py --full --seeds 3    all 70,000 digits, most of an hour

Every training runs in a fresh process with the threads that the grader pins; the two networks take
turns, so that a machine whose speed drifts treats them alike. Quote the ratios, not the seconds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CHAPTER = ROOT / "benchmarks" / "chapter_mnist.py"
REFERENCE = ROOT / "solutions" / "ex09_mnist.py"
COMMAND = Path(sys.executable).parent / "cnn-grade"
THREADS = 2

BARE = """
import importlib.util, json, os, sys, time
import keras, numpy as np, tensorflow as tf
from grader.datasets import load_mnist

path, data, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
threads = int(os.environ["OMP_NUM_THREADS"])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
keras.utils.disable_interactive_logging()
digits = load_mnist(data, os.environ)
scaled = lambda part: (part.images[..., None].astype("float32") / 255, part.labels.astype("int64"))
keras.utils.set_random_seed(seed)
spec = importlib.util.spec_from_file_location("answer", path)
answer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(answer)
model = answer.build_model()
began = time.monotonic()
answer.train(model, scaled(digits.train), scaled(digits.validation))
seconds = time.monotonic() - began
x, y = scaled(digits.test)
right = float((model.predict(x, batch_size=256).argmax(axis=1) == y).mean())
print(json.dumps([right, seconds, model.count_params()]))
"""
"""The bare script: the same training with no grader around it."""


class Run(NamedTuple):
    """One training: accuracy, seconds of training, parameters, seconds of the whole process."""

    accuracy: float
    training_s: float
    parameters: int
    whole_s: float


def environment() -> dict[str, str]:
    """The threads that the grader pins, and no GPU."""
    names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    pinned = dict.fromkeys(names, str(THREADS))
    return {**os.environ, **pinned, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def bare(path: Path, data: str, seed: int) -> Run:
    """Train an answer without the grader."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", BARE, path, data, str(seed)],
        capture_output=True,
        check=True,
        env=environment(),
    )
    whole_s = time.monotonic() - began
    accuracy, training_s, parameters = json.loads(done.stdout.splitlines()[-1])
    return Run(accuracy, training_s, parameters, whole_s)


def graded(path: Path, data: str, seed: int) -> Run:
    """Train an answer through `cnn-grade exercise 9`."""
    began = time.monotonic()
    words = [COMMAND, "exercise", "9", "--path", path, "--data", data, "--seed", str(seed)]
    done = subprocess.run(
        [*words, "--device", "cpu", "--json"], capture_output=True, check=False, env=environment()
    )
    whole_s = time.monotonic() - began
    rows = json.loads(done.stdout)["results"][0]["criteria"]
    evidence = next(row["evidence"] for row in rows if row["id"] == "accuracy")
    return Run(evidence["test_accuracy"], 0.0, evidence["parameters"], whole_s)


def start_up_s(times: int = 3) -> float:
    """Seconds to import TensorFlow in a fresh process, median."""
    found = []
    for _ in range(times):
        began = time.monotonic()
        code = "import tensorflow, keras"
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        found.append(time.monotonic() - began)
    return statistics.median(found)


def networks_table(chapter: list[Run], reference: list[Run]) -> list[str]:
    """The two networks side by side, as lines of Markdown."""

    def line(name: str, runs: list[Run]) -> str:
        shown = ", ".join(f"{run.accuracy:.4f}" for run in runs)
        mean = statistics.mean(run.accuracy for run in runs)
        seconds = statistics.median(run.training_s for run in runs)
        return f"| {name} | {mean:.4f} ({shown}) | {seconds:.1f} | {runs[0].parameters:,} |"

    ratio = statistics.median(
        mine.training_s / theirs.training_s for mine, theirs in zip(reference, chapter, strict=True)
    )
    fewer = reference[0].parameters / chapter[0].parameters
    gain = statistics.mean(r.accuracy for r in reference) - statistics.mean(
        c.accuracy for c in chapter
    )
    return [
        "| network | test accuracy, mean (each seed) | training, s | parameters |",
        "|---|---|---|---|",
        line("chapter's", chapter),
        line("reference", reference),
        f"| reference against chapter's | {gain:+.4f} | ratio {ratio:.3f} | ratio {fewer:.3f} |",
    ]


def overhead_table(alone: list[Run], through: list[Run], import_s: float) -> list[str]:
    """What grading costs beside the bare script, as lines of Markdown."""
    pairs = list(zip(through, alone, strict=True))
    ratio = statistics.median(mine.whole_s / theirs.whole_s for mine, theirs in pairs)
    more_s = statistics.median(mine.whole_s - theirs.whole_s for mine, theirs in pairs)
    beyond = statistics.median((mine.whole_s - import_s) / theirs.whole_s for mine, theirs in pairs)
    return [
        "| bare script, s | `cnn-grade exercise 9`, s | ratio | difference, s "
        "| import of TensorFlow, s | ratio less one import |",
        "|---|---|---|---|---|---|",
        f"| {statistics.median(r.whole_s for r in alone):.1f} "
        f"| {statistics.median(r.whole_s for r in through):.1f} "
        f"| {ratio:.3f} | {more_s:.1f} | {import_s:.1f} | {beyond:.3f} |",
    ]


def stub_table(import_s: float, times: int = 5) -> list[str]:
    """Seconds until the stub is told to be untouched, as a share of TensorFlow's import."""
    found = []
    for _ in range(times):
        began = time.monotonic()
        subprocess.run(
            [COMMAND, "exercise", "9", "--path", ROOT / "exercises"],
            capture_output=True,
            check=False,
            env=environment(),
        )
        found.append(time.monotonic() - began)
    median = statistics.median(found)
    return [
        "| `cnn-grade exercise 9` on the stub, s | share of TensorFlow's import |",
        "|---|---|",
        f"| {median:.2f} | {median / import_s:.3f} |",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="all 70,000 digits")
    parser.add_argument("--seeds", type=int, default=1, help="trainings of each kind")
    asked = parser.parse_args()
    data = "full" if asked.full else "sample"
    chapter, reference, through = [], [], []
    for seed in range(1, asked.seeds + 1):
        chapter.append(bare(CHAPTER, data, seed))
        reference.append(bare(REFERENCE, data, seed))
        through.append(graded(REFERENCE, data, seed))
    import_s = start_up_s()
    tables = (
        networks_table(chapter, reference),
        overhead_table(reference, through, import_s),
        stub_table(import_s),
    )
    print(f"{data} data, {asked.seeds} seed(s), {THREADS} threads, Python {sys.version.split()[0]}")
    for table in tables:
        print("\n" + "\n".join(table))


if __name__ == "__main__":
    main()
