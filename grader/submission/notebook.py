"""Code cells of a Jupyter notebook, read as data; nothing is run."""

import re
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import SubmissionError
from grader.submission.answer import Answer
from grader.submission.text import read_text

MOST_BYTES = 30_000_000
_HEADING = re.compile(r"^#{0,6}\s*(?:exercise|question|q)?\s*(\d{1,2})\s*[.):]", re.IGNORECASE)
_SHELL = re.compile(r"^\s*[%!?]|^\s*[\w.]+\?{1,2}\s*$")


def read_notebook(path: Path, number: int, name: str) -> Answer:
    """The code of one exercise: the cells under its heading, or all where no heading is numbered.

    Raises:
        SubmissionError: the file is no notebook, or has no code for the exercise.
    """
    cells = _cells(path)
    chosen = _under(cells, number)
    lines: list[str] = []
    ends = []
    for kind, source in cells:
        if kind != "code":
            continue
        lines += _runnable(source) if (kind, source) in chosen else []
        ends.append(len(lines))
    if not any(line.strip() for line in lines):
        raise SubmissionError(f"{path}: has no code for exercise {number}.")
    return Answer(number, name, path.name, path.parent, "\n".join(lines) + "\n", tuple(ends))


def _cells(path: Path) -> list[tuple[str, str]]:
    try:
        notebook: Any = msgspec.json.decode(read_text(path, MOST_BYTES))
        return [(str(cell["cell_type"]), "".join(cell["source"])) for cell in notebook["cells"]]
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError) as error:
        raise SubmissionError(f"{path}: is no Jupyter notebook ({error}).") from None


def _under(cells: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
    """Code cells below the heading of exercise `number`, up to the next numbered heading."""
    code = [cell for cell in cells if cell[0] == "code"]
    marks = [_number(source) if kind == "markdown" else None for kind, source in cells]
    if number not in marks:
        return code
    chosen, current = [], None
    for cell, mark in zip(cells, marks, strict=True):
        current = current if mark is None else mark
        if current == number and cell[0] == "code":
            chosen.append(cell)
    return chosen


def _number(source: str) -> int | None:
    first = source.strip().partition("\n")[0]
    found = _HEADING.match(first)
    return int(found[1]) if found else None


def _runnable(source: str) -> list[str]:
    """A cell's lines; magics and shell lines become comments, so that line numbers stay."""
    if source.lstrip().startswith("%%"):
        return [f"# {line}" for line in source.splitlines()]
    return [re.sub(r"^(\s*)", r"\1pass  # ", line, count=1) if _SHELL.match(line) else line
            for line in source.splitlines()]  # fmt: skip
