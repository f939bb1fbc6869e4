"""`cnn-grade data`: what is there, fetching what is not, and taking over what somebody carried."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.ends import InterruptedByPersonError
from grader.errors import DataError

data = typer.Typer(
    help="Data and weights: what is there, fetch, import.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Part(StrEnum):
    """What can be fetched."""

    MNIST = "mnist"
    FLOWERS = "flowers"
    WEIGHTS = "weights"


@data.callback()
def about() -> None:
    """Data and weights: what is there, fetch, import."""


@data.command(epilog="Example: cnn-grade data status")
def status(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what is found where, and the command for what is missing."""
    from rich.console import Console

    from grader.datasets.cache import cache_folder
    from grader.datasets.stock import stock
    from grader.report.doctor import show_stock, stock_json

    items, cache = stock(os.environ), str(cache_folder(os.environ))
    if json:
        sys.stdout.write(stock_json(items, cache) + "\n")
    else:
        show_stock(Console(highlight=False), items, cache)


@data.command(epilog="Example: cnn-grade data get flowers")
def get(
    parts: Annotated[
        list[Part] | None,
        typer.Argument(metavar="[mnist|flowers|weights]...", help="What to fetch; else all."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="URL", help="Ask this folder on a server first."),
    ] = None,
) -> None:
    """Fetch full data and weights into the cache; what broke off goes on where it was."""
    from rich.console import Console

    from grader.datasets.get import get as fetch_all
    from grader.datasets.get import wanted
    from grader.report.fetching import FetchingShown

    with FetchingShown(Console(stderr=True)) as shown:
        try:
            fetched = fetch_all(wanted(parts or list(Part), source), os.environ, shown)
        except InterruptedByPersonError:
            shown.note("What has come is kept: the same command goes on from there.")
            raise
    for line in fetched.lines:
        typer.echo(line)
    if fetched.missed:
        raise DataError(
            f"could not be fetched: {', '.join(fetched.missed)}. What the sources said stands "
            "above. Without a network: carry the files over, then  cnn-grade data import FILE"
        )


@data.command("import", epilog="Example: cnn-grade data import flower_photos.tgz")
def take(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="mnist.npz, flower_photos.tgz, weights (.h5), or a folder or zip with these or "
            "with data sets of TensorFlow Datasets.",
        ),
    ],
) -> None:
    """Check data that somebody carried over, and put them into the cache."""
    from rich.console import Console

    from grader.datasets.bring import bring
    from grader.datasets.fetch import Tell
    from grader.report.fetching import FetchingShown

    with FetchingShown(Console(stderr=True)) as shown:
        shown.begin(f"reading {path.name}")
        for one in bring(path, os.environ, Tell(shown.photos, shown.note)):
            typer.echo(f"{one.title}: {one.path}")
