"""Our own cache: what took seconds to make is kept, and never half a file."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Our own cache: `CNN_GRADE_CACHE`, else the user's cache folder."""
    if given := environ.get("CNN_GRADE_CACHE"):
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("cnn-grade", appauthor=False)


def keep(path: Path, write: Callable[[BinaryIO], object]) -> bool:
    """Write a file that appears only when it is whole; False where it could not be written."""
    try:
        with appearing(path) as partial, partial.open("wb") as file:
            write(file)
    except OSError:
        # A cache that cannot be written costs seconds the next time, nothing else.
        return False
    return True


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A file to write, which gets its name when all of it was written, and is gone otherwise."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink()
