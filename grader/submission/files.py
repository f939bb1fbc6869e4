"""Files of a submission: which there are, how they are called, what their names say."""

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

from grader.errors import SubmissionError
from grader.submission.archive import is_archive, members
from grader.submission.clean import clean_name

DOCUMENTS = frozenset({".md", ".markdown", ".txt", ".rst", ".text"})
READABLE = DOCUMENTS | {".py", ".ipynb", ".zip"}
MOST_FILES = 2_000
MOST_IN_FOLDER = 10_000

Named = Literal["this", "other", "none"]

_DEPTH = 3
_SKIPPED = frozenset({"__MACOSX", "__pycache__", "node_modules", "venv", "site-packages"})
_NO_ANSWERS = re.compile(r"(?:requirements|license|licence|notice|changelog)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:(?P<label>exercise|ex|question|q|answer|ans|problem|task|solution)[\s_.-]{0,3})?"
    r"0?(?P<number>[0-9]{1,2})(?![0-9]|[-_.][0-9])(?(label)|(?=[_-]|\.[a-z]{1,8}$))",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"([0-9]{1,18})")


def files_in(path: Path) -> tuple[Path, ...]:
    """Files of a submission that can hold an answer, also inside archives.

    Hidden files, checkpoints and what sits more than two folders deep are left out; so are links
    that lead out of the submission, and archives inside of archives. Sorted by depth, then by name
    with numbers in their order.

    Args:
        path: a folder, an archive or one file.

    Raises:
        SubmissionError: it cannot be listed.
    """
    if is_archive(path):
        return _sorted(path, _members(path))
    if not path.is_dir():
        return (path,)
    try:
        return _sorted(path, _walk(path, path.resolve(), _DEPTH))
    except OSError as error:
        raise SubmissionError(f"{shown(path)}: cannot be read: {error.strerror}.") from None


def shown(path: Path, submission: Path | None = None) -> str:
    """How a file is named to the learner: from the archive or folder that was handed in."""
    if submission is None:
        return clean_name(str(path))
    if path == submission:
        return clean_name(path.name)
    root = submission.parent if is_archive(submission) else submission
    return clean_name(path.relative_to(root).as_posix())


def named_for(path: Path, number: int) -> Named:
    """Whether a file's name says that it is for an exercise, for another one, or nothing.

    >>> [named_for(Path(name), 4) for name in ("ex04_pooling.py", "4.txt", "q5.md", "notes.md")]
    ['this', 'this', 'other', 'none']
    """
    found = _NUMBERED.match(path.name)
    if found and int(found["number"]) == number:
        return "this"
    return "other" if found and found["label"] else "none"


def by_name(path: Path) -> list[tuple[int, str]]:
    """Key that sorts `hw2.md` before `hw10.md`."""
    parts = _DIGITS.split(path.as_posix().casefold())
    return [(int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts)]


def _sorted(root: Path, found: Iterator[Path]) -> tuple[Path, ...]:
    kept = [path for path in found if path.suffix.lower() in READABLE]
    kept = [path for path in kept if not _NO_ANSWERS.match(path.name)]
    kept.sort(key=lambda path: (len(path.relative_to(root).parts), by_name(path), str(path)))
    return tuple(kept[:MOST_FILES])


def _members(archive: Path) -> Iterator[Path]:
    for name in members(archive):
        parts = name.split("/")
        if len(parts) <= _DEPTH and not any(map(_is_hidden, parts)):
            yield archive / name


def _walk(folder: Path, root: Path, depth: int) -> Iterator[Path]:
    """Files below a folder; archives are opened, links out of `root` are not followed."""
    for entry in _listed(folder):
        path = folder / entry.name
        if _is_hidden(entry.name) or (entry.is_symlink() and not _is_within(path, root)):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root, depth - 1) if depth > 1 else ()
        elif is_archive(path):
            yield from _opened(path)
        elif entry.is_file():
            yield path


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        listed = list(islice(entries, MOST_IN_FOLDER + 1))
    if len(listed) > MOST_IN_FOLDER:
        raise SubmissionError(
            f"{shown(folder)}: holds more than {MOST_IN_FOLDER:,} files. Name the one with the "
            "answer with --path."
        )
    return sorted(listed, key=lambda entry: entry.name)


def _opened(archive: Path) -> Iterator[Path]:
    """Files of an archive in a folder; one that cannot be opened stands for itself.

    Its reader says what is wrong with it if nothing else holds the answer.
    """
    try:
        yield from list(_members(archive))
    except SubmissionError:
        yield archive


def _is_within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED
