"""`cnn-grade doctor`: what this machine can do."""

import os
import sys
from typing import Annotated

import typer

from grader.cli.ends import OUR_FAULT, PASSED

_SECONDS = 5.0


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not measure training, which takes 5 s.")
    ] = False,
) -> None:
    """Look at this machine: TensorFlow, GPU, memory, data, and how long training takes."""
    from rich.console import Console

    from grader.doctor.checks import report
    from grader.doctor.probes import look
    from grader.report.doctor import report_json, show_report
    from grader.report.progress import ProgressShown

    with ProgressShown(Console(stderr=True)) as shown:
        found = report(look(os.environ, 0.0 if quick else _SECONDS, shown.stage))
    if json:
        sys.stdout.write(report_json(found) + "\n")
    else:
        show_report(Console(highlight=False), found)
    raise typer.Exit(PASSED if found.ok else OUR_FAULT)
