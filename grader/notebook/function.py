"""A learner's function as text, with all that it uses, so that it can run in another process."""

import ast
import inspect
import symtable
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import msgspec

from grader.errors import SubmissionError, UsageError


class Captured(msgspec.Struct, frozen=True):
    """Code that defines a function, and how many lines stand above each function in it."""

    code: str
    parts: dict[str, int]


def capture(function: Callable[..., Any], name: str) -> Captured:
    """A function with the modules, constants and other functions that it uses.

    Args:
        function: one that was defined in a cell or a file.
        name: what the grader calls it.

    Raises:
        UsageError: it is no plain function.
        SubmissionError: something that it uses cannot be taken along.
    """
    if not isinstance(function, FunctionType) or function.__name__ == "<lambda>":
        raise UsageError(f"{name} has to be a function that is defined with def.")
    found = _Found()
    found.add(function)
    code, parts = "".join(f"{line}\n" for line in found.lines), {}
    for called, text in found.functions.items():
        parts[called] = code.count("\n")
        code += f"{text.rstrip()}\n\n\n"
    if function.__name__ != name:
        code += f"{name} = {function.__name__}\n"
    return Captured(code, parts)


class _Found:
    """What one function uses, found while its source is read."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.functions: dict[str, str] = {}
        self._seen: set[str] = set()

    def add(self, function: FunctionType) -> None:
        """Read a function and all that it uses, what it uses before itself."""
        text = _source(function)
        self._seen.add(function.__name__)
        for name in sorted(set(_names(_table(text))) - self._seen):
            if name in function.__globals__:
                self._seen.add(name)
                self._take(name, function.__globals__[name], function)
        self.functions[function.__name__] = text

    def _take(self, name: str, value: Any, user: FunctionType) -> None:
        if isinstance(value, ModuleType):
            self.lines.append(f"import {value.__name__} as {name}")
        elif isinstance(value, FunctionType) and value.__module__ == user.__module__:
            self.add(value)
            if value.__name__ != name:
                raise _stays(name, user)
        elif hasattr(value, "__qualname__") and value.__module__ not in {user.__module__, None}:
            self.lines.append(f"from {value.__module__} import {value.__qualname__} as {name}")
        elif _is_plain(value):
            self.lines.append(f"{name} = {value!r}")
        else:
            raise _stays(name, user)


def _source(function: FunctionType) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise SubmissionError(
            f"the source of {function.__name__}() cannot be read here. Run the cell that defines "
            "it once more, then check again."
        ) from None


def _table(text: str) -> symtable.SymbolTable:
    try:
        return symtable.symtable(text, "function", "exec")
    except SyntaxError:
        raise SubmissionError("the function cannot be read on its own.") from None


def _names(table: symtable.SymbolTable) -> Iterator[str]:
    """Names that code takes from its module; a parameter of the same name is none of them."""
    outside = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_global() or (outside and symbol.is_referenced()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _names(inner)


def _is_plain(value: Any) -> bool:
    """Whether a value can be written down."""
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def _stays(name: str, user: FunctionType) -> SubmissionError:
    return SubmissionError(
        f"{user.__name__}() uses {name}, which is made in another cell and cannot be taken to the "
        f"process that tries it: make it inside the function, or save the notebook and use "
        "cnn-grade exercise 7 --path your_notebook.ipynb."
    )
