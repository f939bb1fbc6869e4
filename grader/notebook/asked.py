"""`check`: one answer, as it stands in a notebook, looked at."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from grader.errors import GraderError, UsageError
from grader.exercise import Exercise, course_folder, load_exercise
from grader.notebook.chosen import options
from grader.notebook.shown import Checked
from grader.notebook.talk import CodeJob, Done, ModelJob
from grader.rubric import ModelRubric, NumbersRubric, WordsRubric


def check(
    number: int,
    *answers: Any,
    preprocess: Callable[..., Any] | None = None,
    data: str = "auto",
    seed: int = 42,
    **values: Any,
) -> Checked:
    """Look at an answer to one exercise, and show what is right, what is missing, and why.

    check(1, "text")                          words
    check(2, PARAMETERS=..., ...)             numbers, or {"PARAMETERS": ...}, or a text
    check(7, to_fully_convolutional, "text")  code, words, or both
    check(9, model)                           a model that you trained
    check(10, model, preprocess=preprocess)   the same with your function for photos

    Args:
        number: the exercise, 1 to 10.
        answers: what you have: a text, numbers by name, a function, a model.
        preprocess: exercise 10: your function for one photo and its label.
        data: "full", "sample", or "auto" for the full data where they can be had.
        seed: seed of all chance.
        values: exercise 2: numbers, or texts with their unit.

    Returns:
        A result that shows itself, and is true when the exercise is passed. It is no official
        mark where a model was trained here; the result says so.

    Raises:
        GraderError: there is nothing that could be checked; the text says what to do.
    """
    began = time.monotonic()
    try:
        exercise = load_exercise(_whole(number), course_folder())
        done = _done(exercise, answers, values, (preprocess, data, seed))
    except GraderError as error:
        # The text says it all; where it was raised is of no use to the reader.
        raise error.with_traceback(None) from None
    seconds = round(time.monotonic() - began, 1)
    return Checked(msgspec.structs.replace(done.result, seconds=seconds), done.aside)


Chosen = tuple[Callable[..., Any] | None, str, int]
"""The keywords of `check`: preprocess, data, seed."""


def _done(
    exercise: Exercise, answers: tuple[Any, ...], values: dict[str, Any], chosen: Chosen
) -> Done:
    """The result, made in the way that the exercise asks for."""
    given = options(*chosen[1:])
    if isinstance(exercise.rubric, ModelRubric):
        _refuse(values, exercise)
        return _model(exercise, answers, chosen)
    if chosen[0] is not None:
        raise UsageError(f"preprocess: not known. {usage(exercise)}")
    answer = _sorted(exercise, answers, values)
    if answer.function is not None:
        return _function(exercise, answer, chosen)
    if not (answer.text or answer.values):
        raise UsageError(usage(exercise))
    from grader.notebook.words import as_file, grade_text, renamed

    code = as_file(answer.text, answer.values)
    return renamed(grade_text(exercise.number, code, given), f"{exercise.name}.py", {})


class Answered(msgspec.Struct):
    """Words, numbers and a function that were handed over."""

    text: str
    values: dict[str, Any]
    function: Callable[..., Any] | None


def usage(exercise: Exercise) -> str:
    """How `check` is called for one exercise."""
    number, call = exercise.number, ""
    match exercise.rubric:
        case ModelRubric(data="mnist"):
            call = f"check({number}, model), with the Keras model that you trained"
        case ModelRubric():
            call = (
                f"check({number}, model, preprocess=preprocess), with the Keras model that you "
                "trained and your function for one photo"
            )
        case NumbersRubric() as rubric:
            names = ", ".join(f"{rule.constants[0].upper()}=..." for rule in rubric.criteria)
            call = f'check({number}, {names}), or check({number}, "your working in words")'
        case WordsRubric(conversion=table):
            call = f'check({number}, "your answer in words")'
            if table is not None:
                call = f'check({number}, {table.function}, "your answer in words"), or one of both'
    return f"exercise {number}, {exercise.rubric.title}: {call}."


def _whole(number: Any) -> int:
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    raise UsageError(
        f"check({number!r}): the number of the exercise comes first, such as check(9, model)."
    )


def _refuse(values: Mapping[str, Any], exercise: Exercise) -> None:
    if values:
        raise UsageError(f"{', '.join(sorted(values))}: not known. {usage(exercise)}")


def _sorted(exercise: Exercise, answers: tuple[Any, ...], values: dict[str, Any]) -> Answered:
    """What was handed over, by its kind.

    Raises:
        UsageError: something is of a kind that the exercise does not ask for.
    """
    rubric = exercise.rubric
    numbers = isinstance(rubric, NumbersRubric)
    takes_code = isinstance(rubric, WordsRubric) and rubric.conversion is not None
    found = Answered("", dict(values), None)
    for answer in answers:
        if isinstance(answer, str):
            found.text = f"{found.text}\n\n{answer}".strip("\n") if found.text else answer
        elif isinstance(answer, Mapping) and numbers:
            found.values = {**answer, **found.values}
        elif callable(answer) and takes_code and not isinstance(answer, type):
            found.function = answer
        else:
            kind = type(answer).__name__
            raise UsageError(f"{kind}: not what is asked for here. {usage(exercise)}")
    if found.values and not numbers:
        _refuse(found.values, exercise)
    return found


def _function(exercise: Exercise, answer: Answered, chosen: Chosen) -> Done:
    """Code is run where it cannot reach this kernel, and words are marked beside it."""
    from grader.notebook.beside import ask
    from grader.notebook.function import capture
    from grader.notebook.words import as_file, renamed

    rubric = exercise.rubric
    if not isinstance(rubric, WordsRubric) or not rubric.conversion or not answer.function:
        raise UsageError(usage(exercise))
    captured = capture(answer.function, rubric.conversion.function)
    code = as_file(answer.text, {}, captured.code)
    job = CodeJob(number=exercise.number, data=chosen[1], seed=chosen[2], code=code)
    return renamed(ask(job, ()), f"{exercise.name}.py", captured.parts)


def _model(exercise: Exercise, answers: tuple[Any, ...], chosen: Chosen) -> Done:
    """A trained model is told as data, and measured by a process that holds no code of it."""
    from grader.notebook.told import is_model, tell

    preprocess, data, seed = chosen
    photos = exercise.model_rubric.data == "tf_flowers"
    given = list(answers)
    if photos and preprocess is None and len(given) == 2 and not is_model(given[1]):
        preprocess = given.pop()
    if len(given) != 1 or (preprocess is not None and not photos):
        raise UsageError(usage(exercise))
    told = tell(given[0], exercise.number)
    if photos and not callable(preprocess):
        raise UsageError(f"the test photos have to go through your preprocess. {usage(exercise)}")
    from grader.notebook.beside import ask

    job = ModelJob(
        number=exercise.number,
        data=data,
        seed=seed,
        built=told.built,
        trained=told.trained,
    )
    if preprocess is None:
        return ask(job, told.weights)
    from grader.notebook.prepare import preparing

    return ask(job, told.weights, preparing(preprocess))
