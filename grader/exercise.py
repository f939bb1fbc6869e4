"""An exercise is a stub, a solution and a rubric of one name; here they are found."""

import ast
from pathlib import Path

import msgspec

from grader.errors import RubricError, UsageError
from grader.result import Heading
from grader.rubric import (
    Common,
    Language,
    ModelRubric,
    Rubric,
    WordsRubric,
    read_common,
    read_language,
    read_rubric,
)


class Exercise(msgspec.Struct, frozen=True):
    """One question of the chapter: number, name of its files, rubric, places of its files."""

    number: int
    name: str
    rubric: Rubric
    common: Common
    language: Language
    stub: Path
    solution: Path

    @property
    def heading(self) -> Heading:
        """Number and title."""
        return Heading(self.number, self.rubric.title)

    @property
    def model_rubric(self) -> ModelRubric:
        """The rubric of an exercise that asks for a model.

        Raises:
            RubricError: it asks for something else.
        """
        if not isinstance(self.rubric, ModelRubric):
            raise RubricError(f"exercise {self.number} asks for no model.")
        return self.rubric

    @property
    def question(self) -> str:
        """The question as the learner reads it: the stub's docstring."""
        return ast.get_docstring(ast.parse(self.stub.read_text(encoding="utf-8"))) or ""

    @property
    def max_points(self) -> float:
        """Points of the whole exercise."""
        if isinstance(self.rubric, WordsRubric):
            code = self.rubric.conversion
            return self.rubric.points + (code.points if code else 0.0)
        return round(sum(rule.points for rule in self.rubric.criteria), 2)


def course_folder() -> Path:
    """The folder that holds `exercises`, `solutions` and `rubrics`: in a wheel, or a checkout."""
    package = Path(__file__).parent
    installed = package / "course"
    return installed if installed.is_dir() else package.parent


def exercise_numbers(course: Path) -> tuple[int, ...]:
    """Numbers of all exercises that have a rubric, ascending."""
    return tuple(sorted(int(path.name[2:4]) for path in course.glob("rubrics/ex[0-9][0-9]_*.toml")))


def load_exercise(number: int, course: Path) -> Exercise:
    """Find and validate one exercise.

    Raises:
        UsageError: there is no such exercise.
        RubricError: its rubric, stub or solution is missing or broken.
    """
    found = sorted(course.glob(f"rubrics/ex{number:02}_*.toml")) if 0 < number < 100 else []
    if not found:
        there = ", ".join(map(str, exercise_numbers(course)))
        raise UsageError(f"there is no exercise {number}. Exercises: {there}.")
    common, language = read_common(course / "rubrics"), read_language(course / "rubrics")
    rubric, name = read_rubric(found[0], language), found[0].stem
    if isinstance(rubric, ModelRubric):
        common = common.with_own(rubric.says, rubric.errors)
    stub, solution = (course / room / f"{name}.py" for room in ("exercises", "solutions"))
    for path in (stub, solution):
        if not path.is_file():
            raise RubricError(f"{path}: missing. An exercise is a stub, a solution and a rubric.")
    return Exercise(number, name, rubric, common, language, stub, solution)
