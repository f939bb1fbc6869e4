"""Exercise 10 through the real command: the small right answer on drawn flowers."""

import os
from pathlib import Path

import pytest

from command import ROOT, cnn_grade

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(
    not DATA, reason="CNN_GRADE_DATA names no folder with the full tf_flowers"
)
SUBMISSIONS = ROOT / "tests" / "submissions" / "ex10"
BASE = SUBMISSIONS / "base.py"
STUB = ROOT / "exercises" / "ex10_flowers.py"


def test_the_stub_is_not_attempted_and_says_what_to_write() -> None:
    ran = cnn_grade("exercise", 10, "--path", STUB, "--json")
    assert ran.status == 1
    assert ran.result["status"] == "not_attempted"
    assert ran.result["feedback"] == [
        "Next: write preprocess() and build_model() in ex10_flowers.py, then run it again."
    ]


@pytest.mark.tensorflow
def test_a_small_right_answer_is_measured_on_drawn_flowers(tmp_path: Path) -> None:
    (tmp_path / "ex10_flowers.py").write_bytes(BASE.read_bytes())
    ran = cnn_grade("exercise", 10, "--path", tmp_path, "--data", "sample", "--json")
    result = ran.result
    assert ran.status in {0, 1}, ran.err
    assert ran.criterion("pretrained")["evidence"]["base"] == "MobileNetV2 (alpha 1.0)"
    right = ("model", "pretrained", "fits", "compiled", "preprocessing", "frozen", "batch_norm")
    assert {ran.criterion(name)["status"] for name in right} == {"passed"}
    measured = ran.criterion("accuracy")["evidence"]
    assert measured["examples"] == 300
    assert measured["predicted_by"] == "measuring"
    low, high = measured["interval"]
    assert 0.5 < low < measured["test_accuracy"] < high
    assert measured["confidently_wrong"][0]["label"] in {
        *("dandelion", "daisy", "tulip", "sunflower", "rose")
    }
    assert any("drawn flowers" in line for line in result["feedback"])
    assert any("96 x 96" in line for line in result["feedback"])


@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_same_answer_gets_the_same_result_twice(tmp_path: Path) -> None:
    (tmp_path / "ex10_flowers.py").write_bytes(BASE.read_bytes())
    results = [
        cnn_grade("exercise", 10, "--path", tmp_path, "--data", "sample", "--json").result
        for _ in range(2)
    ]
    for result in results:
        result.pop("seconds")
    assert results[0] == results[1]


def cells(name: str, folder: Path) -> Path:
    path = folder / "ex10_flowers.py"
    path.write_bytes((SUBMISSIONS / name).read_bytes())
    return path


@pytest.mark.slow
@pytest.mark.tensorflow
def test_cells_of_an_earlier_version_have_all_that_is_gone_named_at_once(tmp_path: Path) -> None:
    path = cells("old_cells.py", tmp_path)
    ran = cnn_grade("exercise", 10, "--path", path, "--data", "sample", "--json")
    assert "subsplit is gone" in ran.criterion("model")["message"]
    said = " ".join(ran.result["feedback"])
    assert "lr= is gone from the optimizers: write learning_rate=" in said
    assert "decay= is gone from the optimizers" in said


@pytest.mark.slow
@pytest.mark.tensorflow
def test_cells_in_free_form_are_measured_through_their_own_preprocess(tmp_path: Path) -> None:
    path = cells("new_cells.py", tmp_path)
    ran = cnn_grade("exercise", 10, "--path", path, "--data", "sample", "--json")
    assert ran.criterion("fits")["message"].endswith('Dense(num_classes, activation="softmax")')
    assert ran.criterion("fits")["score"] == 0.5
    assert ran.criterion("preprocessing")["status"] == "passed"
    assert ran.criterion("frozen")["status"] == "passed"
    assert ran.criterion("batch_norm")["status"] == "failed"
    assert ran.criterion("accuracy")["evidence"]["examples"] == 300
    assert any("tfds.load() was served" in line for line in ran.result["feedback"])


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.data
@needs_data
def test_the_reference_answer_passes_on_the_photos() -> None:
    ran = cnn_grade(
        *("exercise", 10, "--path", ROOT / "solutions", "--json"),
        timeout_s=1_500,
        CNN_GRADE_DATA=str(Path(DATA).resolve()),
    )
    assert ran.status == 0, ran.out + ran.err
    assert ran.result["points"] == ran.result["max_points"]
    assert ran.criterion("accuracy")["evidence"]["examples"] == 364
