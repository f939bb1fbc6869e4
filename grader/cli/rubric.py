"""`cnn-grade rubric check`: rubrics held against themselves, and against people's marks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.ends import NOT_PASSED, PASSED
from grader.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from grader.author.answers import Judged
    from grader.exercise import Exercise

rubrics = typer.Typer(
    help="For authors: check the rubrics.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@rubrics.callback()
def about() -> None:
    """For authors: check the rubrics."""


@rubrics.command(epilog="Example: cnn-grade rubric check 4 --against marked.jsonl")
def check(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[N...]", help="Exercises; all if none is named.")
    ] = None,
    course: Annotated[
        Path | None,
        typer.Option(help="A folder with exercises, solutions and rubrics; else the package's."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="JSON lines of answers marked by people: exercise, answer, score 0..1."),
    ] = None,
    idle: Annotated[
        bool, typer.Option("--idle", help="List the patterns that match in no example.")
    ] = False,
) -> None:
    """Check rubrics: schema, examples, idle patterns, and agreement with people's marks."""
    from rich.console import Console

    from grader.author.answers import read_judged
    from grader.exercise import course_folder, exercise_numbers, load_exercise

    folder = course or course_folder()
    there = exercise_numbers(folder)
    if not there:
        raise UsageError(f"{folder}: has no rubrics/exNN_*.toml.")
    exercises = [load_exercise(number, folder) for number in numbers or there]
    judged = read_judged(against) if against else None
    console = Console(highlight=False)
    faults = [_check_one(one, judged, console, idle=idle) for one in exercises]
    raise typer.Exit(NOT_PASSED if any(faults) else PASSED)


def _check_one(
    exercise: "Exercise",
    judged: "tuple[Judged, ...] | None",
    console: "Console",
    *,
    idle: bool,
) -> bool:
    """Check one rubric and print what was found; whether there is something to mend."""
    from grader.author.against import against
    from grader.author.check import check, check_numbers
    from grader.criteria.written import prepare
    from grader.report.rubric import show_against, show_findings
    from grader.rubric import NumbersRubric, WordsRubric

    rubric = exercise.rubric
    match rubric:
        case WordsRubric():
            found = check(exercise, rubric)
        case NumbersRubric():
            found = check_numbers(rubric)
        case _:
            found = ()  # a rubric of models has no examples: reading it was the check
    show_findings(console, exercise.heading, found, idle=idle)
    if judged is not None and isinstance(rubric, WordsRubric):
        own = [one for one in judged if one.exercise == exercise.number]
        prepared = prepare(rubric, exercise.language, exercise.question)
        show_against(console, against(prepared, own) if own else None)
    return any(one.kind == "fault" for one in found)
