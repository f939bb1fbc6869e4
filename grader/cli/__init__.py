"""The command line: thin commands, one exit status for each kind of end."""

from typing import Annotated

import typer

from grader import __version__
from grader.cli.data import data
from grader.cli.doctor import doctor
from grader.cli.ends import INTERRUPTED, NOT_PASSED, OUR_FAULT, PASSED, USAGE, run
from grader.cli.exercise import exercise
from grader.cli.hint import hint
from grader.cli.inspect import inspect
from grader.cli.quiz import quiz
from grader.cli.rubric import rubrics
from grader.cli.solution import solution
from grader.cli.start import start
from grader.cli.status import status

__all__ = ["INTERRUPTED", "NOT_PASSED", "OUR_FAULT", "PASSED", "USAGE", "app", "main"]

app = typer.Typer(
    name="cnn-grade",
    help="Checks your work on convolutional networks: what is right, what is missing, and why.",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog="Example: cnn-grade start my_work")(start)
app.command(epilog="Example: cnn-grade exercise 9 --path my_work/ex09_mnist.py --data sample")(
    exercise
)
app.command(epilog="Example: cnn-grade status --path my_work")(status)
app.command(epilog="Example: cnn-grade hint 4")(hint)
app.command(epilog="Example: cnn-grade solution 4 --reveal")(solution)
app.command(epilog="Example: cnn-grade inspect MobileNetV2:alpha=0.35 --svg mobilenet.svg")(inspect)
app.command(epilog="Example: cnn-grade quiz 2 --seed 7")(quiz)
app.command(epilog="Example: cnn-grade doctor --quick")(doctor)
app.add_typer(data, name="data")
app.add_typer(rubrics, name="rubric")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cnn-grade {__version__}")
        raise typer.Exit


@app.callback()
def about(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and end.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Checks your work on convolutional networks: what is right, what is missing, and why."""


def main() -> None:
    """Entry point of `cnn-grade`."""
    run(app)
