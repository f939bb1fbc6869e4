"""Answers marked by people, read from a file, to hold rubrics against."""

from pathlib import Path

import msgspec

from grader.errors import UsageError

_MOST_BYTES = 50_000_000


class Judged(msgspec.Struct, frozen=True):
    """An answer, the exercise that it belongs to, and a person's mark 0..1."""

    exercise: int
    answer: str
    score: float
    id: str = ""


class _Line(msgspec.Struct):
    answer: str
    score: float
    exercise: int = 0
    question: int = 0
    id: str = ""


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Marked answers of a file: JSON lines with exercise (or question), answer and score.

    Raises:
        UsageError: the file cannot be read; the text names the line and what it should have.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path}: larger than {_MOST_BYTES:,} bytes.")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}.") from None
    found = [_judged(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise UsageError(f"{path}: holds no answers. A line: {_EXAMPLE}")
    return tuple(found)


_EXAMPLE = '{"exercise": 4, "answer": "It has no weights.", "score": 1.0}'


def _judged(line: str, place: str) -> Judged:
    try:
        row = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"{place}: {error}. A line: {_EXAMPLE}") from None
    exercise = row.exercise or row.question
    if not exercise or not 0 <= row.score <= 1:
        raise UsageError(f"{place}: wants an exercise, and a score from 0 to 1. A line: {_EXAMPLE}")
    return Judged(exercise, row.answer, row.score, row.id)
