import ast
import shutil
from pathlib import Path

import pytest

from grader.errors import RubricError, UsageError
from grader.exercise import course_folder, exercise_numbers, load_exercise
from grader.rubric import read_rubric
from grader.submission import read_answer
from grader.submission.source import describe, is_untouched, parse

COURSE = course_folder()
NUMBERS = exercise_numbers(COURSE)


def test_the_course_has_exercises() -> None:
    assert 9 in NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_each_exercise_is_whole(number: int) -> None:
    exercise = load_exercise(number, COURSE)
    assert exercise.rubric.exercise == number
    assert exercise.max_points > 0
    assert len({rule.id for rule in exercise.rubric.criteria}) == len(exercise.rubric.criteria)
    for path in (exercise.stub, exercise.solution):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_stub_is_untouched_and_the_solution_is_not(number: int) -> None:
    exercise = load_exercise(number, COURSE)
    stub = ast.parse(exercise.stub.read_text(encoding="utf-8"))
    for path, untouched in ((exercise.stub, True), (exercise.solution, False)):
        tree = parse(read_answer(path, number, exercise.name))
        assert is_untouched(tree, stub) is untouched


def test_an_exercise_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"there is no exercise 42\. Exercises: "):
        load_exercise(42, COURSE)


RUBRIC = (COURSE / "rubrics" / "ex09_mnist.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param(
            "points = 6", 'points = "6"', r"criteria\[6\]\.points: Expected `float`", id="a text"
        ),
        pytest.param("points = 6", "pionts = 6", r"criteria\[6\].*pionts", id="a misspelling"),
        pytest.param('check = "fits"', 'check = "fit"', r"criteria\[2\]", id="an unknown check"),
        pytest.param(
            'few = "', 'fewer = "', r"criteria\[1\]\.says: the sentence 'few'", id="a sentence lost"
        ),
        pytest.param(
            'few = "',
            'other = ""\nfew = "',
            r"'other' is a sentence that convol",
            id="one too many",
        ),
        pytest.param('few = "{found}', 'few = "{found', r"says\.few", id="an open brace"),
        pytest.param("[plan]", "[plan", r"cannot be read", id="no TOML"),
    ],
)
def test_a_broken_rubric_is_named_with_its_place(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    assert old in RUBRIC
    path = tmp_path / "ex09_mnist.toml"
    path.write_text(RUBRIC.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RubricError, match=says):
        read_rubric(path)


def test_a_new_exercise_is_three_files(tmp_path: Path) -> None:
    for room in ("exercises", "solutions", "rubrics"):
        shutil.copytree(COURSE / room, tmp_path / room)
    for path in sorted(tmp_path.glob("*/ex09_mnist.*")):
        text = path.read_text(encoding="utf-8").replace("exercise = 9", "exercise = 11")
        path.with_name(path.name.replace("ex09", "ex11")).write_text(text, encoding="utf-8")
    assert load_exercise(11, tmp_path).number == 11
    assert 11 in exercise_numbers(tmp_path)


def test_old_names_are_found_where_they_are_meant(tmp_path: Path) -> None:
    path = tmp_path / "ex09_mnist.py"
    path.write_text(
        "from tensorflow.keras.layers.convolutional import Conv2D\n"
        "optimizer = SGD(lr=0.1, decay=1e-6)\n"
        "mine(lr=3)\n"
        "model.predict_classes(x)\n"
        "from keras.utils import np_utils\n"
        "from tensorflow.examples.tutorials.mnist import input_data\n",
        encoding="utf-8",
    )
    answer = read_answer(path, 9, "ex09_mnist")
    found = describe(answer, parse(answer), load_exercise(9, COURSE).common.old_names)
    assert sorted((old.line, old.name) for old in found.old_calls) == [
        (1, "keras.layers.convolutional"),
        (2, "decay"),
        (2, "lr"),
        (4, "predict_classes"),
        (5, "keras.utils.np_utils"),
        (6, "examples.tutorials.mnist"),
    ]
