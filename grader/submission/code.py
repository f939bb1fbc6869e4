"""The code of one exercise: a Python file or a notebook, found in a folder or an archive."""

from collections.abc import Sequence
from pathlib import Path

from grader.errors import NoAnswerError, SubmissionError
from grader.submission.answer import Answer
from grader.submission.archive import is_archive
from grader.submission.files import DOCUMENTS, files_in, named_for, shown
from grader.submission.found import check_there, no_answer
from grader.submission.notebook import read_notebook
from grader.submission.text import read_text


def read_answer(path: Path, number: int, name: str) -> Answer:
    """The answer to one exercise.

    Args:
        path: a workspace folder, an archive, a Python file or a notebook.
        number: the exercise.
        name: name of its stub without suffix, `ex09_mnist`.

    Raises:
        NoAnswerError: it can be read and has no code for this exercise; the text says what was
            looked for.
        SubmissionError: it cannot be read.
    """
    check_there(path)
    is_many = path.is_dir() or is_archive(path)
    file = _within(path, number, name) if is_many else path
    called = shown(file, path)
    suffix = file.suffix.lower()
    if suffix == ".ipynb":
        return read_notebook(file, number, f"{name}.py", called)
    if suffix != ".py":
        reads = NoAnswerError if suffix in DOCUMENTS else SubmissionError
        raise reads(
            f"{shown(file)}: exercise {number} is read from a Python file (.py), a notebook "
            "(.ipynb), or a folder or zip with one of them."
        )
    if named_for(file, number) == "other":
        raise NoAnswerError(f"{shown(file)}: is named for another exercise than {number}.")
    return Answer(number, file.name, called, file.parent, read_text(file))


def _within(path: Path, number: int, name: str) -> Path:
    """The stub, else the one file named for the exercise, else the one notebook."""
    stub = path / f"{name}.py"
    if stub.is_dir():
        raise SubmissionError(f"{shown(stub)}: is a folder; a Python file should be there.")
    if stub.is_file():
        return stub
    code = [file for file in files_in(path) if file.suffix.lower() in {".py", ".ipynb"}]
    return (
        next((file for file in code if file.name == stub.name), None)
        or _only([file for file in code if named_for(file, number) == "this"])
        or _only([file for file in code if file.suffix.lower() == ".ipynb"])
        or _refuse(path, number, name)
    )


def _only(files: Sequence[Path]) -> Path | None:
    return files[0] if len(files) == 1 else None


def _refuse(path: Path, number: int, name: str) -> Path:
    raise no_answer(path, number, f"{name}.py")
