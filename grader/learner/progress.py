"""What a learner did in a workspace: attempts and hints, kept in one small file beside the work.

Only a folder made by `cnn-grade start` has progress (`workspace_of`). All functions take the
workspace's folder, and time as an argument, in UTC. Rows are in the order in which they were
written, whatever a clock said. Nothing here is kept in memory: two processes may do all of it at
once.
"""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader.learner.store import DAMAGED, ProgressError, is_there, opened, store_of, written
from grader.learner.workspace import workspace_of
from grader.pipeline import Graded
from grader.result import Result, Status
from grader.submission import Piece

__all__ = [
    "Attempt",
    "HintUsed",
    "Made",
    "ProgressError",
    "Remembered",
    "attempts",
    "hints_used",
    "last_graded",
    "recall",
    "record",
    "use_hint",
    "workspace_of",
]

_COLUMNS = (
    "exercise, at, status, score, points, max_points, seconds, quick, key, answer, device, data, "
    "seed"
)


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """How an attempt was made.

    `at` is when it ended; `answer` the digest of what was handed in; `key` that of all that its
    result depends on, empty for a result that must not be remembered.
    """

    at: datetime
    key: str = ""
    answer: str = ""
    seed: int = 0
    quick: bool = False


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One graded attempt without its criteria; `id` rises with each row that is written."""

    id: int
    exercise: int
    at: datetime
    status: Status
    score: float
    points: float
    max_points: float
    seconds: float
    quick: bool
    key: str
    answer: str
    device: str
    data: str
    seed: int


class HintUsed(msgspec.Struct, frozen=True):
    """One step of the hints of a criterion, shown for the first time; steps count from 1.

    The criterion is empty for the opening, which belongs to the whole exercise.
    """

    exercise: int
    criterion: str
    step: int


class _Kept(msgspec.Struct, frozen=True):
    """What is kept of a graded answer: all but the data of its pictures."""

    result: Result
    device: str
    data: str
    pieces: tuple[Piece, ...]
    aside: tuple[str, ...]


class Remembered(msgspec.Struct, frozen=True):
    """A graded answer that was found again, and when it was graded."""

    graded: Graded
    at: datetime


def record(workspace: Path, graded: Graded, made: Made) -> None:
    """Keep one attempt; when this returns it is on the disk.

    Raises:
        ProgressError: it could not be kept; the text says why. Grading should go on.
    """
    result = graded.result
    row = (
        result.exercise,
        _text(made.at),
        result.status,
        result.score,
        result.points,
        result.max_points,
        result.seconds,
        int(made.quick),
        "" if result.status == "error" else made.key,
        made.answer,
        graded.device,
        graded.data,
        made.seed,
        _kept(graded),
    )
    blanks = ", ".join("?" * len(row))
    with opened(workspace) as connection, written(connection):
        # S608: the columns are a constant of ours.
        connection.execute(f"INSERT INTO attempts ({_COLUMNS}, result) VALUES ({blanks})", row)  # noqa: S608


def attempts(workspace: Path) -> tuple[Attempt, ...]:
    """All attempts, oldest first; none in a workspace where nothing was graded yet.

    Raises:
        ProgressError: the store cannot be read; the text says why.
    """
    if not is_there(workspace):
        return ()
    with opened(workspace) as connection:
        rows = connection.execute(f"SELECT id, {_COLUMNS} FROM attempts ORDER BY id").fetchall()  # noqa: S608 - as above
    return tuple(_attempt(row, store_of(workspace)) for row in rows)


def recall(workspace: Path, key: str) -> Remembered | None:
    """The last result with this key; None where there is none.

    Raises:
        ProgressError: the store cannot be read; the text says why.
    """
    return _found(workspace, "key = ?", key) if key else None


def last_graded(workspace: Path, exercise: int) -> Graded | None:
    """The last attempt at an exercise with all its criteria; None before the first.

    Raises:
        ProgressError: the store cannot be read; the text says why.
    """
    found = _found(workspace, "status != 'error' AND exercise = ?", exercise)
    return found.graded if found else None


def use_hint(workspace: Path, hint: HintUsed, at: datetime) -> None:
    """Keep that a hint was shown; shown again it counts once.

    Raises:
        ProgressError: it could not be kept; the text says why.
    """
    row = (hint.exercise, _text(at), hint.criterion, hint.step)
    with opened(workspace) as connection, written(connection):
        connection.execute(
            "INSERT OR IGNORE INTO hints (exercise, at, criterion, step) VALUES (?, ?, ?, ?)", row
        )


def hints_used(workspace: Path) -> tuple[HintUsed, ...]:
    """All hints that were shown, in their order.

    Raises:
        ProgressError: the store cannot be read; the text says why.
    """
    if not is_there(workspace):
        return ()
    with opened(workspace) as connection:
        rows = connection.execute("SELECT exercise, criterion, step FROM hints ORDER BY id")
        return tuple(HintUsed(*row) for row in rows)


def _found(workspace: Path, condition: str, value: str | int) -> Remembered | None:
    if not is_there(workspace):
        return None
    query = f"SELECT result, at FROM attempts WHERE {condition} ORDER BY id DESC LIMIT 1"  # noqa: S608 - ours
    with opened(workspace) as connection:
        row = connection.execute(query, (value,)).fetchone()
    try:
        kept = msgspec.json.decode(row[0], type=_Kept) if row else None
        kept_at = msgspec.convert(row[1], datetime) if row else None
    except msgspec.MsgspecError:
        return None  # of another version: as if it had never been
    if kept is None or kept_at is None:
        return None
    graded = Graded(kept.result, kept.device, kept.data, kept.pieces, kept.aside)
    return Remembered(graded, kept_at)


def _kept(graded: Graded) -> str:
    kept = _Kept(graded.result, graded.device, graded.data, graded.pieces, graded.aside)
    try:
        return msgspec.json.encode(kept).decode()
    except (ValueError, OverflowError) as error:
        raise ProgressError(f"its result cannot be written down ({error}).") from None


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _attempt(row: tuple[object, ...], path: Path) -> Attempt:
    names = ("id", *_COLUMNS.split(", "))
    try:
        # Not strict: SQLite has no truth values, and keeps a moment as text.
        return msgspec.convert(dict(zip(names, row, strict=True)), Attempt, strict=False)
    except msgspec.ValidationError as error:
        raise ProgressError(f"{path}: {DAMAGED}: {error}.") from None
