"""The one way through: answer -> evidence -> criteria -> result."""

import time
from pathlib import Path

import msgspec

from grader.errors import RubricError
from grader.exercise import Exercise
from grader.options import Options
from grader.pipeline.code import grade_code
from grader.pipeline.conversion import grade_both
from grader.pipeline.graded import Graded, not_graded, untouched
from grader.pipeline.written import Marker, numbers_marker, words_marker
from grader.rubric import ModelRubric, NumbersRubric, WordsRubric
from grader.submission import read_answer, read_written

__all__ = ["Graded", "Marker", "grade_file", "marker", "not_graded", "untouched"]


def grade_file(path: Path, exercise: Exercise, options: Options) -> Graded:
    """Read the answer to one exercise and grade it.

    Raises:
        GraderError: nothing can be read there, or the grader itself could not do its work.
    """
    if isinstance(exercise.rubric, ModelRubric):
        return grade_code(read_answer(path, exercise.number, exercise.name), exercise, options)
    if isinstance(exercise.rubric, WordsRubric) and exercise.rubric.conversion is not None:
        return grade_both(path, exercise, exercise.rubric, options)
    began = time.monotonic()
    answer = read_written(path, exercise.number, exercise.name, exercise.question)
    numbers = isinstance(exercise.rubric, NumbersRubric) and bool(answer.values)
    if not answer.pieces and not numbers:
        return Graded(untouched(exercise, answer.shown))
    result = marker(exercise)(answer)
    seconds = round(time.monotonic() - began, 1)
    return Graded(msgspec.structs.replace(result, seconds=seconds), pieces=answer.pieces)


def marker(exercise: Exercise) -> Marker:
    """What marks written answers to one exercise.

    Raises:
        RubricError: the exercise asks for a model.
    """
    match exercise.rubric:
        case WordsRubric() as rubric:
            return words_marker(exercise, rubric)
        case NumbersRubric() as rubric:
            return numbers_marker(exercise, rubric)
    raise RubricError(f"exercise {exercise.number} asks for a model, not for words.")
