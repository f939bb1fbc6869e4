"""Lines of words as all readers make them, whatever form they come from."""

from collections.abc import Sequence
from typing import Literal

import msgspec

Kind = Literal["text", "aside", "fixed"]


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of words, and the line of its file or the cell of its notebook, from 1.

    `kind` says what it may be: `text` can be a heading of any form; an `aside` is a comment beside
    code and only a heading if it says "Exercise 7"; what is `fixed` is never a heading and is left
    as it is: code in a fence, the text of a constant.
    """

    at: int
    text: str
    kind: Kind = "text"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written on it."""
        return not self.text or self.text.isspace()


def lines_of(text: str, first: int, kind: Kind = "text") -> list[Line]:
    """Lines of a text that stands from line `first` on."""
    return [Line(first + place, line, kind) for place, line in enumerate(text.split("\n"))]


def lines_at(text: str, at: int, kind: Kind = "text") -> list[Line]:
    """Lines of a text that all stand at one place, such as a cell."""
    return [Line(at, line, kind) for line in text.split("\n")]


def joined(lines: Sequence[Line]) -> str:
    """The text of lines, without blank lines at its ends."""
    return "\n".join(line.text for line in trimmed(lines))


def trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without the blank ones at both ends."""
    first, last = 0, len(lines)
    while first < last and lines[first].is_blank:
        first += 1
    while last > first and lines[last - 1].is_blank:
        last -= 1
    return lines[first:last]
