import io
import json
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace
from rich.console import Console

from command import cnn_grade
from doctor.machines import LAPTOP
from grader.doctor.checks import report
from grader.doctor.machine import Gpu, Trial
from grader.report.doctor import show_report

BROKEN = replace(
    LAPTOP,
    gpu=Gpu(("nvidia0",), "550.54.15"),
    trial=Trial(trouble="illegal instruction: TensorFlow is built for processors with AVX"),
    avx=False,
)


def screen(machine: object, width: int) -> str:
    out = io.StringIO()
    show_report(Console(file=out, width=width, highlight=False), report(machine))  # type: ignore[arg-type]
    return out.getvalue()


def test_a_laptop_at_sixty_columns() -> None:
    assert screen(LAPTOP, 60) == snapshot("""\
  ✓ Python      3.12.3 on Linux x86_64
  ✓ TensorFlow  2.21.0 with Keras 3.15.1, started in 2.5 s
  – GPU         none found; training runs on the processor
  ✓ cores       8 of 8 usable; training uses 2
  ✓ memory      9.0 GB of 16.0 GB free
  – sandbox     none: your code runs in a process of its own
                with limits on time and memory, but can read
                your files and the network. Grade only code
                that you would run yourself.
  ✓ MNIST       full, Keras cache, 11 MB
                /home/me/.keras/datasets/mnist.npz
  – tf_flowers  drawn flowers only; the official mark needs
                the full data (229 MB)
                cnn-grade data get flowers
  ✓ temporary   60.0 GB free in /tmp
  ✓ cache       60.0 GB free in /home/me/.cache/cnn-grade
  ✓ training    14.5 ms a step of 200 digits, middle of 300
  ✓ exercise 9  about 25 s; exercise 10 (drawn flowers)
                about 20 s

Exercise 9 can be graded here.
""")


def test_a_machine_that_cannot_grade() -> None:
    assert screen(BROKEN, 80) == snapshot("""\
  ✓ Python      3.12.3 on Linux x86_64
  ✗ TensorFlow  could not be imported: illegal instruction: TensorFlow is built
                for processors with AVX. This processor has no AVX: run
                cnn-grade on another machine.
  ! GPU         driver 550.54.15, but no CUDA libraries; training runs on the
                processor
                pip install 'cnn-grade[cuda]'
  ✓ cores       8 of 8 usable; training uses 2
  ✓ memory      9.0 GB of 16.0 GB free
  – sandbox     none: your code runs in a process of its own with limits on time
                and memory, but can read your files and the network. Grade only
                code that you would run yourself.
  ✓ MNIST       full, Keras cache, 11 MB
                /home/me/.keras/datasets/mnist.npz
  – tf_flowers  drawn flowers only; the official mark needs the full data (229
                MB)
                cnn-grade data get flowers
  ✓ temporary   60.0 GB free in /tmp
  ✓ cache       60.0 GB free in /home/me/.cache/cnn-grade

Exercise 9 cannot be graded here. Mend first: TensorFlow.
""")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert max(map(len, screen(LAPTOP, width).splitlines())) <= width


def broken_tensorflow(folder: Path) -> Path:
    """A folder with a TensorFlow that ends the process as one without AVX does."""
    package = folder / "broken" / "tensorflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n")
    return package.parent


def test_a_tensorflow_that_kills_its_process_is_told_and_no_trace_shown(tmp_path: Path) -> None:
    ran = cnn_grade(
        "doctor",
        CNN_GRADE_CACHE=str(tmp_path),
        HOME=str(tmp_path),
        PYTHONPATH=str(broken_tensorflow(tmp_path)),
    )
    assert ran.status == 3
    assert "✗ TensorFlow" in ran.out
    assert "illegal instruction" in ran.out
    assert "Mend first: TensorFlow." in ran.out
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.tensorflow
@pytest.mark.skipif(sys.platform != "linux", reason="tells of Linux")
def test_the_real_machine_is_told_as_one_object(tmp_path: Path) -> None:
    ran = cnn_grade(
        "doctor", "--quick", "--json", HOME=str(tmp_path), CNN_GRADE_CACHE=str(tmp_path)
    )
    assert ran.status == 0
    found = json.loads(ran.out)
    assert found["ok"] is True
    assert {one["id"] for one in found["findings"]} >= {"tensorflow", "gpu", "memory", "mnist"}
    assert found["seconds"] == {"exercise_9": None, "exercise_10": None}
    assert "starting TensorFlow" in ran.err
    assert list(tmp_path.iterdir()) == []
