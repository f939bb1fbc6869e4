"""Jupyter notebooks, read as data; nothing is run, and outputs are never looked at."""

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from grader.errors import NoAnswerError, SubmissionError
from grader.literals import Value
from grader.submission.answer import Answer, WrittenAnswer
from grader.submission.asked import Asked, Place, first_filled, pieces_of_cells
from grader.submission.cells import Cell, read_cells
from grader.submission.clean import clean_name
from grader.submission.constants import Constant, constants
from grader.submission.document import markdown_lines
from grader.submission.headings import find_headings
from grader.submission.lines import Line, lines_at
from grader.submission.script import comment_text, words_in
from grader.submission.section import parts_of
from grader.submission.syntax import parse_code

_SHELL = re.compile(r"^\s*[%!?]|^\s*[\w.]+\?{1,2}\s*$")
_WORDS_MAGIC = re.compile(r"\s*%%(?:markdown|html|latex)\b[^\n]*", re.IGNORECASE)
_PROSE = re.compile(r"[^\W_][\w'\u2019-]*[,.;:!?]?(?:\s|$)")
_FEWEST_WORDS, _PROSE_SHARE = 4, 0.85


class _Code(NamedTuple):
    """What a code cell holds: its words, its constants, and whether Python can read it."""

    lines: list[Line]
    constants: list[Constant]


def read_notebook(path: Path, number: int, name: str, shown: str = "") -> Answer:
    """The code of one exercise: the cells under its heading, or all where no heading is numbered.

    Raises:
        NoAnswerError: the notebook has no code for the exercise.
        SubmissionError: the file is no notebook.
    """
    cells = read_cells(path)
    chosen = _under(cells, number)
    lines: list[str] = []
    ends = []
    for cell in cells:
        if cell.kind != "code":
            continue
        lines += _runnable(cell.source) if cell.number in chosen else []
        ends.append(len(lines))
    if not any(line.strip() for line in lines):
        raise NoAnswerError(f"{clean_name(str(path))}: has no code for exercise {number}.")
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
    for cell in read_cells(path):
        found = _words(cell, known)
        lines += [*found.lines, Line(cell.number, "", "aside")]
        values += [(cell.number, one) for one in found.constants]
    parts = parts_of(lines, asked.number, asked.question, place.named, whole=place.whole)
    return first_filled(parts, place, asked, pieces_of_cells, values)


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
    tree, code = _parsed(cell.source)
    if tree is None:
        return _Code(list(_loose(cell)), [])
    found = words_in(code, tree, known)
    return _Code([replace(line, at=cell.number) for line in found], list(constants(tree, known)))


def _parsed(source: str) -> tuple[ast.Module | None, str]:
    """The tree of a cell and its code, without magics if it has any; None if it is no Python."""
    for code in (source, "\n".join(_runnable(source))):
        with suppress(SyntaxError, SubmissionError):
            return parse_code(code, ""), code
    return None, source


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
