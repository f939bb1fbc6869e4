"""Markdown and plain text as lines: fences are kept, what a reader would not see is left out."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from grader.submission.answer import WrittenAnswer
from grader.submission.asked import Asked, Place, first_filled, piece_of_lines
from grader.submission.clean import clean
from grader.submission.lines import Line, lines_at, lines_of
from grader.submission.section import parts_of
from grader.submission.text import read_words

_FENCE = re.compile(r"\s{0,12}(?:>\s?)?(`{3,}|~{3,})([^`]*)$")
_MOST_FRONT_LINES = 60
_LONGEST_FENCE = 20


def read_document(path: Path, place: Place, asked: Asked) -> WrittenAnswer | None:
    """The words for one exercise; None if the document is not about it.

    Raises:
        SubmissionError: the file is no text.
    """
    lines = document_lines(read_words(path))
    parts = parts_of(lines, asked.number, asked.question, place.named, whole=place.whole)
    return first_filled(parts, place, asked, piece_of_lines)


def document_lines(text: str) -> list[Line]:
    """Lines of a document with their numbers; code in fences is fixed."""
    lines = lines_of(_without_comments(clean(text)), 1)
    return list(_fenced(_without_front(lines)))


def markdown_lines(text: str, at: int) -> list[Line]:
    """Lines of Markdown that all stand at one place, such as a cell."""
    return list(_fenced(lines_at(_without_comments(clean(text)), at)))


def _without_comments(text: str) -> str:
    """A text without HTML comments; its lines keep their numbers."""
    parts = []
    start = 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin)) >= 0:
        parts += [text[start:begin], "\n" * text.count("\n", begin, end)]
        start = end + len("-->")
    return "".join([*parts, text[start:]])


def _without_front(lines: list[Line]) -> list[Line]:
    """Lines without the settings between two rules on top of a document."""
    if not lines or lines[0].text.rstrip() != "---":
        return lines
    for place, line in enumerate(lines[1:_MOST_FRONT_LINES], start=1):
        if line.text.rstrip() in {"---", "..."}:
            return lines[place + 1 :]
        if line.is_blank:
            break
    return lines


def _fenced(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with those in fences fixed; a fence that is never closed is none."""
    fences = {place: found for place, line in enumerate(lines) if (found := _fence(line.text))}
    closings = _last_closings(fences)
    opened = ""
    for place, line in enumerate(lines):
        mark, behind = fences.get(place, ("", ""))
        if opened:
            yield replace(line, kind="fixed")
            opened = "" if mark.startswith(opened) and not behind else opened
        elif mark and closings.get(mark, -1) > place and _opens(lines, place, mark):
            opened = mark
            yield replace(line, kind="fixed")
        else:
            yield line


def _fence(text: str) -> tuple[str, str] | None:
    """The marks of a fence, and what stands behind them."""
    found = _FENCE.match(text) if "```" in text or "~~~" in text else None
    return (found[1][:_LONGEST_FENCE], found[2].strip()) if found else None


def _last_closings(fences: dict[int, tuple[str, str]]) -> dict[str, int]:
    """The last place where a fence of these marks can be closed."""
    last: dict[str, int] = {}
    for place, (mark, behind) in fences.items():
        if not behind:
            last |= {mark[:length]: place for length in range(3, len(mark) + 1)}
    return last


def _opens(lines: Sequence[Line], place: int, fence: str) -> bool:
    """Whether a fence stands for itself: tildes below a line of words underline it."""
    return fence[0] == "`" or place == 0 or lines[place - 1].is_blank
