"""What reading a file told, without running it."""

import msgspec


class OldCall(msgspec.Struct, frozen=True):
    """A use of an interface that current Keras no longer has, found by reading."""

    line: int
    name: str
    says: str


class Source(msgspec.Struct, frozen=True):
    """What reading the learner's file told: where its calls stand and what looks out of date.

    `calls` maps the last part of a called name to its lines, ascending; `cell_ends` holds the last
    line of each notebook cell, ascending, empty for a file.
    """

    name: str
    calls: dict[str, tuple[int, ...]] = {}
    functions: tuple[str, ...] = ()
    old_calls: tuple[OldCall, ...] = ()
    cell_ends: tuple[int, ...] = ()

    def place(self, line: int) -> str:
        """How a line is named: `ex09_mnist.py:14`, or cell and line of a notebook.

        >>> Source("mine.ipynb", cell_ends=(3, 8)).place(5)
        'mine.ipynb, cell 2, line 2'
        """
        begin = 0
        for number, end in enumerate(self.cell_ends, start=1):
            if line <= end:
                return f"{self.name}, cell {number}, line {line - begin}"
            begin = end
        return f"{self.name}:{line}"
