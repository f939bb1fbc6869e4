"""`cnn-grade quiz`: an exercise in numbers with drawn sizes, as often as one likes."""

import secrets
import sys
from typing import Annotated

import typer

from grader.cli.ends import NOT_PASSED, PASSED
from grader.errors import UsageError

_SEEDS = 10_000


def quiz(
    number: Annotated[int, typer.Argument(metavar="N", help="The exercise; 2 has a quiz.")],
    seed: Annotated[
        int | None, typer.Option(min=0, help="Draws the same sizes again; else new ones.")
    ] = None,
) -> None:
    """Ask an exercise with other sizes; an empty line passes over a question."""
    from grader.exercise import course_folder, load_exercise
    from grader.learner.quiz import draw, play
    from grader.rubric import NumbersRubric

    rubric = load_exercise(number, course_folder()).rubric
    if not isinstance(rubric, NumbersRubric):
        raise UsageError(f"exercise {number} has no quiz; exercise 2 has.")
    chosen = secrets.randbelow(_SEEDS) if seed is None else seed
    played = play(draw(chosen), rubric, _line, typer.echo)
    typer.echo(f"The same again: cnn-grade quiz {number} --seed {chosen}")
    raise typer.Exit(PASSED if played.is_passed else NOT_PASSED)


def _line(prompt: str) -> str | None:
    """One line of the person at the terminal, or of a file; None at the end."""
    try:
        return input(prompt) if sys.stdin.isatty() else _piped()
    except EOFError:
        return None


def _piped() -> str | None:
    line = sys.stdin.readline(10_000)
    return line.rstrip("\n") if line else None
