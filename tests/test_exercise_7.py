"""Exercise 7 as its users meet it: words and code, each alone, and both in every form."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from command import ROOT, Ran, cnn_grade
from grader.exercise import course_folder, load_exercise
from grader.submission import read_written

NAME = "ex07_fully_convolutional"
SOLUTION = (ROOT / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
STUB = (ROOT / "exercises" / f"{NAME}.py").read_text(encoding="utf-8")
WALK = (ROOT / "tests" / "submissions" / "ex07" / "right_walk.py").read_text(encoding="utf-8")
WORDS = SOLUTION[SOLUTION.index('ANSWER = """') : SOLUTION.index("def to_fully")]
TEXT = WORDS.replace("ANSWER =", "").replace('"""', "")
CODE = SOLUTION[SOLUTION.index("def to_fully") :]


def handed_in(folder: Path, text: str, name: str = f"{NAME}.py") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def code_rows(ran: Ran) -> dict[str, str]:
    rows: list[dict[str, Any]] = ran.result["criteria"]
    return {row["id"]: row["status"] for row in rows if row["id"].startswith("code")}


def word_rows(ran: Ran) -> set[str]:
    return {row["status"] for row in ran.result["criteria"] if row["id"].startswith("idea")}


def test_the_stub_is_not_attempted_and_asks_for_both() -> None:
    ran = cnn_grade("exercise", 7, "--path", ROOT / "exercises", "--json")
    assert (ran.status, ran.result["status"], ran.result["criteria"]) == (1, "not_attempted", [])
    assert ran.result["max_points"] == 2
    assert ran.err == ""
    assert ran.result["feedback"] == snapshot(
        [
            "Next: write your answer and to_fully_convolutional(model) into "
            "ex07_fully_convolutional.py, then run it again."
        ]
    )


@pytest.mark.tensorflow
def test_the_solution_passes_and_its_network_reads_a_larger_picture() -> None:
    ran = cnn_grade("exercise", 7, "--path", ROOT / "solutions", "--json", "--device", "cpu")
    assert (ran.status, ran.result["status"]) == (0, "passed")
    assert (ran.result["points"], ran.result["max_points"], ran.result["score"]) == (2, 2, 1)
    assert ran.result["confidence"] == "sure"
    assert set(code_rows(ran).values()) == word_rows(ran) == {"passed"}
    assert json.loads(ran.out)["grader"]["device"] == "cpu"
    seen = ran.criterion("code:slides")["evidence"]
    read = [digit for digit in seen["digits"].split() if any(digit in row for row in seen["map"])]
    assert len(read) >= 6
    dots = sum(row.count("·") for row in seen["map"])
    assert dots > 0.7 * sum(map(len, seen["map"]))


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_runs_give_the_same_but_for_the_seconds() -> None:
    def run() -> dict[str, Any]:
        found = cnn_grade("exercise", 7, "--path", ROOT / "solutions", "--json").result
        return {**found, "seconds": 0}

    assert run() == run()


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_person_sees_the_map_and_what_it_saves() -> None:
    ran = cnn_grade("exercise", 7, "--path", ROOT / "solutions")
    lines = ran.out.splitlines()
    assert "PASSED  2 of 2" in ran.out
    assert "Your network read 61 x 8 places at once: " in ran.out
    assert sum(set(line.strip()) <= set("·0123456789") and "·" in line for line in lines) == 8
    assert max(map(len, lines)) <= 80
    assert "Next: another exercise." in lines


@pytest.mark.parametrize("form", ["py", "no function", "md", "ipynb"])
def test_words_alone_are_marked_as_before_and_never_pass(form: str, tmp_path: Path) -> None:
    path = handed_in(tmp_path, STUB.partition("ANSWER")[0] + WORDS)
    if form == "py":
        body = STUB[STUB.index("def to_fully") :]
        handed_in(tmp_path, STUB.partition("ANSWER")[0] + WORDS + body)
    if form == "md":
        path = handed_in(tmp_path, f"## 7.\n{TEXT}", "work.md") / "work.md"
    elif form == "ipynb":
        cells = [{"cell_type": "markdown", "source": f"## 7. FCN\n{TEXT}"},
                 {"cell_type": "code", "source": "def build_model():\n    return 1\n"}]  # fmt: skip
        path = handed_in(tmp_path, json.dumps({"cells": cells}), "work.ipynb") / "work.ipynb"
    ran = cnn_grade("exercise", 7, "--path", path, "--json")
    assert (ran.status, ran.result["status"], ran.result["score"]) == (1, "partial", 1)
    assert (ran.result["points"], ran.result["max_points"]) == (1, 1)
    assert ran.result["confidence"] == "sure"
    assert code_rows(ran) == {"code": "not_attempted"}
    assert ran.criterion("code")["message"] == snapshot(
        "to_fully_convolutional(model) was not handed in; it is worth 1 more point."
    )
    assert ran.result["feedback"] == snapshot(
        [
            "Next: write to_fully_convolutional(model) into ex07_fully_convolutional.py, then run "
            "it again."
        ]
    )
    assert json.loads(ran.out)["grader"]["device"] == ""
    assert ran.err == ""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_code_alone_leaves_the_words_to_be_answered(tmp_path: Path) -> None:
    ran = cnn_grade("exercise", 7, "--path", handed_in(tmp_path, WALK), "--json")
    assert (ran.status, ran.result["status"]) == (1, "partial")
    assert (ran.result["points"], ran.result["max_points"]) == (1, 2)
    assert word_rows(ran) == {"not_attempted"}
    assert set(code_rows(ran).values()) == {"passed"}
    assert ran.result["feedback"] == snapshot(
        ["Next: answer the question in words, too: ANSWER in ex07_fully_convolutional.py."]
    )


def notebook(folder: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "source": "## 6. Something else\nAlexNet won in 2012."},
        {"cell_type": "markdown", "source": f"## 7. Fully convolutional\n{TEXT}"},
        {"cell_type": "code", "source": "import keras\nfrom keras import layers\n"},
        {"cell_type": "code", "source": f"# any image size, kernels as large as the maps\n{CODE}"},
    ]
    return handed_in(folder, json.dumps({"cells": cells}), "hw.ipynb") / "hw.ipynb"


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_notebook_with_both_under_one_heading_passes(tmp_path: Path) -> None:
    ran = cnn_grade("exercise", 7, "--path", notebook(tmp_path), "--show-answers")
    assert ran.status == 0
    assert "PASSED  2 of 2" in ran.out
    assert "read from hw.ipynb, cell 2" in ran.out
    assert "kernels as large as the maps" not in ran.out


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_zip_with_words_in_a_document_and_code_in_a_file_passes(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.writestr("work/answers.md", f"## 7.\n{TEXT}")
        archive.writestr(f"work/{NAME}.py", WALK)
    ran = cnn_grade("exercise", 7, "--path", tmp_path / "work.zip", "--json")
    assert (ran.status, ran.result["status"]) == (0, "passed")


@pytest.mark.slow
@pytest.mark.tensorflow
def test_all_exercises_of_a_workspace_with_this_one(tmp_path: Path) -> None:
    handed_in(tmp_path, WALK)
    ran = cnn_grade("exercise", "all", "--path", tmp_path, "--json")
    found = {row["exercise"]: row["status"] for row in json.loads(ran.out)["results"]}
    assert found.pop(7) == "partial"
    assert set(found.values()) == {"not_attempted"}
    assert json.loads(ran.out)["grader"]["device"]


SAYS_IT_IN_COMMENTS = f'''"""A fully convolutional network has no dense layers, takes any size."""

# The kernel is as large as the feature maps, with one filter for each neuron.
{CODE}
# Padding is valid, and later dense layers become 1 x 1 convolutions.
'''


def test_comments_and_docstrings_of_code_are_no_words(tmp_path: Path) -> None:
    exercise = load_exercise(7, course_folder())
    path = handed_in(tmp_path, SAYS_IT_IN_COMMENTS)

    def pieces(*, beside_code: bool) -> int:
        found = read_written(path, 7, NAME, exercise.question, beside_code=beside_code)
        return len(found.pieces)

    assert pieces(beside_code=True) == 0
    assert pieces(beside_code=False) == 1


def test_code_that_python_cannot_read_is_told_with_its_line_and_runs_nothing(
    tmp_path: Path,
) -> None:
    folder = handed_in(tmp_path, SOLUTION.replace("(1, 1)", "(1, 1", 1))
    ran = cnn_grade("exercise", 7, "--path", folder, "--json")
    assert (ran.status, ran.result["status"]) == (1, "failed")
    assert "ex07_fully_convolutional.py:" in ran.criterion("code:converts")["message"]
    assert "Python cannot read this line" in ran.criterion("code:converts")["message"]
    assert ran.err == ""


@pytest.mark.parametrize(
    "body",
    ["pass", "...", "raise NotImplementedError", 'raise NotImplementedError("later")'],
)
def test_a_function_without_a_body_was_not_handed_in(body: str, tmp_path: Path) -> None:
    folder = handed_in(tmp_path, f"def to_fully_convolutional(model):\n    {body}\n")
    ran = cnn_grade("exercise", 7, "--path", folder, "--json")
    assert ran.result["status"] == "not_attempted"
