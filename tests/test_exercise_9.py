"""Exercise 9 as its users meet it: stub, reference and the chapter's own network."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command import ROOT, cnn_grade, environment

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(
    not DATA, reason="CNN_GRADE_DATA names no folder with the full MNIST"
)
FULL = str(Path(DATA).resolve()) if DATA else ""


def test_the_stub_is_not_attempted_and_nothing_heavy_is_imported() -> None:
    ran = cnn_grade("exercise", 9, "--path", ROOT / "exercises", "--json")
    assert ran.status == 1
    assert ran.result["status"] == "not_attempted"
    assert ran.result["criteria"] == []
    assert ran.err == ""


@pytest.mark.parametrize("file", ["exercises/ex09_mnist.py", "broken.py"], ids=["stub", "broken"])
def test_no_process_and_no_numpy_for_what_needs_none(file: str, tmp_path: Path) -> None:
    path = ROOT / file
    if not path.exists():
        path = tmp_path / "ex09_mnist.py"
        path.write_text("def build_model(:\n", encoding="utf-8")
    watch = (
        "import sys, grader.cli as cli\n"
        "try: cli.app(['exercise', '9', '--path', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "heavy = {'tensorflow', 'keras', 'numpy', 'psutil', 'sqlalchemy', 'PIL'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, path], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.tensorflow
def test_the_stub_takes_a_tenth_of_tensorflows_import() -> None:
    def seconds(*words: object) -> float:
        began = time.perf_counter()
        subprocess.run(list(map(str, words)), env=environment(), capture_output=True, check=False)
        return time.perf_counter() - began

    command = Path(sys.executable).parent / "cnn-grade"
    stub = [seconds(command, "exercise", 9, "--path", ROOT / "exercises") for _ in range(5)]
    heavy = [seconds(sys.executable, "-c", "import tensorflow") for _ in range(3)]
    assert statistics.median(stub) <= statistics.median(heavy) / 10


@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_reference_passes_on_the_sample() -> None:
    ran = cnn_grade("exercise", 9, "--path", ROOT / "solutions", "--data", "sample", "--json")
    assert ran.status == 0, ran.out
    assert ran.result["status"] == "passed"
    assert ran.criterion("parameters")["evidence"]["parameters"] <= 150_000
    assert any("embedded sample" in line for line in ran.result["feedback"])


@needs_data
@pytest.mark.data
@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_reference_passes_on_all_test_digits_with_0_994_inside_the_interval() -> None:
    ran = cnn_grade(
        *("exercise", 9, "--path", ROOT / "solutions", "--data", "full", "--json"),
        timeout_s=900,
        CNN_GRADE_DATA=FULL,
    )
    assert ran.status == 0, ran.out
    evidence = ran.criterion("accuracy")["evidence"]
    assert evidence["examples"] == 10_000
    # One run; the mean of three is in docs/benchmarks.md.
    assert evidence["interval"][1] >= 0.994


@needs_data
@pytest.mark.data
@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_chapters_own_network_passes_or_is_told_that_it_is_close() -> None:
    ran = cnn_grade(
        *("exercise", 9, "--path", ROOT / "benchmarks" / "chapter_mnist.py"),
        *("--data", "full", "--json"),
        timeout_s=1_500,
        CNN_GRADE_DATA=FULL,
    )
    assert ran.status == 0, ran.out
    row = ran.criterion("accuracy")
    assert ran.criterion("model")["evidence"]["parameters"] == 809_290
    assert row["evidence"]["test_accuracy"] >= 0.990 or "close to the line" in row["message"]
    low, high = row["evidence"]["interval"]
    assert high - low < 0.006
