"""Fetching what is missing of data and weights into our own cache, one thing after another."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from grader.datasets import download, mnist, prepare, stock
from grader.datasets.cache import cache_folder
from grader.datasets.fetch import FullDiskError, Remote, Tell, fetch
from grader.errors import DataError, UsageError

_REMOTES = {
    "mnist": (download.MNIST,),
    "flowers": (download.FLOWERS,),
    "weights": download.WEIGHTS,
}


class Shown(Protocol):
    """Who is told how far it is."""

    def begin(self, title: str) -> None:
        """Something else begins."""

    def note(self, text: str) -> None:
        """A line that stays."""

    def bytes(self, done: int, total: int) -> None:
        """Bytes that have come."""

    def photos(self, done: int, total: int) -> None:
        """Photos that have been put in order."""


class Wanted(msgspec.Struct, frozen=True):
    """A file to fetch, and which part of the data it belongs to."""

    part: str
    remote: Remote


class Fetched(msgspec.Struct, frozen=True):
    """What lies where now, a line each, and titles of what could not be had."""

    lines: tuple[str, ...]
    missed: tuple[str, ...]


def wanted(parts: Sequence[str], source: str | None) -> tuple[Wanted, ...]:
    """Files of the parts named; `source` is a folder on a server that is asked first.

    Raises:
        UsageError: `source` is no address.
    """
    return tuple(
        Wanted(part, _first_from(source, remote)) for part in parts for remote in _REMOTES[part]
    )


def get(asked: Sequence[Wanted], environ: Mapping[str, str], shown: Shown) -> Fetched:
    """Fetch each file that is not at hand; one that cannot be had does not stop the others.

    Raises:
        DataError: the network is switched off, or the disk is full.
    """
    if environ.get("CNN_GRADE_OFFLINE") == "1":
        raise DataError("CNN_GRADE_OFFLINE=1 keeps from fetching. Unset it, then try again.")
    lines, missed = [], []
    there = {item.id: item.path for item in stock.stock(environ) if item.path}
    for one in asked:
        title = _TITLES.get(one.part) or stock.title_of(one.remote.name)
        if path := there.get(one.remote.name if one.part == "weights" else one.part):
            lines.append(f"{title}: is there already, {path}")
            continue
        shown.begin(f"fetching {title}")
        try:
            lines.append(f"{title}: {_got(one, cache_folder(environ), shown)}")
        except FullDiskError:
            raise
        except DataError:
            missed.append(title)  # what each source said was told already
    lines.extend(_hidden(asked, environ))
    return Fetched(tuple(lines), tuple(missed))


_TITLES = {"mnist": "MNIST", "flowers": "tf_flowers"}


def _first_from(source: str | None, remote: Remote) -> Remote:
    if source is None:
        return remote
    if not source.startswith(("http://", "https://")):
        raise UsageError(f"--from {source}: an address starts with https:// or http://.")
    return replace(remote, urls=(f"{source.rstrip('/')}/{remote.name}", *remote.urls))


def _got(one: Wanted, cache: Path, shown: Shown) -> Path:
    """Fetch one file, and make of it what exercises read."""
    tell = Tell(shown.bytes, shown.note)
    match one.part:
        case "weights":
            return fetch(one.remote, cache / "keras" / "models", tell)
        case "mnist":
            path = fetch(one.remote, cache, tell)
            mnist.whole(mnist.read_npz(path), path, "")
            return path
        case _:
            archive = fetch(one.remote, cache, tell)
            shown.begin("preparing tf_flowers")
            prepared = prepare.prepare(prepare.photos_in_archive(archive), cache, shown.photos)
            archive.unlink()
            return prepared


def _hidden(asked: Sequence[Wanted], environ: Mapping[str, str]) -> Iterator[str]:
    """A line where what was fetched will not be looked at."""
    given = environ.get("CNN_GRADE_DATA")
    if given and any(one.part != "weights" for one in asked):
        yield f"CNN_GRADE_DATA={given} comes first: unset it to use what lies in the cache."
