"""The command line: thin commands, one exit status for each kind of end."""

import os
import signal
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from grader import __version__
from grader.errors import GraderError, SandboxError, UsageError

if TYPE_CHECKING:
    from grader.limits import Limits
    from grader.options import Options
    from grader.pipeline import Graded
    from grader.result import GraderInfo

PASSED, NOT_PASSED, USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="cnn-grade",
    help="Checks your work on convolutional networks: what is right, what is missing, and why.",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


class Walls(StrEnum):
    """How closed the process of the learner's code is."""

    AUTO = "auto"
    FULL = "full"
    FILTERS = "filters"
    NONE = "none"


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


@app.command(epilog="Example: cnn-grade start my_work")
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


@app.command(
    epilog="Example: cnn-grade exercise 9 --path my_work/ex09_mnist.py --data sample",
)
def exercise(  # noqa: PLR0913, PLR0917 - one argument an option
    numbers: Annotated[list[str], typer.Argument(metavar="N... | all", help="Exercises to grade.")],
    path: Annotated[Path, typer.Option(help="A workspace, a Python file or a notebook.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.AUTO,
    data: Annotated[Data, typer.Option(help="Which data to use.")] = Data.AUTO,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of all chance.")] = 42,
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
    with ProgressShown(Console(stderr=True)) as shown:
        options = Options(
            device=device,
            data=data,
            seed=seed,
            environment=os.environ,
            adopts=True,
            adjust=lambda limits: adjusted(limits, max_minutes, time_factor, max_memory),
            on_note=shown.note,
            on_stage=shown.stage,
            on_progress=shown.step,
            on_bytes=shown.bytes,
        )
        graded = _grade_all(numbers, path, options)
    _show(graded, _info(graded, seed), as_json=json)
    passed = all(one.result.status == "passed" for one in graded)
    raise typer.Exit(PASSED if passed else NOT_PASSED)


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


def _grade_all(words: list[str], path: Path, options: "Options") -> "list[Graded]":
    from grader.exercise import course_folder, exercise_numbers, load_exercise
    from grader.pipeline import grade_file

    course = course_folder()
    numbers = asked_numbers(words, exercise_numbers(course))
    return [grade_file(path, load_exercise(number, course), options) for number in numbers]


def _info(graded: "list[Graded]", seed: int) -> "GraderInfo":
    from grader.result import GraderInfo

    run = next((one for one in graded if one.device), None)
    return GraderInfo(
        version=__version__,
        device=run.device if run else "",
        data=run.data if run else "",
        sandbox="none",
        seed=seed,
    )


def _show(graded: "list[Graded]", info: "GraderInfo", *, as_json: bool) -> None:
    results = [one.result for one in graded]
    if as_json:
        from grader.report.json import to_json

        sys.stdout.write(to_json(results, info) + "\n")
        return
    from rich.console import Console

    from grader.report.terminal import show, show_info

    console = Console(highlight=False)
    for result in results:
        show(console, result)
    show_info(console, info)


class InterruptedByPersonError(BaseException):
    """Ctrl-C or SIGTERM; no KeyboardInterrupt, because Typer would swallow that in silence."""


def main() -> None:
    """Entry point of `cnn-grade`: a bug of ours must not look like a mark."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        app(standalone_mode=True)
    except GraderError as error:
        _fail(f"cnn-grade: {error}", error.exit_status)
    except InterruptedByPersonError:
        _fail("cnn-grade: stopped. Nothing was changed, and nothing is left running.", INTERRUPTED)
    except BrokenPipeError:
        os._exit(INTERRUPTED)
    except Exception:  # noqa: BLE001 - any bug: trace to stderr, status 3
        _fail(f"{traceback.format_exc()}cnn-grade: this is a bug of the grader.", OUR_FAULT)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise InterruptedByPersonError


def _fail(text: str, status: int) -> NoReturn:
    sys.stderr.write(f"{text}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
