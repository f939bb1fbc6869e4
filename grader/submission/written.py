"""A written answer out of a submission: the stub first, then documents that hold the exercise."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.answer import WrittenAnswer
from grader.submission.archive import inside_archive, is_archive, members
from grader.submission.asked import Asked, Place
from grader.submission.document import read_document
from grader.submission.files import DOCUMENTS, by_name, files_in, named_for, shown
from grader.submission.found import check_there, no_answer
from grader.submission.notebook import read_notebook_words
from grader.submission.question import Question
from grader.submission.stub import read_python

Reader = Callable[[Path, Place, Asked], WrittenAnswer | None]


def read_written(
    path: Path, number: int, name: str, question: str, *, beside_code: bool = False
) -> WrittenAnswer:
    """The words and numbers that a submission answers to one exercise; nothing is run.

    Of several files the first that has an answer counts: the stub, then files named for the
    exercise, then others with its heading, README files at the very end. Among equals it is the
    last by name: `hw2.md` before `hw1.md`. An answer without pieces and values is a stub left as
    it is, or a heading with nothing below it.

    Args:
        path: a folder, archive, Python file, notebook or document.
        number: the exercise.
        name: name of its stub without suffix, `ex04_pooling`.
        question: the text of the stub; what only repeats it is no answer.
        beside_code: code is a part of the answer; its comments are not read as words.

    Raises:
        NoAnswerError: it can be read and has nothing on this exercise.
        SubmissionError: it cannot be read; the text says why and what would help.
    """
    check_there(path)
    asked = Asked(number, name, Question.of(question), beside_code)
    empty: WrittenAnswer | None = None
    trouble: SubmissionError | None = None
    for file in _ordered(path, asked):
        try:
            found = _read(file, path, asked)
        except SubmissionError as error:
            if file.stem == name or file == path:
                raise
            trouble = trouble or error
            continue
        if found is not None and (found.pieces or found.values):
            return found
        empty = empty or found
    if empty is not None:
        return empty
    raise trouble or _nothing(path, asked)


def _ordered(path: Path, asked: Asked) -> Iterator[Path]:
    """Files of a submission, the likeliest first; the rest is only listed if the stub is empty."""
    stub = path / f"{asked.name}.py"
    if stub.is_file():
        yield stub
    files = sorted(files_in(path), key=by_name, reverse=True)
    files.sort(key=lambda file: _rank(file, asked))
    yield from (file for file in files if file != stub or not stub.is_file())


def _rank(file: Path, asked: Asked) -> tuple[int, int]:
    """Smaller is likelier: what the name says, then depth for stubs that lie in folders."""
    if file.stem == asked.name:
        return 0, len(file.parts)
    if file.stem.lower().startswith("readme"):
        return 3, 0
    return (1 if named_for(file, asked.number) == "this" else 2), 0


def _read(file: Path, submission: Path, asked: Asked) -> WrittenAnswer | None:
    place = Place(
        shown=shown(file, submission),
        named=named_for(file, asked.number),
        whole=file == submission,
    )
    return _reader(file)(file, place, asked)


def _reader(file: Path) -> Reader:
    suffix = file.suffix.lower()
    readers: Mapping[str, Reader] = {
        ".py": read_python,
        ".ipynb": read_notebook_words,
        ".zip": _refuse_archive,
        **dict.fromkeys(DOCUMENTS, read_document),
    }
    return readers.get(suffix, _refuse_form)


def _refuse_archive(file: Path, place: Place, _asked: Asked) -> None:
    """An archive that was not opened: within another one, or damaged."""
    if inside_archive(file) is None and is_archive(file):
        members(file)
    raise SubmissionError(
        f"{place.shown}: is an archive within an archive, which is not opened. Put its files into "
        "the outer one."
    )


def _refuse_form(file: Path, _place: Place, _asked: Asked) -> None:
    raise SubmissionError(
        f"{shown(file)}: an answer in words is read from a Python file (.py), a notebook (.ipynb), "
        "Markdown or plain text (.md, .txt, .rst), or a folder or zip with them."
    )


def _nothing(path: Path, asked: Asked) -> SubmissionError:
    return no_answer(
        path,
        asked.number,
        f"{asked.name}.py and for a heading such as “## {asked.number}.” or “Exercise "
        f"{asked.number}”",
    )
