"""`cnn-grade status`: where a learner stands."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def status(
    path: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show where you stand: points, tries, hints, what changed, and what to do next."""
    from grader.exercise import course_folder, exercise_numbers, load_exercise
    from grader.learner.standing import standings, workspace_at

    workspace, course = workspace_at(path), course_folder()
    exercises = [load_exercise(number, course) for number in exercise_numbers(course)]
    found = standings(workspace, exercises)
    from grader.report.status import show_status, status_json

    if json:
        sys.stdout.write(status_json(str(workspace), found) + "\n")
        return
    from rich.console import Console

    show_status(Console(highlight=False), found, datetime.now(UTC))
