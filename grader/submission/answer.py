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
