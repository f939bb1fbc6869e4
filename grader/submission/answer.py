"""An answer: the part of a submission that belongs to one exercise."""

from pathlib import Path

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """Code of one exercise as the learner wrote it.

    `name` is what a module of it is called (`ex09_mnist.py`); `shown` is how places are named to
    the learner; `folder` holds its file; `cell_ends` are the last lines of a notebook's cells,
    ascending, empty for a file.
    """

    exercise: int
    name: str
    shown: str
    folder: Path
    code: str
    cell_ends: tuple[int, ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """A part of a written answer, and where it was read: `notes.md:12-30`, `hw.ipynb, cell 5`."""

    place: str
    text: str


class WrittenAnswer(msgspec.Struct, frozen=True):
    """Words of one exercise as the learner wrote them.

    `pieces` are in the order of the file, empty where the stub was left as it is; `values` are the
    module constants of a Python file by name, as text or as the number that was written.
    """

    exercise: int
    shown: str
    pieces: tuple[Piece, ...]
    values: dict[str, str | int | float] = {}

    @property
    def text(self) -> str:
        """All that was written, a blank line between pieces."""
        return "\n\n".join(piece.text for piece in self.pieces)
