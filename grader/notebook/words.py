"""Text, numbers or code that were handed over, graded as a file in a workspace would be."""

import keyword
import math
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from grader.errors import GraderError, UsageError
from grader.exercise import course_folder, load_exercise
from grader.notebook.talk import Done
from grader.options import Options
from grader.pipeline import grade_file

PLACE = "this cell"
"""How a message calls what has no file."""


def as_file(text: str, values: Mapping[str, Any], code: str = "") -> str:
    r"""The file that a stub would be with this answer in it.

    Args:
        text: words; may be empty.
        values: numbers, or texts with a unit, by the name of their constant.
        code: goes before the rest.

    Raises:
        UsageError: a value is no number and no text.

    >>> as_file("", {"PARAMETERS": 902400})
    'PARAMETERS = 902400\n'
    """
    lines = [f"{_name(name)} = {_value(name, value)!r}" for name, value in values.items()]
    if text:
        lines.append(f"ANSWER = {text!r}")
    return code + "\n".join(lines) + "\n"


def grade_text(number: int, code: str, options: Options) -> Done:
    """Grade the text of a file.

    Raises:
        GraderError: it cannot be read, or the grader could not do its work.
    """
    exercise = load_exercise(number, course_folder())
    file_name = f"{exercise.name}.py"
    with TemporaryDirectory(prefix="cnn-grade-", ignore_cleanup_errors=True) as folder:
        Path(folder, file_name).write_text(code, encoding="utf-8")
        try:
            graded = grade_file(Path(folder), exercise, options)
        except GraderError as error:
            raise type(error)(str(error).replace(folder, "").lstrip("/")) from None
    return Done(graded.result, graded.aside)


def renamed(done: Done, file_name: str, parts: Mapping[str, int]) -> Done:
    """A result whose messages name a function and its line, or the cell, in place of a file.

    Args:
        done: the result.
        file_name: the file that its messages speak of.
        parts: names of functions and the lines that stand above each.
    """
    pattern = re.compile(rf"{re.escape(file_name)}(?::(\d+))?")

    def place(found: re.Match[str]) -> str:
        line = int(found[1] or 0)
        above = [(begin, name) for name, begin in parts.items() if begin < line]
        if not above:
            return PLACE
        begin, name = max(above)
        return f"{name}(), line {line - begin}:"

    result = done.result
    rows = tuple(
        msgspec.structs.replace(row, message=pattern.sub(place, row.message))
        for row in result.criteria
    )
    feedback = tuple(pattern.sub(place, text) for text in result.feedback)
    return Done(msgspec.structs.replace(result, criteria=rows, feedback=feedback), done.aside)


def _name(name: object) -> str:
    if isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name):
        return name
    raise UsageError(f"{name!r} is no name for a number: write PARAMETERS=..., or {{...}}.")


def _value(name: str, value: Any) -> str | int | float:
    """A value as it can stand in a file; numbers of NumPy become plain ones."""
    given = value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise UsageError(
            f"{name} is {type(value).__name__}: a number is wanted, or a text with its unit, "
            'such as "12 MB".'
        )
    if isinstance(given, float) and not math.isfinite(given):
        raise UsageError(f"{name} is {given}: a number is wanted.")
    return given
