"""A workspace: a folder with the stubs, where a learner writes."""

from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.learner.given import Given, digest, keep_given, read_given
from grader.learner.readme import README, readme
from grader.learner.sheet import NOTEBOOK, sheet
from grader.learner.store import FOLDER


class Started(msgspec.Struct, frozen=True):
    """Names of the files that were written, and of those that were there already.

    `renewed` are stubs that the learner had not changed and that are the course's new ones now;
    `beside` are pairs: a stub with the learner's work, and the file beside it with the new one;
    `outdated` are stubs that could be brought up to date.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    renewed: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    outdated: tuple[str, ...] = ()


def workspace_of(path: Path) -> Path | None:
    """The workspace that a path belongs to: the folder itself, or the one that holds the file.

    None for all other paths: nothing is ever written there.
    """
    try:
        folder = path if path.is_dir() else path.parent
        return folder if (folder / FOLDER).is_dir() else None
    except (OSError, ValueError):
        return None


def start(folder: Path, course: Path, *, notebook: bool = False, update: bool = False) -> Started:
    """Make a folder a workspace with all stubs; what a learner wrote is never overwritten.

    Args:
        folder: where; made if it is not there.
        course: the folder with `exercises`.
        notebook: write one notebook with all exercises, too.
        update: bring stubs that the course has changed since; beside those that were written in.

    Raises:
        UsageError: the folder cannot be made or written to.
    """
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        stubs = {path.name: path.read_bytes() for path in _stubs(course)}
        files = {**stubs, README: readme().encode()}
        files |= {NOTEBOOK: sheet(stubs)} if notebook else {}
        written = tuple(name for name, text in files.items() if _wrote(folder / name, text))
        kept = tuple(name for name in files if name not in written)
        return _updated(folder, stubs, Started(written, kept), update=update)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written to: {error.strerror}.") from None


def _stubs(course: Path) -> list[Path]:
    return sorted(course.glob("exercises/ex[0-9][0-9]_*.py"))


def _updated(folder: Path, stubs: dict[str, bytes], done: Started, *, update: bool) -> Started:
    """What was done, and what has changed since a stub was given."""
    given = read_given(folder)
    news = {name: text for name, text in stubs.items() if _is_new(folder / name, text, given)}
    renewed, beside = [], []
    for name, text in news.items() if update else ():
        if digest((folder / name).read_bytes()) == given.stubs.get(name):
            _replace(folder / name, text)
            renewed.append(name)
        else:
            beside.append((name, _put_beside(folder, name, text)))
    brought = {name: digest(text) for name, text in stubs.items() if update or name not in news}
    keep_given(folder, Given(stubs={**given.stubs, **brought}))
    return msgspec.structs.replace(
        done,
        renewed=tuple(renewed),
        beside=tuple(beside),
        outdated=() if update else tuple(news),
    )


def _is_new(file: Path, stub: bytes, given: Given) -> bool:
    """Whether the course's stub is another one than that which a learner's file began as.

    Of a file that was there before the folder became a workspace that cannot be known.
    """
    return file.read_bytes() != stub and given.stubs.get(file.name, "") != digest(stub)


def _put_beside(folder: Path, name: str, text: bytes) -> str:
    """Write a new stub beside a changed one; its name."""
    stem, number = Path(name).stem, 1
    while True:
        new = folder / f"{stem}.new{'' if number == 1 else number}.py"
        if _wrote(new, text) or new.read_bytes() == text:
            return new.name
        number += 1


def _wrote(path: Path, text: bytes) -> bool:
    """Write a file that is not there; whether it was not."""
    try:
        # "x" makes the file only if there is none, also when two do this at once.
        with path.open("xb") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError:
        path.unlink(missing_ok=True)  # half a stub on a full disk would stay for ever
        raise
    return True


def _replace(path: Path, text: bytes) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(text)
    partial.replace(path)
