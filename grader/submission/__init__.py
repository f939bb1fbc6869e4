"""One reader a form: file, folder or notebook to an answer; reads, never runs."""

from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.answer import Answer
from grader.submission.notebook import read_notebook
from grader.submission.text import read_text

__all__ = ["Answer", "read_answer"]


def read_answer(path: Path, number: int, name: str) -> Answer:
    """The answer to one exercise.

    Args:
        path: a workspace folder, a Python file or a notebook.
        number: the exercise.
        name: name of its stub without suffix, `ex09_mnist`.

    Raises:
        SubmissionError: there is nothing to read; the text says what was looked for.
    """
    try:
        if path.is_dir():
            path = _in_folder(path, number, name)
        elif not path.exists():
            raise SubmissionError(f"{path}: there is no such file or folder.")
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {error.strerror}.") from None
    if path.suffix == ".ipynb":
        return read_notebook(path, number, f"{name}.py")
    if path.suffix != ".py":
        raise SubmissionError(
            f"{path}: exercise {number} is read from a Python file (.py) or a notebook (.ipynb)."
        )
    return Answer(number, path.name, path.name, path.parent, read_text(path))


def _in_folder(folder: Path, number: int, name: str) -> Path:
    stub = folder / f"{name}.py"
    if stub.is_dir():
        raise SubmissionError(f"{stub}: is a folder; a Python file should be there.")
    if stub.exists():
        return stub
    likely = sorted(
        path
        for pattern in (f"ex{number:02}*.py", f"ex{number:02}*.ipynb", "*.ipynb")
        for path in folder.glob(pattern)
    )
    if len(likely) == 1:
        return likely[0]
    there = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    found = ", ".join(there[:5]) + (", …" if len(there) > 5 else "") if there else "it is empty"
    raise SubmissionError(
        f"{folder}: no answer to exercise {number}. Looked for {name}.py; found: {found}. Name the "
        "file with --path."
    )
