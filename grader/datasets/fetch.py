"""One file from the first of several sources: resumed where it broke off, whole and checked."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

import msgspec

from grader.datasets.connect import opened
from grader.errors import DataError

_PIECE = 1 << 16
_TRIES = 5
_BEYOND_RANGE = 416
_ROOM = 1.1
"""Times its size that must be free on the disk before a file is fetched."""

NOT_EXPECTED = "what came is not the file that was expected."


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """A file to fetch.

    Attributes:
        name: the name it gets.
        urls: where it may come from, tried in turn.
        size_bytes: its size, as far as it is known; a quarter more ends the transfer.
        digest: "sha256:…" or "md5:…", empty where nobody has published one.
        check: looks at a file without a digest; raises DataError if it cannot be the one.
    """

    name: str
    urls: tuple[str, ...]
    size_bytes: int
    digest: str = ""
    check: Callable[[Path], object] = lambda _: None


class Tell(msgspec.Struct, frozen=True):
    """Who is told what happens: of bytes (done, in all; 0 if unknown) and of notes, a line each."""

    on_bytes: Callable[[int, int], None] = lambda _done, _total: None
    on_note: Callable[[str], None] = lambda _: None


class FullDiskError(DataError):
    """There is no room; another source would not help."""


def fetch(remote: Remote, folder: Path, tell: Tell) -> Path:
    """Fetch a file into `folder`; it appears only when it is whole and checked.

    A transfer that is cut off, by whatever, leaves `.NAME.part`, and the next one goes on there.

    Raises:
        DataError: what each source said, or that the disk is full.
    """
    target, reasons = folder / remote.name, []
    with _partial(target, remote.size_bytes) as partial:
        for url in remote.urls:
            try:
                _fetched(remote, url, partial, tell)
                partial.replace(target)
            except FullDiskError:
                raise
            except DataError as error:
                reasons.append(f"{urlsplit(url).hostname}: {error}")
                tell.on_note(reasons[-1])
            else:
                return target
    raise DataError(" ".join(reasons))


def _fetched(remote: Remote, url: str, partial: Path, tell: Tell) -> None:
    """Bring `partial` to its full length from one source, and check it."""
    resumed = partial.stat().st_size > 0
    _transfer(remote, url, partial, tell)
    try:
        _checked(remote, partial)
    except DataError:
        _emptied(partial)
        if not resumed:
            raise
        # What lay there was of no use: once more, from the start.
        _transfer(remote, url, partial, tell)
        _checked(remote, partial)


def _transfer(remote: Remote, url: str, partial: Path, tell: Tell) -> None:
    """Fetch what is missing; a transfer that breaks off is taken up again while it gets on."""
    for left in reversed(range(_TRIES)):
        have = partial.stat().st_size
        try:
            _attempt(remote, url, partial, tell)
        except DataError:
            if not left or partial.stat().st_size <= have:
                raise
        else:
            return


def _attempt(remote: Remote, url: str, partial: Path, tell: Tell) -> None:
    have = partial.stat().st_size
    range_wanted = {"Range": f"bytes={have}-"} if have else {}
    try:
        with opened(Request(url, headers=range_wanted)) as answer:  # noqa: S310 - addresses of ours, or asked for
            begin = have if _goes_on(answer.headers.get("Content-Range"), have) else 0
            total = begin + int(answer.headers.get("Content-Length") or 0)
            done = _copy(answer.read, partial, begin, (remote, total, tell))
    except HTTPError as error:
        error.close()
        if error.code == _BEYOND_RANGE and have:
            return  # all of it is there: the check tells whether it is good
        raise DataError(f"{error}.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise _told(error, partial) from None
    if total > begin and done < total:
        raise DataError(f"broke off after {done:,} of {total:,} bytes.")


def _goes_on(content_range: str | None, have: int) -> bool:
    """Whether a server sends what is missing, and not all from the start."""
    return bool(have and content_range and content_range.startswith(f"bytes {have}-"))


def _copy(
    read: Callable[[int], bytes], partial: Path, done: int, known: tuple[Remote, int, Tell]
) -> int:
    """Write what is read behind the first `done` bytes of a file; its length then."""
    remote, total, tell = known
    with partial.open("r+b") as file:
        file.truncate(done)
        file.seek(done)
        while piece := read(_PIECE):
            done += len(piece)
            if done > max(remote.size_bytes * 1.25, 1_000_000):
                _emptied(partial)
                raise DataError(f"what came is larger than {remote.name} can be.")
            file.write(piece)
            tell.on_bytes(done, total)
    return done


def _told(error: Exception, partial: Path) -> DataError:
    """A failure in words; a full disk is freed of what was written."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        _emptied(partial)
        return FullDiskError(
            f"{partial.parent}: the disk is full. Free some space, or set CNN_GRADE_CACHE to a "
            "folder on another disk."
        )
    return DataError(f"{error}.".replace("..", "."))


def _checked(remote: Remote, path: Path) -> None:
    """Raise DataError unless the file is the one that was wanted."""
    if remote.digest:
        algorithm, _, wanted = remote.digest.partition(":")
        with path.open("rb") as file:
            if hashlib.file_digest(file, algorithm).hexdigest() != wanted:
                raise DataError(NOT_EXPECTED)
    remote.check(path)


@contextmanager
def _partial(target: Path, size_bytes: int) -> Iterator[Path]:
    """The file that is written to, held by this process alone; gone again while it is empty."""
    partial = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _require_room(
            target.parent, size_bytes - (partial.stat().st_size if partial.exists() else 0)
        )
        with partial.open("ab") as held:
            if not _locked(held.fileno()):
                # Somebody else fetches the same: both may, each for itself.
                partial = target.with_name(f".{target.name}.{os.getpid()}.part")
                partial.touch()
            yield partial
    except OSError as error:
        raise DataError(f"{target.parent}: cannot be written to: {error.strerror}.") from None
    finally:
        _swept(partial)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _swept(partial: Path) -> None:
    own = f".{os.getpid()}.part"
    if partial.exists() and (not partial.stat().st_size or partial.name.endswith(own)):
        partial.unlink()


def _require_room(folder: Path, size_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size_bytes * _ROOM:
        raise FullDiskError(
            f"{folder}: {free / 1e6:,.0f} MB are free, {size_bytes * _ROOM / 1e6:,.0f} MB are "
            "needed. Free some space, or set CNN_GRADE_CACHE to a folder on another disk."
        )


def _emptied(path: Path) -> None:
    os.truncate(path, 0)
