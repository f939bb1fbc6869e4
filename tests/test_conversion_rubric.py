"""A rubric's table for code: what is wrong in it is named with its place."""

from pathlib import Path

import pytest

from grader.errors import RubricError
from grader.exercise import course_folder, load_exercise
from grader.rubric import WordsRubric, read_rubric

COURSE = course_folder()
PATH = COURSE / "rubrics" / "ex07_fully_convolutional.toml"
RUBRIC = PATH.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param(
            "points = 0.2\n",
            "points = 0.3\n",
            r"conversion\.points: the criteria's points add up to 1\.1, not 1\.",
            id="points that do not add up",
        ),
        pytest.param(
            "sources = 6", "sources = 0", r"conversion\.sources: at least one", id="no network"
        ),
        pytest.param(
            "sources = 6", 'sources = "6"', r"conversion\.sources: Expected `int`", id="a text"
        ),
        pytest.param(
            'fixed_input = ["Input"',
            'fixed_inputs = ["Input"',
            r"conversion\.places: there is no sentence 'fixed_inputs'",
            id="a place for no sentence",
        ),
        pytest.param(
            'fixed_input = "{place}',
            'fixed = "{place}',
            r"conversion\.criteria\[5\]\.says: the sentence 'fixed_input' is missing",
            id="a sentence lost",
        ),
        pytest.param(
            'check = "kernels"', 'check = "kernel"', r"conversion\.criteria\[2\]", id="no check"
        ),
        pytest.param("tolerance = 1e-4", "tolerence = 1e-4", r"conversion.*tol", id="misspelt"),
    ],
)
def test_a_broken_table_is_named_with_its_place(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    assert RUBRIC.count(old) == 1
    path = tmp_path / PATH.name
    path.write_text(RUBRIC.replace(old, new), encoding="utf-8")
    for name in ("language.toml", "word_order.toml"):
        (tmp_path / name).write_bytes((PATH.parent / name).read_bytes())
    with pytest.raises(RubricError, match=says):
        read_rubric(path)


def test_words_and_code_are_a_point_each() -> None:
    exercise = load_exercise(7, COURSE)
    assert isinstance(exercise.rubric, WordsRubric)
    assert exercise.rubric.conversion is not None
    assert (exercise.rubric.points, exercise.rubric.conversion.points) == (1, 1)
    assert exercise.max_points == 2


def test_the_guide_has_the_tables_points() -> None:
    exercise = load_exercise(7, COURSE)
    assert isinstance(exercise.rubric, WordsRubric)
    assert exercise.rubric.conversion is not None
    guide = (Path(__file__).parent.parent / "docs" / "learner.md").read_text(encoding="utf-8")
    for rule in exercise.rubric.conversion.criteria:
        assert f"| {rule.title} | {rule.points:g} |" in guide
