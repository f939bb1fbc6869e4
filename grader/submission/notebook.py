"""Jupyter notebooks, read as data; nothing is run, and outputs are never looked at."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from grader.errors import SubmissionError
from grader.submission.answer import Answer, WrittenAnswer
from grader.submission.asked import Asked, Place, first_filled, pieces_of_cells
from grader.submission.clean import clean_name
from grader.submission.constants import Constant, Value, constants
from grader.submission.document import markdown_lines
from grader.submission.headings import find_headings
from grader.submission.lines import Line, lines_at
from grader.submission.script import comment_text, words_in
from grader.submission.section import parts_of
from grader.submission.syntax import parse_code
from grader.submission.text import MOST_BYTES as MOST_CODE_BYTES
from grader.submission.text import MOST_LINES, MOST_WORDS_BYTES, read_text

MOST_BYTES = 30_000_000
MOST_CELLS = 10_000

_PICTURE = re.compile(r"data:image/[\w.+-]{1,20};base64,[A-Za-z0-9+/=]*")
_SHELL = re.compile(r"^\s*[%!?]|^\s*[\w.]+\?{1,2}\s*$")
_WORDS_MAGIC = re.compile(r"\s*%%(?:markdown|html|latex)\b[^\n]*", re.IGNORECASE)
_PROSE = re.compile(r"[^\W_][\w'\u2019-]*[,.;:!?]?(?:\s|$)")
_FEWEST_WORDS, _PROSE_SHARE = 4, 0.85


class Cell(NamedTuple):
    """A cell: its number from 1, `code` or `markdown`, and its source."""

    number: int
    kind: str
    source: str


class _Code(NamedTuple):
    """What a code cell holds: its words, its constants, and whether Python can read it."""

    lines: list[Line]
    constants: list[Constant]


def read_notebook(path: Path, number: int, name: str, shown: str = "") -> Answer:
    """The code of one exercise: the cells under its heading, or all where no heading is numbered.

    Raises:
        SubmissionError: the file is no notebook, or has no code for the exercise.
    """
    cells = _cells(path)
    chosen = _under(cells, number)
    lines: list[str] = []
    ends = []
    for cell in cells:
        if cell.kind != "code":
            continue
        lines += _runnable(cell.source) if cell.number in chosen else []
        ends.append(len(lines))
    if not any(line.strip() for line in lines):
        raise SubmissionError(f"{clean_name(str(path))}: has no code for exercise {number}.")
    code = "\n".join(lines) + "\n"
    return Answer(number, name, shown or path.name, path.parent, code, tuple(ends))


def read_notebook_words(path: Path, place: Place, asked: Asked) -> WrittenAnswer | None:
    """The words and constants for one exercise; None if the notebook is not about it.

    Raises:
        SubmissionError: the file is no notebook.
    """
    lines: list[Line] = []
    values: list[tuple[int, Constant]] = []
    known: dict[str, Value] = {}
    for cell in _cells(path):
        found = _words(cell, known)
        lines += [*found.lines, Line(cell.number, "", "aside")]
        values += [(cell.number, one) for one in found.constants]
    parts = parts_of(lines, asked.number, asked.question, place.named, whole=place.whole)
    return first_filled(parts, place, asked, pieces_of_cells, values)


def _cells(path: Path) -> list[Cell]:
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


def _under(cells: Sequence[Cell], number: int) -> set[int]:
    """Code cells below the heading of exercise `number`, up to the next numbered heading."""
    lines = [line for cell in cells for line in [*_words(cell, {}).lines, Line(cell.number, "")]]
    marks = [mark for mark in find_headings(lines) if mark.number]
    code = {cell.number for cell in cells if cell.kind == "code"}
    if all(mark.number != number for mark in marks):
        return code
    exercise: dict[int, int] = {}
    for mark in marks:
        line = lines[mark.index]
        # A heading within a code cell counts from there if the cell begins with it.
        begins = line.kind == "text" or lines[mark.index - 1].at != line.at or not mark.index
        exercise[line.at + (not begins)] = mark.number
    chosen, current = set(), 0
    for cell in cells:
        current = exercise.get(cell.number, current)
        if current == number and cell.number in code:
            chosen.add(cell.number)
    return chosen


def _words(cell: Cell, known: dict[str, Value]) -> _Code:
    """Words of a cell; those of a code cell are comments, loose and printed texts, constants."""
    magic = _WORDS_MAGIC.match(cell.source)
    if cell.kind != "code" or magic:
        source = cell.source[magic.end() :] if magic else cell.source
        return _Code(markdown_lines(source, cell.number), [])
    if cell.source.lstrip().startswith("%%"):
        return _Code([], [])
    code = "\n".join(_runnable(cell.source))
    try:
        tree = parse_code(code, "")
    except (SyntaxError, SubmissionError):
        return _Code(list(_loose(cell)), [])
    found = words_in(code, tree, known)
    return _Code([replace(line, at=cell.number) for line in found], list(constants(tree, known)))


def _loose(cell: Cell) -> Iterator[Line]:
    """Words of a code cell that Python cannot read: prose in the wrong cell, or comments."""
    lines = cell.source.split("\n")
    prose = _PROSE.findall(cell.source)
    letters = sum(map(len, prose))
    if len(prose) >= _FEWEST_WORDS and letters >= _PROSE_SHARE * len(cell.source.strip()):
        yield from markdown_lines(cell.source, cell.number)
        return
    for line in lines:
        if line.lstrip().startswith("#"):
            yield from lines_at(comment_text(line.strip()), cell.number, "aside")


def _runnable(source: str) -> list[str]:
    """A cell's lines; magics and shell lines become comments, so that line numbers stay."""
    if source.lstrip().startswith("%%"):
        return [f"# {line}" for line in source.splitlines()]
    return [re.sub(r"^(\s*)", r"\1pass  # ", line, count=1) if _SHELL.match(line) else line
            for line in source.splitlines()]  # fmt: skip
