"""The file that a workspace keeps its progress in: SQLite, opened for one act and closed again.

A rollback journal, not a write-ahead log: the log needs memory shared between processes, which
network drives do not have. Each act is one transaction, so a kill leaves all of it or nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from grader.errors import GraderError

FOLDER = ".cnn-grade"
FILE = "progress.sqlite3"

_WAIT_S = 3.0
_STRICT = " STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE attempts ("
        "id INTEGER PRIMARY KEY AUTOINCREMENT, exercise INTEGER NOT NULL, at TEXT NOT NULL, "
        "status TEXT NOT NULL, score REAL NOT NULL, points REAL NOT NULL, "
        "max_points REAL NOT NULL, seconds REAL NOT NULL, quick INTEGER NOT NULL, "
        "key TEXT NOT NULL, answer TEXT NOT NULL, device TEXT NOT NULL, data TEXT NOT NULL, "
        f"seed INTEGER NOT NULL, result TEXT NOT NULL){_STRICT}",
        "CREATE INDEX attempts_key ON attempts (key)",
        "CREATE INDEX attempts_exercise ON attempts (exercise, id)",
        "CREATE TABLE hints ("
        "id INTEGER PRIMARY KEY AUTOINCREMENT, exercise INTEGER NOT NULL, at TEXT NOT NULL, "
        "criterion TEXT NOT NULL, step INTEGER NOT NULL, "
        f"UNIQUE (exercise, criterion, step)){_STRICT}",
    ),
)
"""What makes each version of the file out of the one before it."""

_REASONS = {
    sqlite3.SQLITE_BUSY: "another process has been writing to it for too long",
    sqlite3.SQLITE_LOCKED: "another process has been writing to it for too long",
    sqlite3.SQLITE_READONLY: "cannot be written to",
    sqlite3.SQLITE_PERM: "cannot be written to",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened or written to",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written, or is full",
}
DAMAGED = "is damaged. Move it away, and the next run begins a new one"


class ProgressError(GraderError):
    """Progress could not be read or kept; the text names the file, the reason and what helps."""


@contextmanager
def opened(
    workspace: Path, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS
) -> Iterator[sqlite3.Connection]:
    """The store of a workspace, for one act; a new or older file is brought up to date first.

    Raises:
        ProgressError: it is damaged, locked, of a newer version, or its disk does not take part.
    """
    path = store_of(workspace)
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as connection:
            _prepare(connection, path, migrations)
            yield connection
    except sqlite3.Error as error:
        raise ProgressError(f"{path}: {_reason(error)}.") from None


@contextmanager
def written(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that begins as a writer, so that two of them wait for each other."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def store_of(workspace: Path) -> Path:
    """The file that a workspace keeps its progress in."""
    return workspace / FOLDER / FILE


def is_there(workspace: Path) -> bool:
    """Whether anything was ever kept.

    Raises:
        ProgressError: that may not be looked at.
    """
    try:
        return store_of(workspace).exists()
    except OSError as error:
        raise ProgressError(f"{store_of(workspace)}: cannot be read: {error.strerror}.") from None


def _prepare(
    connection: sqlite3.Connection, path: Path, migrations: tuple[tuple[str, ...], ...]
) -> None:
    # EXTRA: what was committed is still there after the power failed.
    connection.execute("PRAGMA synchronous = EXTRA")
    version = _version(connection)
    if version > len(migrations):
        raise ProgressError(
            f"{path}: was written by a newer cnn-grade. Bring this one up to date, and go on there."
        )
    if version < len(migrations):
        _migrate(connection, migrations)


def _migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...]) -> None:
    with written(connection):
        # Asked again: another process may have done it while this one waited.
        for statements in migrations[_version(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _reason(error: sqlite3.Error) -> str:
    """Why, in words; faults of other kinds mean that the file is not what it was made as."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _REASONS.get(code, DAMAGED)
