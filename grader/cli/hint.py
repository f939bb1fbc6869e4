"""`cnn-grade hint`: from a nudge to nearly the answer."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from grader.learner.hinting import Hinted


def hint(
    number: Annotated[int, typer.Argument(metavar="N", help="The exercise.")],
    path: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
) -> None:
    """Give a hint on what your last attempt lacked; each further call says more."""
    from grader.exercise import course_folder, load_exercise
    from grader.learner import hinting
    from grader.learner.workspace import workspace_of

    exercise = load_exercise(number, course_folder())
    workspace = workspace_of(path)
    hinted = hinting.hint(workspace, exercise, datetime.now(UTC))
    typer.echo(f"Exercise {number} · {exercise.rubric.title}\n")
    _say(hinted, number)
    if hinted.trouble:
        typer.echo(f"cnn-grade: this hint was not counted: {hinted.trouble}", err=True)
    if workspace is None:
        typer.echo(
            "cnn-grade: this is no workspace, so it is always the first hint. "
            "cnn-grade start makes one.",
            err=True,
        )


def _say(hinted: "Hinted", number: int) -> None:
    """The hint, or that there is none left, and the next step."""
    from rich.console import Console

    from grader.report.hint import show_hint, show_last_words

    console = Console(highlight=False)
    if hinted.hint is None:
        show_last_words(
            console,
            number,
            [(one.topic.title, one.text) for one in hinted.shown],
            hinted.status,
        )
        return
    topic = hinted.hint.topic
    show_hint(console, number, (topic.title, hinted.hint.step, len(topic.steps)), hinted.hint.text)
