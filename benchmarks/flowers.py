"""Exercise 10 in figures: the reference beside the chapter's recipe, decoding, and memory.

    python benchmarks/flowers.py                     short: the drawn sample, without memory
    python benchmarks/flowers.py --full --seeds 3    tf_flowers, a quarter of an hour

Every training runs in a fresh process with the threads that the grader pins. The chapter's recipe
takes most of an hour on two cores, so its time is extrapolated from steps that are measured in the
same run, between the trainings of the reference. Quote the ratios, not the seconds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
CHAPTER = ROOT / "benchmarks" / "chapter_flowers.py"
REFERENCE = ROOT / "solutions" / "ex10_flowers.py"
COMMAND = Path(sys.executable).parent / "cnn-grade"
THREADS = 2

START = """
import importlib.util, json, os, sys, tempfile, time
from pathlib import Path
from grader.datasets import load_flowers, serve_weights
path, data, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
home = tempfile.TemporaryDirectory()
os.environ["KERAS_HOME"] = home.name
serve_weights(Path(home.name), Path(path).read_text(), {**os.environ, "KERAS_HOME": "/nowhere"})
import keras, numpy as np, tensorflow as tf
from grader.sandbox.inside.flowers import encoded, pictures, preprocessed
threads = int(os.environ["OMP_NUM_THREADS"])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
keras.utils.disable_interactive_logging()
flowers = load_flowers(data, os.environ)
keras.utils.set_random_seed(seed)
spec = importlib.util.spec_from_file_location("answer", path)
answer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(answer)

def batches(part, shuffled=False):
    photos = [part.read(place) for place in range(len(part.labels))]
    data = encoded(photos, part.labels.astype("int64"))
    data = data.shuffle(len(photos), seed=seed) if shuffled else data
    decode = lambda photo, label: (
        tf.io.decode_image(photo, channels=3, expand_animations=False), label
    )
    return preprocessed(answer, data.map(decode, 2)).batch(32).prefetch(1)

train, validation, test = (
    batches(part, part is flowers.train)
    for part in (flowers.train, flowers.validation, flowers.test)
)
model = answer.build_model(len(flowers.classes))
"""
"""The data of the grader, without the grader."""

TRAIN = """
began = time.monotonic()
answer.train(model, train, validation)
seconds = time.monotonic() - began
labels = flowers.test.labels
right = float((model.predict(test).argmax(axis=1) == labels).mean())
print(json.dumps({"accuracy": right, "seconds": seconds}))
"""

STEPS = """
class Clock(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        self.began = time.monotonic()
    def on_train_batch_end(self, batch, logs=None):
        self.seconds.append(time.monotonic() - self.began)

def step_s():
    clock = Clock()
    clock.seconds = []
    model.fit(train.take(14), epochs=1, callbacks=[clock])
    return float(np.median(clock.seconds[4:]))

def timed(data):
    began = time.monotonic()
    for _ in data:
        pass
    return time.monotonic() - began

frozen_s = step_s()
model.evaluate(validation)
began = time.monotonic()
model.evaluate(validation)
validation_s = time.monotonic() - began
for layer in model.layers:
    layer.trainable = True
answer.compile_with(model, 0.01)
trained_s = step_s()
steps = len(train)
print(json.dumps({
    "frozen_s": frozen_s, "trained_s": trained_s, "steps": steps, "decoding_s": timed(train),
    "seconds": 3 * (steps * frozen_s + validation_s) + 5 * (steps * trained_s + validation_s),
}))
"""


def environment() -> dict[str, str]:
    """The threads that the grader pins, and no GPU."""
    names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    pinned = dict.fromkeys(names, str(THREADS))
    return {**os.environ, **pinned, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def run(code: str, path: Path, data: str, seed: int) -> dict[str, float]:
    """Run a bare script on an answer; what it printed last."""
    words = [sys.executable, "-c", START + code, path, data, str(seed)]
    done = subprocess.run(words, capture_output=True, env=environment(), check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2_000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def graded(data: str) -> dict[str, Any]:
    """The reference through `cnn-grade exercise 10`: its result, seconds, peak memory of all."""
    words = [COMMAND, "exercise", "10", "--path", REFERENCE, "--data", data, "--json"]
    began = time.monotonic()
    with subprocess.Popen(
        [*words, "--device", "cpu"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory_bytes(process.pid))
            time.sleep(0.2)
        out = process.stdout.read() if process.stdout else b""
    rows = json.loads(out)["results"][0]["criteria"]
    evidence = next(row["evidence"] for row in rows if row["id"] == "accuracy")
    return {"seconds": time.monotonic() - began, "peak": peak, **evidence}


def memory_bytes(pid: int) -> int:
    """Memory that a process and all below it use now; what they share is counted once."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in family)
    except psutil.Error:
        return 0


def table(data: str, seeds: int) -> list[str]:
    """Reference and recipe side by side, as lines of Markdown; they take turns."""
    reference, recipe = [], []
    for seed in range(1, seeds + 1):
        recipe.append(run(STEPS, CHAPTER, data, seed))
        reference.append(run(TRAIN, REFERENCE, data, seed))
    accuracies = [one["accuracy"] for one in reference]
    shown = ", ".join(f"{value:.4f}" for value in accuracies)
    ratio = statistics.median(
        mine["seconds"] / theirs["seconds"] for mine, theirs in zip(reference, recipe, strict=True)
    )
    middle = {name: statistics.median(one[name] for one in recipe) for name in recipe[0]}
    share = middle["decoding_s"] / (middle["frozen_s"] * middle["steps"])
    return [
        "| | test accuracy, mean (each seed) | training, s |",
        "|---|---|---|",
        f"| chapter's recipe, from steps of {middle['frozen_s'] * 1e3:.0f} ms (frozen) and "
        f"{middle['trained_s'] * 1e3:.0f} ms | | {middle['seconds']:.0f} |",
        f"| reference | {statistics.mean(accuracies):.4f} ({shown}) | "
        f"{statistics.median(one['seconds'] for one in reference):.0f} |",
        f"| reference against the recipe | | ratio {ratio:.3f} |",
        "",
        f"Reading, decoding and preprocessing all training photos takes {share:.3f} of an epoch "
        "with the base frozen.",
    ]


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="tf_flowers instead of the sample")
    parser.add_argument("--seeds", type=int, default=1)
    given = parser.parse_args()
    data = "full" if given.full else "sample"
    print("\n".join(table(data, given.seeds)), flush=True)
    if not given.full:
        return
    through = graded(data)
    print(
        f"\n`cnn-grade exercise 10` on the reference: {through['seconds']:.0f} s in all, test "
        f"accuracy {through['test_accuracy']:.4f} on {through['examples']} photos, peak memory of "
        f"all processes {through['peak'] / 1e9:.2f} GB."
    )


if __name__ == "__main__":
    main()
