"""Cells of a Jupyter notebook, read as data."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from grader.errors import SubmissionError
from grader.submission.clean import clean_name
from grader.submission.text import MOST_BYTES as MOST_CODE_BYTES
from grader.submission.text import MOST_LINES, MOST_WORDS_BYTES, read_text

MOST_BYTES = 30_000_000
MOST_CELLS = 10_000

_PICTURE = re.compile(r"data:image/[\w.+-]{1,20};base64,[A-Za-z0-9+/=]*")


class Cell(NamedTuple):
    """A cell: its number from 1, `code` or `markdown`, and its source."""

    number: int
    kind: str
    source: str


def read_cells(path: Path) -> list[Cell]:
    """Cells of a notebook, in their order.

    Raises:
        SubmissionError: the file is no notebook, or larger than a person writes.
    """
    try:
        notebook: Any = msgspec.json.decode(read_text(path, MOST_BYTES))
        sheets = [notebook] if "cells" in notebook else notebook["worksheets"]
        cells = [
            Cell(place, str(cell["cell_type"]), _source(cell))
            for place, cell in enumerate((cell for sheet in sheets for cell in sheet["cells"]), 1)
        ]
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError, AttributeError) as error:
        name = clean_name(str(path))
        raise SubmissionError(
            f"{name}: is no Jupyter notebook ({clean_name(str(error))})."
        ) from None
    _check_size(cells, clean_name(str(path)))
    return cells


def _check_size(cells: Sequence[Cell], name: str) -> None:
    """Refuse what no person has written; outputs and pictures do not count."""
    code = sum(len(cell.source) for cell in cells if cell.kind == "code")
    words = sum(len(cell.source) for cell in cells if cell.kind != "code")
    lines = sum(cell.source.count("\n") for cell in cells)
    if code > MOST_CODE_BYTES or words > MOST_WORDS_BYTES:
        raise SubmissionError(f"{name}: its cells hold too much text, so it was not read.")
    if len(cells) > MOST_CELLS or lines > MOST_LINES:
        raise SubmissionError(f"{name}: has too many cells or lines, so it was not read.")


def _source(cell: dict[str, Any]) -> str:
    """Source of a cell, also of the old form that calls it input and has cells for headings."""
    source = cell.get("source", cell.get("input"))
    if source is None:
        raise KeyError("source")
    level = cell.get("level", 1) if cell["cell_type"] == "heading" else 0
    return "#" * min(level, 6) + " " * bool(level) + _PICTURE.sub("", "".join(source))
