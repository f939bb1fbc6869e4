"""`cnn-grade exercise`: answers graded, one or all."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader import __version__
from grader.cli.ends import NOT_PASSED, OUR_FAULT, PASSED
from grader.cli.pictures import Files, can_show, checked, show_pictures, write_files
from grader.errors import GraderError, NoAnswerError, SandboxError, UsageError

if TYPE_CHECKING:
    from grader.exercise import Exercise
    from grader.limits import Limits
    from grader.options import Options
    from grader.pipeline import Graded
    from grader.result import GraderInfo, Status

    Grade = Callable[[Path, Exercise], Graded]


class Device(StrEnum):
    """Where models are trained."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


class Data(StrEnum):
    """Which data are used."""

    AUTO = "auto"
    FULL = "full"
    SAMPLE = "sample"


class Backend(StrEnum):
    """What Keras computes with in the learner's process."""

    TENSORFLOW = "tensorflow"
    JAX = "jax"
    TORCH = "torch"


class Walls(StrEnum):
    """How closed the process of the learner's code is."""

    AUTO = "auto"
    FULL = "full"
    FILTERS = "filters"
    NONE = "none"


def exercise(  # noqa: PLR0913, PLR0917 - one argument an option
    numbers: Annotated[list[str], typer.Argument(metavar="N... | all", help="Exercises to grade.")],
    path: Annotated[
        Path, typer.Option(help="A workspace, a Python file, a notebook, a document or a zip.")
    ] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.AUTO,
    data: Annotated[Data, typer.Option(help="Which data to use.")] = Data.AUTO,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of all chance.")] = 42,
    quick: Annotated[
        bool, typer.Option("--quick", help="An estimate in under a minute, not the mark.")
    ] = False,
    show_answers: Annotated[
        bool, typer.Option("--show-answers", help="Show what was read from where.")
    ] = False,
    backend: Annotated[
        Backend | None,
        typer.Option(envvar="KERAS_BACKEND", help="What Keras computes with."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Grade again what did not change since.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with results and pictures.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write pictures of models as PNG files.")
    ] = None,
    sandbox: Annotated[Walls, typer.Option(help="How closed learner code runs.")] = Walls.AUTO,
    max_minutes: Annotated[
        float | None,
        typer.Option(min=0.01, help="Cap on building and training, minutes of computing."),
    ] = None,
    time_factor: Annotated[
        float | None, typer.Option(min=1, help="Times the measured time that training may take.")
    ] = None,
    max_memory: Annotated[
        float | None, typer.Option(min=0.5, help="Cap on memory of learner code, GB.")
    ] = None,
) -> None:
    """Grade your answers: what is right, what is missing, and why."""
    from rich.console import Console

    from grader.options import Options
    from grader.report.progress import ProgressShown

    if sandbox in {Walls.FULL, Walls.FILTERS}:
        raise SandboxError(f"--sandbox {sandbox}: this version has no such walls yet.")
    files = checked(Files(html, pictures))
    with ProgressShown(Console(stderr=True)) as shown:
        options = Options(
            device=device,
            backend=backend or Backend.TENSORFLOW,
            data=data,
            seed=seed,
            quick=quick,
            environment=os.environ,
            adopts=True,
            adjust=lambda limits: adjusted(limits, max_minutes, time_factor, max_memory),
            on_note=shown.note,
            on_stage=shown.stage,
            on_progress=shown.step,
            on_bytes=shown.bytes,
            wants_pictures=bool(files),
            shows_pictures=not json and can_show(Console()),
        )
        graded = _grade_all(numbers, path, _remembering(options, fresh=fresh))
    _show(graded, _info(graded, seed), as_json=json, answers=show_answers)
    write_files(files, graded, _info(graded, seed))
    raise typer.Exit(exit_status([one.result.status for one in graded]))


def exit_status(statuses: "list[Status]") -> int:
    """How the command ends: an exercise that could not be graded must not look like a mark.

    >>> exit_status(["passed", "partial"]), exit_status(["passed", "error"])
    (1, 3)
    """
    if "error" in statuses:
        return OUR_FAULT
    return PASSED if all(status == "passed" for status in statuses) else NOT_PASSED


def adjusted(
    limits: "Limits", max_minutes: float | None, factor: float | None, memory_gb: float | None
) -> "Limits":
    """The rubric's limits with what was asked for on the command line."""
    from msgspec.structs import replace

    if max_minutes is not None:
        cap_s = max_minutes * 60
        limits = replace(
            limits,
            training_s=cap_s,
            build_s=min(limits.build_s, cap_s),
            idle_s=min(limits.idle_s, cap_s),
        )
    if factor is not None:
        limits = replace(limits, slack=factor)
    if memory_gb is not None:
        limits = replace(limits, memory_bytes=int(memory_gb * 1e9))
    return limits


def asked_numbers(words: list[str], there: tuple[int, ...]) -> tuple[int, ...]:
    """Exercise numbers from the words of the command line, ascending.

    Raises:
        UsageError: a word is neither a number nor "all", or both are given.
    """
    if "all" in words:
        if len(words) > 1:
            raise UsageError('name exercise numbers or "all", not both.')
        return there
    known = ", ".join(map(str, there))
    for word in words:
        if not word.isdecimal() or int(word) not in there:
            raise UsageError(f"there is no exercise {word}. Exercises: {known}.")
    return tuple(sorted({int(word) for word in words}))


def _remembering(options: "Options", *, fresh: bool) -> "Grade":
    """What grades one exercise of a path; in a workspace it remembers."""
    from grader.learner.grading import Memory, grade

    memory = Memory(lambda: datetime.now(UTC), fresh)
    return lambda path, one: grade(path, one, options, memory)


def _grade_all(words: list[str], path: Path, grade: "Grade") -> "list[Graded]":
    from grader.exercise import course_folder, exercise_numbers, load_exercise

    course = course_folder()
    numbers = asked_numbers(words, exercise_numbers(course))
    exercises = [load_exercise(number, course) for number in numbers]
    if len(exercises) == 1:
        return [grade(path, exercises[0])]
    if words != ["all"]:
        return [_grade_one(one, path, grade) for one in exercises]
    return _grade_what_is_there(exercises, path, grade)


def _grade_one(one: "Exercise", path: Path, grade: "Grade") -> "Graded":
    """One exercise of several: trouble of the grader with it leaves the others their marks."""
    from grader.pipeline import Graded, not_graded

    try:
        return grade(path, one)
    except GraderError as error:
        if error.exit_status != OUR_FAULT:
            raise
        return Graded(not_graded(one, str(error)))


def _grade_what_is_there(exercises: "list[Exercise]", path: Path, grade: "Grade") -> "list[Graded]":
    """All exercises of a submission; one that it leaves out counts as not attempted.

    Raises:
        SubmissionError: it holds an answer to none of them.
    """
    from grader.pipeline import Graded, untouched

    graded: list[Graded] = []
    missing: NoAnswerError | None = None
    found = False
    for one in exercises:
        try:
            graded.append(_grade_one(one, path, grade))
            found = True
        except NoAnswerError as error:
            missing = error
            graded.append(Graded(untouched(one, f"{one.name}.py")))
    if missing is not None and not found:
        raise missing
    return graded


def _info(graded: "list[Graded]", seed: int) -> "GraderInfo":
    from grader.result import GraderInfo

    return GraderInfo(
        version=__version__,
        device=next((one.device for one in graded if one.device), ""),
        data=", ".join(dict.fromkeys(one.data for one in graded if one.data)),
        sandbox="none",
        seed=seed,
    )


def _show(graded: "list[Graded]", info: "GraderInfo", *, as_json: bool, answers: bool) -> None:
    if as_json:
        from grader.report.json import to_json

        sys.stdout.write(to_json([one.result for one in graded], info) + "\n")
        return
    from rich.console import Console

    from grader.report.terminal import show, show_info, show_pieces

    console = Console(highlight=False)
    for one in graded:
        show(console, one.result, one.aside, partial(show_pictures, console, one))
        if answers:
            show_pieces(console, one.pieces)
    show_info(console, info)
