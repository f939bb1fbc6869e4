"""`cnn-grade start`: a folder to work in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from grader.learner.workspace import Started


def start(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to work.")] = Path(),
    notebook: Annotated[
        bool, typer.Option("--notebook", help="Write one notebook with all exercises, too.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Bring exercises that are newer, beside your work.")
    ] = False,
) -> None:
    """Make a workspace of stubs; what is there is never overwritten."""
    from grader.exercise import course_folder
    from grader.learner import workspace

    started = workspace.start(folder, course_folder(), notebook=notebook, update=update)
    for line in told(folder, started):
        typer.echo(line)
    there = "" if folder == Path() else f" in {folder}"
    typer.echo(f"Next: write your answer into one of them, then{there}: cnn-grade exercise N")


def told(folder: Path, started: "Started") -> list[str]:
    """What was done, a line a file."""
    lines = [f"{folder / name}" for name in started.written]
    quiet = {*started.renewed, *(name for name, _ in started.beside), *started.outdated}
    lines += [
        f"{folder / name} was there already and stays as it is"
        for name in started.kept
        if name not in quiet
    ]
    lines += [
        f"{folder / name} was the old stub and is the new one now" for name in started.renewed
    ]
    lines += [
        f"{folder / name} has your work and stays as it is; the new stub is beside it: {new}"
        for name, new in started.beside
    ]
    lines += [
        f"{folder / name} was there already and stays; a newer stub is there: start --update"
        for name in started.outdated
    ]
    return lines
