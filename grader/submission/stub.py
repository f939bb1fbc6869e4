"""Written answers in Python files: a stub of one exercise, or a script with several."""

import ast
from collections.abc import Sequence
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.answer import Piece, WrittenAnswer
from grader.submission.asked import (
    Asked,
    Place,
    answered,
    filled_values,
    first_filled,
    piece_of_lines,
)
from grader.submission.clean import clean
from grader.submission.constants import Constant, constants, is_blank
from grader.submission.lines import Line
from grader.submission.question import answer_in
from grader.submission.script import answer_number, words_in
from grader.submission.section import parts_of
from grader.submission.syntax import parse_words
from grader.submission.text import read_text


def read_python(path: Path, place: Place, asked: Asked) -> WrittenAnswer | None:
    """The words and constants for one exercise; None if the file is not about it.

    Raises:
        SubmissionError: Python cannot read the file, or its answer is no plain text.
    """
    if place.named == "other":
        return None
    code = read_text(path)
    tree = parse_words(code, place.shown)
    if place.named == "this":
        return _stub(code, tree, place, asked)
    return _script(code, tree, place, asked)


def _stub(code: str, tree: ast.Module, place: Place, asked: Asked) -> WrittenAnswer:
    """One exercise: the text constant, or what was written around it."""
    found = list(constants(tree, {}))
    values = filled_values(found)
    last = _last_answer(found, asked.number)
    if last is not None:
        text = _text(last, place)
        if text.strip():
            return answered(place, asked, [Piece(f"{place.shown}:{last.line}", text)], values)
    lines = _around(code, tree, asked)
    return answered(place, asked, piece_of_lines(place, lines), values)


def _last_answer(found: Sequence[Constant], number: int) -> Constant | None:
    """The last `ANSWER` that is filled in, or the last of all."""
    mine = [one for one in found if answer_number(one.name) in {0, number}]
    filled = [one for one in mine if one.value is None or not is_blank(one.value)]
    return next(reversed(filled or mine), None)


def _text(one: Constant, place: Place) -> str:
    """The text of an answer; what only running could tell is refused."""
    blank = isinstance(one.node, ast.Constant) and one.node.value in {None, ...}
    if blank or (one.value is not None and is_blank(one.value)):
        return ""
    if one.value is None:
        raise SubmissionError(
            f"{place.shown}:{one.line}: {one.name} is computed, and nothing is run to read it. "
            'Write the words themselves: ANSWER = """your words"""'
        )
    return clean(str(one.value))


def _around(code: str, tree: ast.Module, asked: Asked) -> list[Line]:
    """Words that were added to the stub: in its docstring, in comments, in loose texts."""
    words = asked.words(words_in(code, tree, {}))
    lines = [line for line in words if not asked.question.holds(line.text)]
    return answer_in(lines, asked.question)


def _script(code: str, tree: ast.Module, place: Place, asked: Asked) -> WrittenAnswer | None:
    """Several exercises in one file, under headings or in constants that bear their numbers."""
    lines = words_in(code, tree, {})
    parts = parts_of(lines, asked.number, asked.question, place.named, whole=place.whole)
    found = [(one.line, one) for one in constants(tree, {})]
    return first_filled(parts, place, asked, piece_of_lines, found)
