"""Letters and digits that mark the parts of an answer: a), (b), iii., 2:."""

from collections.abc import Iterator
from typing import Literal

from grader.criteria.numeric.layout import Layout

_SCHEMES = (("a", "b", "c"), ("i", "ii", "iii"), ("1", "2", "3"))
_BULLETS = frozenset({"bold", "sign", "hyphen", "other", "open"})
_LEADING = frozenset({"part", "question", "q", "answer", "exercise", "ans", "task"})
_AFTER_NO_LETTER = frozenset({"sign", "equals", "pause"})
_HEAD = 8


def letters(layout: Layout) -> Iterator[tuple[int, Literal[0, 1, 2]]]:
    """Tokens that mark a part and which one, for the first way of marking used for two or more."""
    for names in _SCHEMES:
        found = [
            (at, names.index(layout.lower(at)))
            for at in range(len(layout.row))
            if layout.lower(at) in names and is_mark(layout, at)
        ]
        if len({place for _, place in found}) > 1 and not _lists_layers(layout, found, names):
            yield from found  # type: ignore[misc]
            return


def is_mark(layout: Layout, at: int) -> bool:
    """Whether a letter or digit counts what follows: “a)”, “(b)”, “c.” at the start of a line."""
    row = layout.row
    if at + 1 >= len(row) or row[at + 1].start != row[at].end:
        return False
    if _starts_line(layout, at):
        return row[at + 1].kind == "close" or row[at + 1].text in {".", ":"}
    return row[at + 1].kind == "close" and row[at - 1].kind not in _AFTER_NO_LETTER


def _starts_line(layout: Layout, at: int) -> bool:
    """Whether only bullets, a number or “part” stand before it."""
    row, before = layout.row, at - 1
    while before >= max(0, at - 5) and (
        row[before].kind in _BULLETS or layout.lower(before) in _LEADING
    ):
        before -= 1
    return before < 0 or row[before].kind in {"line", "number"}


def _lists_layers(layout: Layout, found: list[tuple[int, int]], names: tuple[str, ...]) -> bool:
    """Whether digits count layers or steps instead of parts."""
    if names != _SCHEMES[-1]:
        return False
    longer = any(
        layout.lower(at) == "4" and is_mark(layout, at) and _starts_line(layout, at)
        for at in range(len(layout.row))
    )
    return longer or any(layout.words_in(at, at + _HEAD) & layout.words.layers for at, _ in found)
