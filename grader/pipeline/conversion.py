"""An exercise that asks for words and for code: each is read and marked, and both count."""

import time
from pathlib import Path

import msgspec

from grader.errors import NoAnswerError, RubricError, SubmissionError
from grader.exercise import Exercise
from grader.options import Options
from grader.pipeline.converting import Code, code_of, judged_code
from grader.pipeline.graded import Graded, untouched
from grader.pipeline.written import words_marker
from grader.result import CriterionResult, Marks, Result, total
from grader.rubric import WordsRubric
from grader.rubric.conversion import ConversionTable
from grader.submission import WrittenAnswer, read_written


def grade_both(path: Path, exercise: Exercise, rubric: WordsRubric, options: Options) -> Graded:
    """Mark the words and the code of one exercise.

    Where there is only one of the two, the other is not attempted; words alone are marked as if
    they were the whole exercise, and never pass it.

    Args:
        path: a folder, archive, Python file, notebook or document.
        exercise: the exercise.
        rubric: its rubric, with a table for the code.
        options: what was chosen on the command line.

    Raises:
        GraderError: nothing can be read there, or the grader itself could not do its work.
    """
    began, table = time.monotonic(), rubric.conversion
    if table is None:
        raise RubricError(f"exercise {exercise.number} asks for words alone.")
    code = code_of(path, exercise, table.function)
    answer = _words(path, exercise, code)
    pieces = answer.pieces if answer else ()
    words = words_marker(exercise, rubric)(answer) if answer and pieces else None
    if code is not None:
        none = _no_words(exercise, rubric, "" if code.tree else table.not_read)
        graded = judged_code(code, exercise, table, options)
        both = (words or none, graded.result)
        result = _together(both, exercise, table, code.answer.shown)
    elif words is not None:
        graded = Graded(words)
        result = _words_alone(words, exercise, table)
    else:
        return Graded(untouched(exercise, answer.shown if answer else f"{exercise.name}.py"))
    result = msgspec.structs.replace(result, seconds=round(time.monotonic() - began, 1))
    return msgspec.structs.replace(graded, result=result, pieces=pieces)


def _words(path: Path, exercise: Exercise, code: Code | None) -> WrittenAnswer | None:
    """The words of a submission; None where it has code and no words that can be read."""
    try:
        return read_written(
            path,
            exercise.number,
            exercise.name,
            exercise.question,
            beside_code=code is not None,
        )
    except NoAnswerError:
        if code is None:
            raise
    except SubmissionError:
        if code is None or code.tree is not None:
            raise
    return None


def _no_words(exercise: Exercise, rubric: WordsRubric, why: str = "") -> Result:
    """Words that were not handed in: every idea is still asked for, unless `why` says more."""
    rows = [
        msgspec.structs.replace(
            rule.unmeasured(rule.asks, state="missing", sentence=""),
            max_points=round(rule.points * rubric.points, 4),
        )
        for rule in rubric.criteria
    ]
    if why:
        rows = [_not_attempted("words", "words", rubric.points, why)]
    return total(exercise.heading, rows, marks=Marks(0.0, rubric.points, "sure"))


def _not_attempted(name: str, title: str, points: float, message: str) -> CriterionResult:
    """One row for a whole part that is not there."""
    return CriterionResult(
        id=name,
        title=title,
        status="not_attempted",
        score=None,
        points=0.0,
        max_points=points,
        message=message,
    )


def _words_alone(words: Result, exercise: Exercise, table: ConversionTable) -> Result:
    """Words as they were marked, and a row that says what the code would add."""
    text = table.not_handed_in.format_map(
        {"function": table.function, "points": table.points, "s": "s" * (table.points != 1)}
    )
    row = _not_attempted("code", table.title, table.points, text)
    passed = words.status == "passed"
    step = table.next_step["code"].format_map({"file": f"{exercise.name}.py"})
    return msgspec.structs.replace(
        words,
        criteria=(*words.criteria, row),
        status="partial" if passed else words.status,
        feedback=(*words.feedback[:-1], step) if passed else words.feedback,
    )


def _together(
    both: tuple[Result, Result], exercise: Exercise, table: ConversionTable, shown: str
) -> Result:
    """Both parts in one result; code that fails as a whole leaves the words their points."""
    words, code = both
    marks = Marks(words.points + code.points, words.max_points + table.points, words.confidence)
    whole = total(exercise.heading, (*words.criteria, *code.criteria), marks=marks)
    status = "partial" if whole.status == "failed" and words.points else whole.status
    key = _next(words, code, whole)
    steps = {**exercise.rubric.next_step, **table.next_step}
    first = next((row.title for row in code.criteria if row.status in {"failed", "partial"}), "")
    step = steps[key].format_map({"file": shown, "first": f"mend “{first}”"})
    return msgspec.structs.replace(
        whole, status=status, feedback=(*words.feedback[:-1], *code.feedback, step)
    )


def _next(words: Result, code: Result, whole: Result) -> str:
    """Which of the rubric's next steps fits: code first, where there is more to say."""
    if code.score < 1:
        return "mend"
    if not words.points:
        return "words"
    return "passed" if words.score >= 1 or whole.status == "passed" else "partial"
