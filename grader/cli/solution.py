"""`cnn-grade solution`: the reference answer beside the learner's own."""

from pathlib import Path
from typing import Annotated

import typer


def solution(
    number: Annotated[int, typer.Argument(metavar="N", help="The exercise.")],
    path: Annotated[Path, typer.Option(help="The workspace, or a file with your answer.")] = Path(),
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show it although the exercise is not passed.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show the whole answer, not what differs from yours.")
    ] = False,
) -> None:
    """Show the reference answer once you have passed, beside your own."""
    from rich.console import Console

    from grader.exercise import course_folder, load_exercise
    from grader.learner.solution import solution as find
    from grader.learner.standing import is_passed
    from grader.learner.workspace import workspace_of
    from grader.report.solution import show_diff, show_whole

    exercise = load_exercise(number, course_folder())
    workspace = workspace_of(path)
    allowed = reveal or (workspace is not None and is_passed(workspace, number))
    found = find(path, exercise, allowed=allowed)
    console = Console(highlight=False)
    if whole or not found.diff:
        show_whole(console, found.name, found.whole)
    else:
        show_diff(console, found.diff)
        typer.echo(f"All of it: cnn-grade solution {number} --whole")
