"""An answer: the part of a submission that belongs to one exercise."""

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """Code of one exercise as the learner wrote it.

    `name` is what a module of it is called (`ex09_mnist.py`); `shown` is how places are named to
    the learner; `cell_ends` holds the last line of each notebook cell, ascending, empty for a file.
    """

    exercise: int
    name: str
    shown: str
    code: str
    cell_ends: tuple[int, ...] = ()
