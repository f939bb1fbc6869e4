"""What there is in a submission, said to a learner whose answer was not found."""

from pathlib import Path

from grader.errors import NoAnswerError, SubmissionError
from grader.submission.archive import is_archive, members
from grader.submission.clean import clean_name
from grader.submission.files import shown

_MOST_NAMES = 5
_NOT_READ = frozenset({".docx", ".doc", ".pdf", ".odt", ".rtf", ".pages", ".html", ".rar", ".7z"})


def check_there(path: Path) -> None:
    """Refuse a path that leads nowhere.

    Raises:
        SubmissionError: there is nothing, or it may not be looked at.
    """
    try:
        if not path.exists():
            raise SubmissionError(f"{shown(path)}: there is no such file or folder.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SubmissionError(f"{shown(path)}: cannot be read: {reason}.") from None


def no_answer(path: Path, number: int, looked_for: str) -> NoAnswerError:
    """The error for a submission without an answer: what was looked for, and what is there.

    Args:
        path: the submission.
        number: the exercise.
        looked_for: names and headings, as they stand in "Looked for …".
    """
    there = _names(path)
    listed = ", ".join(there[:_MOST_NAMES]) + (", …" if len(there) > _MOST_NAMES else "")
    found = "" if path.is_file() and not is_archive(path) else f"; found: {listed or 'it is empty'}"
    unread = [name for name in there if Path(name).suffix.lower() in _NOT_READ]
    advice = f"Name the file with --path.{_advice(unread[0]) if unread else ''}"
    return NoAnswerError(
        f"{shown(path)}: no answer to exercise {number}. Looked for {looked_for}{found}. {advice}"
    )


def _advice(name: str) -> str:
    return f" {name} is of a kind that is not read; save it as Markdown or plain text."


def _names(path: Path) -> list[str]:
    if is_archive(path):
        names = list(members(path))
    elif path.is_dir():
        names = sorted(one.name for one in path.iterdir() if not one.name.startswith("."))
    else:
        names = [path.name]
    return [clean_name(name) for name in names]
