"""`%check` and `%%check`, added by `%load_ext grader`."""

import ast
import shlex
from typing import Any

from grader.errors import UsageError
from grader.notebook.asked import check
from grader.notebook.shown import Checked

_HOW = (
    "%check 9 looks at the variable model, %check 7 at to_fully_convolutional; %%check 4 above a "
    "cell takes its text as the answer. data=sample and seed=1 may follow."
)

_USUAL: dict[int, tuple[str, ...]] = {
    7: ("to_fully_convolutional",),
    9: ("model",),
    10: ("model", "preprocess"),
}
"""Variables that the line magic looks at where none is named."""


def register(ipython: Any) -> None:
    """Add the magics to an IPython."""

    def magic(line: str, cell: str | None = None) -> Checked:
        """Look at an answer: %check 9, %check 9 my_model data=sample, or %%check 1 above words."""
        return run(line, cell, ipython.user_ns)

    ipython.register_magic_function(magic, magic_kind="line_cell", magic_name="check")


def run(line: str, cell: str | None, names: dict[str, Any]) -> Checked:
    """What a magic does.

    Args:
        line: what stands behind `%check`: a number, names of variables, `data=`, `seed=`.
        cell: the text below `%%check`, None for the line magic.
        names: the variables of the notebook.

    Raises:
        GraderError: there is nothing that could be checked; the text says what to do.
    """
    number, asked, settings = read(line)
    if cell is not None:
        return check(number, *(_variable(name, names) for name in asked), cell, **settings)
    asked = asked or _USUAL.get(number, ())
    return check(number, *(_variable(name, names) for name in asked), **settings)


def read(line: str) -> tuple[int, tuple[str, ...], dict[str, Any]]:
    """Number, names and settings of a line.

    >>> read("9 net data=sample")
    (9, ('net',), {'data': 'sample'})

    Raises:
        UsageError: there is no number, or a setting is not known.
    """
    words = shlex.split(line, posix=False)
    if not words or not words[0].isdecimal():
        raise UsageError(f"which exercise? {_HOW}")
    settings: dict[str, Any] = {}
    names = []
    for word in words[1:]:
        name, is_setting, value = word.partition("=")
        if not is_setting:
            names.append(word)
        elif name == "data" or (name == "seed" and value.isdecimal()):
            settings[name] = int(value) if name == "seed" else _unquoted(value)
        else:
            raise UsageError(f"{word}: not known. {_HOW}")
    return int(words[0]), tuple(names), settings


def _unquoted(value: str) -> str:
    try:
        found = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value
    return found if isinstance(found, str) else value


def _variable(name: str, names: dict[str, Any]) -> Any:
    if name in names:
        return names[name]
    raise UsageError(f"there is no variable {name} yet. Run the cell that makes it. {_HOW}")
