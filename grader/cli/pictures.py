"""Where pictures of a command go: a page, a folder, the terminal."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from grader.pipeline import Graded
    from grader.result import GraderInfo

_NARROWEST = 80


class Files(msgspec.Struct, frozen=True):
    """Files that were asked for: one HTML page, and a folder for PNG files."""

    html: Path | None = None
    pictures: Path | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.html is not None or self.pictures is not None


def checked(files: Files) -> Files:
    """The same, once it is sure that all of them can be written; grading may take minutes.

    Raises:
        UsageError: one of them cannot be written.
    """
    if files.html is not None:
        _try("--html", files.html, files.html.resolve().parent)
    if files.pictures is not None:
        try:
            files.pictures.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable("--pictures", files.pictures, error) from None
        _try("--pictures", files.pictures, files.pictures)
    return files


def write_files(files: Files, graded: "Sequence[Graded]", info: "GraderInfo") -> None:
    """Write what was asked for.

    Raises:
        GraderError: a file could not be written after all.
    """
    try:
        if files.html is not None:
            from grader.report.html import page

            _write(files.html, page(graded, info).encode("utf-8"))
        if files.pictures is not None:
            _write_pictures(files.pictures, graded)
    except OSError as error:
        raise GraderError(f"{error.filename}: not written: {error.strerror}.") from None


def can_show(console: "Console") -> bool:
    """Whether a terminal has the colours and the width for pictures."""
    colours = console.color_system in {"256", "truecolor"} and not console.no_color
    return console.is_terminal and colours and console.width >= _NARROWEST


def show_pictures(console: "Console", graded: "Graded") -> None:
    """Show what a trained model was like, in a terminal that can."""
    if graded.seen is None or not can_show(console):
        return
    from grader.report.inline import show_inline
    from grader.report.inline_images import protocol

    show_inline(console, graded.seen, protocol(os.environ))


def _write_pictures(folder: Path, graded: "Sequence[Graded]") -> None:
    for one in graded:
        if one.seen is not None:
            from grader.report.pictures import pictures

            for name, data in pictures(one.seen).items():
                _write(folder / f"ex{one.result.exercise:02}_{name}.png", data)


def _try(option: str, path: Path, folder: Path) -> None:
    """Make a file in a folder, and open the one that is to be replaced, without changing it."""
    try:
        if option == "--html" and path.exists():
            path.open("r+b").close()
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise _unwritable(option, path, error) from None


def _unwritable(option: str, path: Path, error: OSError) -> UsageError:
    return UsageError(f"{option} {path}: cannot be written: {error.strerror}.")


def _write(path: Path, data: bytes) -> None:
    """Write a file as a whole, so that a killed command leaves the old one or the new one."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        # A pipe or a device is written to, never replaced.
        path.write_bytes(data)
        return
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(data)
    aside.replace(path)
