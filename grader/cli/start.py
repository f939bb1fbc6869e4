"""`cnn-grade start`: a folder to work in."""

from pathlib import Path
from typing import Annotated

import typer


def start(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to work.")] = Path(),
) -> None:
    """Make a workspace of stubs; what is there is never overwritten."""
    from grader.exercise import course_folder
    from grader.learner import workspace

    started = workspace.start(folder, course_folder())
    for name in started.written:
        typer.echo(f"{folder / name}")
    for name in started.kept:
        typer.echo(f"{folder / name} was there already and stays as it is")
    typer.echo("Next: write your answer into one of them, then: cnn-grade exercise N")
