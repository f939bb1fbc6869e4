"""What a workspace was given: tells a learner's work from a stub of an earlier version."""

import hashlib
from pathlib import Path

import msgspec

from grader.learner.store import FOLDER

_FILE = "workspace.json"


class Given(msgspec.Struct, frozen=True):
    """Digests of the stubs that a workspace was given, by name."""

    stubs: dict[str, str] = {}


def read_given(workspace: Path) -> Given:
    """What a workspace was given; nothing where that is not known."""
    try:
        return msgspec.json.decode((workspace / FOLDER / _FILE).read_bytes(), type=Given)
    except (OSError, msgspec.MsgspecError):
        return Given()


def keep_given(workspace: Path, given: Given) -> None:
    """Keep what a workspace was given, all or nothing.

    Raises:
        OSError: it cannot be written.
    """
    path = workspace / FOLDER / _FILE
    partial = path.with_name(f"{_FILE}.part")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(given)))
    partial.replace(path)


def digest(text: bytes) -> str:
    r"""SHA-256 of a file's content, whatever its line ends.

    >>> digest(b"a\r\n") == digest(b"a\n")
    True
    """
    return hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()
