"""Python source to its tree: quietly, and with a reason that helps where it cannot be read."""

import ast
import warnings

from grader.errors import SubmissionError
from grader.submission.clean import clean_name

_REASONS = (
    (
        "unterminated triple-quoted",
        "the text that starts here with three quotes has no end. Close it with three quotes of "
        "the same kind.",
    ),
    (
        "unterminated string",
        "the text that starts here ends with its line. Put three quotes before and behind a text "
        "of several lines.",
    ),
    ("unterminated f-string", "the text that starts here has no end. Close its quotes."),
)


def parse_code(code: str, shown: str) -> ast.Module:
    """The syntax tree of Python source.

    A backslash before a letter, as in LaTeX, is worth a warning to Python; here it is none.

    Raises:
        SyntaxError: with the line of the fault.
        SubmissionError: the source is nested too deeply to be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (RecursionError, MemoryError):
        raise SubmissionError(f"{shown}: is nested too deeply to be read.") from None
    except ValueError as error:
        raise SyntaxError(str(error)) from None


def parse_words(code: str, shown: str) -> ast.Module:
    """The syntax tree of a Python file that holds words.

    Raises:
        SubmissionError: with the line, what is wrong there and what would help.
    """
    try:
        return parse_code(code, shown)
    except SyntaxError as error:
        message = error.msg or ""
        reason = next((says for found, says in _REASONS if message.startswith(found)), "")
        reason = reason or (
            f"Python cannot read this line ({clean_name(message)}). Words belong between the "
            "three quotes of ANSWER."
        )
        raise SubmissionError(f"{shown}:{error.lineno or 1}: {reason}") from None
