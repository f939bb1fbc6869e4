"""A workspace: a folder with the stubs, where a learner writes."""

from pathlib import Path

import msgspec

from grader.errors import UsageError


class Started(msgspec.Struct, frozen=True):
    """Names of the stubs that were written, and of those that were there already."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def start(folder: Path, course: Path) -> Started:
    """Put all stubs into a folder; what is there is never overwritten.

    Raises:
        UsageError: the folder cannot be made or written to.
    """
    written, kept = [], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stub in sorted(course.glob("exercises/ex[0-9][0-9]_*.py")):
            try:
                # "x" makes the file only if there is none, also when two do this at once.
                with (folder / stub.name).open("x", encoding="utf-8") as file:
                    file.write(stub.read_text(encoding="utf-8"))
                written.append(stub.name)
            except FileExistsError:
                kept.append(stub.name)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written to: {error.strerror}.") from None
    return Started(tuple(written), tuple(kept))
