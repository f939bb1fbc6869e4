"""A quick look through the real processes: ended early and gracefully, and never a mark."""

import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pexpect
import psutil
import pytest

from command import COMMAND, ROOT, cnn_grade, environment
from grader.evidence import Progress
from grader.exercise import Exercise, course_folder, load_exercise
from grader.limits import Limits
from grader.options import Options
from grader.pipeline import grade_file
from grader.result import CriterionResult, Result

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="CNN_GRADE_DATA names no folder with full data")
FULL = str(Path(DATA).resolve()) if DATA else ""
BASE = (ROOT / "tests" / "submissions" / "ex09" / "base.py").read_text(encoding="utf-8")
FIT = "model.fit(x, y, epochs=2, batch_size=256, validation_data=val_data)"


def nothing(*_: object) -> None:
    """Nobody is told."""


def options(**changes: Any) -> Options:
    chosen: dict[str, Any] = {
        "device": "cpu",
        "backend": "tensorflow",
        "data": "sample",
        "seed": 42,
        "environment": environment(),
        "adopts": False,
        "on_progress": nothing,
        **changes,
    }

    def same(limits: Limits) -> Limits:
        return limits

    return Options(
        quick=True, adjust=same, on_note=nothing, on_stage=nothing, on_bytes=nothing, **chosen
    )


def hurried(**changes: float) -> Exercise:
    """Exercise 9 with another table for quick looks."""
    exercise = load_exercise(9, course_folder())
    rubric = exercise.model_rubric
    assert rubric.quick is not None
    quick = msgspec.structs.replace(rubric.quick, **{"judge_after": 0, **changes})
    return msgspec.structs.replace(exercise, rubric=msgspec.structs.replace(rubric, quick=quick))


def looked_at(path: Path, train: str, exercise: Exercise) -> Result:
    """A quick look at the small answer with another `train`."""
    (path / "ex09_mnist.py").write_text(BASE.replace(FIT, train), encoding="utf-8")
    return grade_file(path, exercise, options()).result


def row(result: Result, name: str) -> CriterionResult:
    return next(one for one in result.criteria if one.id == name)


@pytest.mark.tensorflow
def test_a_quick_look_says_that_it_is_none_of_the_marks(tmp_path: Path) -> None:
    (tmp_path / "ex09_mnist.py").write_text(BASE, encoding="utf-8")
    words = ("exercise", 9, "--path", tmp_path, "--data", "sample", "--quick", "--json")
    ran = cnn_grade(*words)
    found = ran.criterion("accuracy")["evidence"]
    assert found["quick"] is True
    # The whole sample is small enough for a quick look.
    assert found["projected"] == pytest.approx(found["test_accuracy"])
    assert found["interval"][0] < found["projected"] < found["interval"][1]
    assert "quick look, not the mark" in ran.criterion("accuracy")["message"]
    assert any(line.startswith("A quick look: trained on ") for line in ran.result["feedback"])
    assert ran.result["feedback"][-1].endswith("Without --quick it gives the mark.")


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "train",
    [
        pytest.param(FIT.replace("epochs=2", "epochs=9_999"), id="one long fit"),
        pytest.param(
            "for _ in range(9_999):\n"
            "        history = model.fit(x, y, validation_data=val_data).history\n"
            "        assert history['val_accuracy'][-1] > 0",
            id="a loop of fits",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_endless_training_is_ended_and_the_model_handed_back(train: str, tmp_path: Path) -> None:
    result = looked_at(tmp_path, train, hurried(budget_s=2, least_s=1))
    found = row(result, "accuracy").evidence
    assert found["stopped"] == "budget"
    assert 0.3 < found["test_accuracy"] <= found["projected"]
    assert "of 9999 epochs: there is no time for more" in row(result, "accuracy").message or (
        "a loop" in train or "range" in train
    )
    assert row(result, "trains").status == "passed"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_loop_of_ones_own_gets_no_verdict_and_no_blame(tmp_path: Path) -> None:
    train = "while True:\n        model.train_on_batch(x[:256], y[:256])"
    result = looked_at(tmp_path, train, hurried(limit_s=2))
    assert row(result, "trains").status == "not_attempted"
    assert "what does not use fit() cannot be stopped on the way" in row(result, "trains").message


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_hopeless_training_is_ended_before_its_time(tmp_path: Path) -> None:
    seen: list[Progress] = []
    code = BASE.replace("learning_rate=0.003", "learning_rate=0.00001").replace(
        "epochs=2", "epochs=10"
    )
    (tmp_path / "ex09_mnist.py").write_text(code, encoding="utf-8")
    exercise = load_exercise(9, course_folder())
    result = grade_file(tmp_path, exercise, options(on_progress=seen.append)).result
    assert row(result, "accuracy").evidence["stopped"] == "hopeless"
    assert "it could no longer get there" in row(result, "accuracy").message
    assert max(one.epoch for one in seen) < 10


@needs_data
@pytest.mark.data
@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_reference_is_likely_to_pass() -> None:
    words = ("exercise", 9, "--path", ROOT / "solutions", "--data", "full", "--quick", "--json")
    ran = cnn_grade(*words, CNN_GRADE_DATA=FULL)
    assert ran.status == 0, ran.out
    found = ran.criterion("accuracy")["evidence"]
    assert found["pictures"] == 10_000
    assert found["examples"] == 5_000
    assert found["interval"][0] < 0.9945 < found["interval"][1]
    assert ran.result["feedback"][-1] == "Next: run it without --quick for the mark."


@needs_data
@pytest.mark.data
@pytest.mark.slow
@pytest.mark.tensorflow
def test_features_computed_once_are_enough_for_a_quick_look() -> None:
    words = ("exercise", 10, "--path", ROOT / "solutions", "--data", "full", "--quick", "--json")
    ran = cnn_grade(*words, CNN_GRADE_DATA=FULL)
    found = ran.criterion("accuracy")["evidence"]
    assert found["stopped"] == ""
    assert found["interval"][0] < 0.924 < found["interval"][1]


@pytest.mark.tensorflow
@pytest.mark.parametrize("quick", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_ctrl_c_ends_training_at_once_with_all_its_processes(quick: bool, tmp_path: Path) -> None:
    path = tmp_path / "ex09_mnist.py"
    path.write_text(BASE.replace("epochs=2", "epochs=9_999"), encoding="utf-8")
    words = ["exercise", "9", "--data", "sample", "--path", str(path)]
    child = pexpect.spawn(
        str(COMMAND),
        words + ["--quick"] * quick,
        env=environment(TERM="xterm-256color", TMPDIR=str(tmp_path)),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("epoch")
    started = psutil.Process(child.pid).children(recursive=True)
    assert started
    child.sendintr()
    began = time.monotonic()
    child.expect(pexpect.EOF, timeout=5)
    child.close()
    # A third of a second where nothing else runs.
    assert time.monotonic() - began < 4
    assert child.exitstatus == 130
    assert not [one for one in started if one.is_running()]
