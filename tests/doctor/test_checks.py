from typing import Any

import pytest
from msgspec.structs import replace

from doctor.machines import FLOWERS, LAPTOP, MNIST
from grader.doctor.checks import can_grade, findings, report
from grader.doctor.costs import exercise_9_s, exercise_10_s
from grader.doctor.machine import Cores, Gpu, Machine, Memory, Room, Trial
from grader.doctor.said import Finding

DEAD = Trial(backend="tensorflow", trouble="illegal instruction")


def found(machine: Machine, name: str) -> Finding:
    return next(one for one in findings(machine) if one.id == name)


def test_a_usual_laptop_has_nothing_to_mend() -> None:
    said = findings(LAPTOP)
    assert {one.mark for one in said} == {"good", "aside"}
    assert can_grade(said)
    assert report(LAPTOP).ok


NVIDIA = ("nvidia0",)


@pytest.mark.parametrize(
    ("gpu", "mark", "words", "command"),
    [
        pytest.param(Gpu(), "aside", "none found; training runs on the processor", "", id="none"),
        pytest.param(
            Gpu(NVIDIA, "550.54.15"),
            "warning",
            "driver 550.54.15, but no CUDA libraries",
            "pip install 'cnn-grade[cuda]'",
            id="no libraries",
        ),
        pytest.param(
            Gpu(NVIDIA, "550.54.15", libraries=True, hidden="-1"),
            "warning",
            'CUDA_VISIBLE_DEVICES="-1" hides it',
            "unset CUDA_VISIBLE_DEVICES",
            id="hidden",
        ),
        pytest.param(
            Gpu(NVIDIA, "470.10", libraries=True),
            "warning",
            "driver 470.10 is older than 525",
            "",
            id="old driver",
        ),
        pytest.param(Gpu(NVIDIA), "warning", "driver is not loaded", "nvidia-smi", id="no driver"),
        pytest.param(
            Gpu(NVIDIA, "550.54.15", libraries=True),
            "warning",
            "yet TensorFlow sees no GPU",
            "pip install --force-reinstall 'cnn-grade[cuda]'",
            id="not seen",
        ),
        pytest.param(
            Gpu(("dxg",)),
            "warning",
            "a GPU, but no CUDA libraries",
            "pip install 'cnn-grade[cuda]'",
            id="windows subsystem",
        ),
        pytest.param(Gpu(("kfd",)), "warning", "an AMD GPU", "", id="amd"),
    ],
)
def test_why_no_gpu_trains(gpu: Gpu, mark: str, words: str, command: str) -> None:
    one = found(replace(LAPTOP, gpu=gpu), "gpu")
    assert (one.mark, one.command) == (mark, command)
    assert words in one.text
    assert "training runs on the processor" in one.text


def test_a_gpu_that_trains_is_named() -> None:
    trial = replace(LAPTOP.trial, device="gpu (NVIDIA T4)")
    machine = replace(LAPTOP, gpu=Gpu(NVIDIA, "550.54.15", libraries=True), trial=trial)
    assert found(machine, "gpu").text == "NVIDIA T4, driver 550.54.15: training runs there"


@pytest.mark.parametrize(
    ("name", "changes", "mark", "words"),
    [
        pytest.param("tensorflow", {"trial": DEAD}, "bad", "could not be imported", id="dead"),
        pytest.param(
            "tensorflow",
            {"trial": DEAD, "avx": False},
            "bad",
            "illegal instruction. This processor has no AVX: run cnn-grade on another machine",
            id="no avx",
        ),
        pytest.param(
            "tensorflow",
            {"trial": Trial(tensorflow="2.21.0", trouble="no keras")},
            "bad",
            "could not be used: no keras",
            id="no keras",
        ),
        pytest.param(
            "training",
            {"trial": replace(LAPTOP.trial, steps=0, trouble="killed")},
            "bad",
            "failed: killed",
            id="no training",
        ),
        pytest.param(
            "backend",
            {"backend": "jax", "backend_there": False},
            "bad",
            "which is not installed",
            id="no jax",
        ),
        pytest.param("backend", {"backend": "jax"}, "good", "measured with TensorFlow", id="jax"),
        pytest.param(
            "backend",
            {"backend": "mxnet", "backend_there": False},
            "bad",
            "known are tensorflow, jax and torch",
            id="no backend",
        ),
        pytest.param("cores", {"cores": Cores(64, 64, 0.5)}, "warning", "0.5 of 64", id="share"),
        pytest.param("cores", {"cores": Cores(8, 1)}, "warning", "1 of 8 usable", id="one core"),
        pytest.param("cores", {"cores": Cores(64, 4, 8.0)}, "good", "4 of 64 usable", id="four"),
        pytest.param(
            "memory",
            {"memory": Memory(64_000_000_000, 2_000_000_000, 4_000_000_000)},
            "warning",
            "2.0 GB of this container's 4.0 GB free; 2.5 GB are safe",
            id="container",
        ),
        pytest.param(
            "memory",
            {"memory": Memory(4_000_000_000, 500_000_000)},
            "bad",
            "0.50 GB of 4.0 GB free; training needs 1.0 GB",
            id="no memory",
        ),
        pytest.param("temp", {"temp": Room("/t", 1_000)}, "bad", "0.00 GB free in /t", id="full"),
        pytest.param("temp", {"temp": Room("/t", 9, "no right")}, "bad", "no right", id="closed"),
        pytest.param("temp", {"temp": Room("/t", 100_000_000)}, "warning", "0.10 GB", id="little"),
        pytest.param(
            "cache", {"cache": Room("/c", 9)}, "warning", "tf_flowers needs 0.75 GB", id="cache"
        ),
        pytest.param(
            "cache", {"cache": Room("/c", 9, "no right")}, "warning", "no right", id="no cache"
        ),
        pytest.param("sandbox", {}, "aside", "can read your files", id="no walls"),
        pytest.param("sandbox", {"walls": "full"}, "good", "full", id="walls"),
        pytest.param(
            "mnist",
            {"stock": (replace(MNIST, state="damaged", trouble="is damaged"),)},
            "bad",
            "is damaged",
            id="damaged digits",
        ),
        pytest.param(
            "flowers",
            {"stock": (replace(FLOWERS, state="damaged", trouble="is damaged"),)},
            "warning",
            "is damaged",
            id="damaged photos",
        ),
    ],
)
def test_what_is_told_of_a_machine(
    name: str, changes: dict[str, Any], mark: str, words: str
) -> None:
    machine = replace(LAPTOP, **changes)
    one = found(machine, name)
    assert one.mark == mark
    assert words in one.text
    assert can_grade(findings(machine)) is (mark != "bad")


def test_every_problem_of_software_has_a_command() -> None:
    machine = replace(LAPTOP, trial=DEAD, backend="torch", backend_there=False)
    commands = {one.id: one.command for one in findings(machine) if one.mark == "bad"}
    assert commands == {
        "tensorflow": "pip install --force-reinstall tensorflow keras",
        "backend": "pip install 'cnn-grade[torch]'",
    }


def test_times_follow_from_the_measured_step() -> None:
    assert exercise_9_s(LAPTOP.trial) == pytest.approx(1.1 * 1_375 * 0.0145 + 5)
    slow = replace(LAPTOP.trial, step_s=0.145)
    assert (exercise_10_s(slow, full=True) or 0) > 8 * (exercise_10_s(LAPTOP.trial, full=True) or 0)
    assert exercise_9_s(DEAD) is None
    text = found(LAPTOP, "time").text
    assert text == "about 25 s; exercise 10 (drawn flowers) about 20 s"
