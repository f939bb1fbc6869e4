"""`cnn-grade inspect`: sizes of a network, layer by layer, and its picture."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.pipeline.inspect import Inspected

_SHAPE = re.compile(r"\d{1,5}(?:x\d{1,5}){0,3}")


def inspect(
    what: Annotated[
        str,
        typer.Argument(
            metavar="MODEL_OR_FILE",
            help="A .keras file, the JSON of to_json(), a network of keras.applications such as "
            "Xception or MobileNetV2:alpha=0.35, or Python code with build_model().",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch: Annotated[int, typer.Option(min=1, max=1_000_000, help="Pictures in a batch.")] = 1,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a picture; with the ending .html a page."),
    ] = None,
    shape: Annotated[
        str | None,
        typer.Option("--input", metavar="HxWxC", help="Shape of the input where it is open."),
    ] = None,
) -> None:
    """Show a network: shapes, parameters, multiply-adds, memory, receptive fields."""
    from rich.console import Console

    from grader.pipeline.inspect import inspect as look
    from grader.pipeline.wanted import Wanted
    from grader.report.progress import ProgressShown

    sides = read_shape(shape)
    with ProgressShown(Console(stderr=True)) as shown:
        wanted = Wanted(
            what=what,
            batch=batch,
            sides=sides,
            environment=os.environ,
            on_stage=shown.stage,
        )
        seen = look(wanted)
    if svg is not None:
        _draw(svg, seen)
    _show(seen, as_json=json)


def read_shape(words: str | None) -> tuple[int, ...] | None:
    """Sides from words.

    Raises:
        UsageError: it is no shape.

    >>> read_shape("224x224x3"), read_shape(None)
    ((224, 224, 3), None)
    """
    if words is None:
        return None
    sides = tuple(map(int, words.split("x"))) if _SHAPE.fullmatch(words) else ()
    if not sides or 0 in sides:
        raise UsageError(f"--input {words[:60]}: write height, width and channels as 224x224x3.")
    return sides


def _draw(path: Path, seen: "Inspected") -> None:
    from grader.report.xray_html import xray_page
    from grader.report.xray_svg import xray_svg

    is_page = path.suffix.lower() in {".html", ".htm"}
    text = xray_page(seen) if is_page else xray_svg(seen)
    try:
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"--svg {path}: cannot be written: {reason}.") from None


def _show(seen: "Inspected", *, as_json: bool) -> None:
    if as_json:
        from grader.report.xray_json import xray_json

        sys.stdout.write(xray_json(seen) + "\n")
        return
    from rich.console import Console

    from grader.report.xray import show_xray

    show_xray(Console(highlight=False), seen)
