"""Exercise 7's code in figures: how soon there is a verdict, and what a sliding network saves.

    python benchmarks/conversion.py              three runs of the command, under a minute
    python benchmarks/conversion.py --runs 5

Each run is the real command on the reference answer in a fresh process, TensorFlow's import
included. Seconds are those of the machine; the ratio to a bare `import tensorflow` is what to look
at. The speed-up is the grader's own: the converted digit reader called once on a whole picture,
beside the reader that was handed in on all crops of it, in one batch and one by one.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "cnn-grade"
READ = re.compile(
    r"read (\d+) x (\d+) places at once: ([\d.]+) times as fast as \d+ crops one by one, "
    r"([\d.]+) times"
)


class Run(NamedTuple):
    """One run: wall seconds, and what it printed."""

    seconds: float
    out: str


def timed(*words: object) -> Run:
    """Run a program on two processors' worth of threads, without a GPU."""
    began = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
        check=False,
    )
    return Run(time.perf_counter() - began, done.stdout)


def main(runs: int) -> None:
    """Print both tables; the two programs take turns, so that load treats them alike."""
    graded, imported = [], []
    for _ in range(runs):
        imported.append(timed(sys.executable, "-c", "import tensorflow").seconds)
        graded.append(timed(COMMAND, "exercise", 7, "--path", "solutions"))
    seconds = statistics.median(run.seconds for run in graded)
    bare = statistics.median(imported)
    print("| `cnn-grade exercise 7`, s | import of TensorFlow, s | ratio |\n|---|---|---|")
    print(f"| {seconds:.1f} | {bare:.1f} | {seconds / bare:.2f} |\n")
    found = [match for run in graded if (match := READ.search(" ".join(run.out.split())))]
    single, batch = (statistics.median(float(match[n]) for match in found) for n in (3, 4))
    columns, rows = int(found[0][1]), int(found[0][2])
    print("| places read at once | against crops one by one | in one batch |\n|---|---|---|")
    print(f"| {columns} x {rows} = {columns * rows} | {single:g} times | {batch:g} times |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    main(parser.parse_args().runs)
