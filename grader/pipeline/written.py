"""Words and numbers are marked as they were read; no process is started."""

from collections.abc import Callable

import msgspec

from grader.exercise import Exercise
from grader.pipeline.graded import next_step
from grader.result import Result, total
from grader.rubric import NumbersRubric, WordsRubric
from grader.submission import WrittenAnswer

Marker = Callable[[WrittenAnswer], Result]
"""Marks one answer; worth keeping where many are marked, since a rubric is read into it once."""


def words_marker(exercise: Exercise, rubric: WordsRubric) -> Marker:
    """What marks answers in words to one exercise.

    Raises:
        RubricError: a term of the rubric uses itself.
    """
    from grader.criteria import written

    prepared = written.prepare(rubric, exercise.language, exercise.question)

    def mark(answer: WrittenAnswer) -> Result:
        marked = written.mark(answer.text, prepared)
        rows = written.rows(marked, rubric)
        result = total(exercise.heading, rows, marks=written.marks(marked, rubric))
        return _told(result, written.remarks(marked), answer, exercise)

    return mark


def numbers_marker(exercise: Exercise, rubric: NumbersRubric) -> Marker:
    """What marks answers in numbers to one exercise."""
    from grader.criteria import numeric

    def mark(answer: WrittenAnswer) -> Result:
        marked = numeric.mark_numbers(answer.text, answer.values, rubric)
        result = total(exercise.heading, marked.rows, marks=numeric.marks(marked, rubric))
        return _told(result, numeric.remarks(marked), answer, exercise)

    return mark


def _told(
    result: Result, remarks: tuple[str, ...], answer: WrittenAnswer, exercise: Exercise
) -> Result:
    step = next_step(result.criteria, result.status, answer.shown, exercise)
    return msgspec.structs.replace(result, feedback=(*remarks, step))
