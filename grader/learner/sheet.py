"""One notebook with all exercises: a heading, the question, and a cell to fill in."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

NOTEBOOK = "exercises.ipynb"

_TITLE = re.compile(r"Exercise (\d+): (.+?)\.?$")
_COMMANDS = re.compile(r"\n(?:\n {4}cnn-grade \w+ \d+)+\s*$")
_INTRODUCTION = (
    "# Convolutional networks\n\n"
    "Ten exercises. Fill in the cells, save the notebook, and ask in a terminal in this folder:\n\n"
    "    cnn-grade exercise NUMBER --path exercises.ipynb\n\n"
    "Leave the headings as they are: they tell which answer is which."
)


def sheet(stubs: Mapping[str, bytes]) -> bytes:
    """A notebook from all stubs, in the order of their names.

    Args:
        stubs: contents by file name, `ex04_pooling.py`.
    """
    cells = [_markdown("introduction", _INTRODUCTION)]
    for name in sorted(stubs):
        cells += _cells(name.removesuffix(".py"), stubs[name].decode())
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"


def _cells(name: str, stub: str) -> Iterator[dict[str, Any]]:
    tree = ast.parse(stub)
    docstring = ast.get_docstring(tree) or ""
    title, _, question = _COMMANDS.sub("", docstring).partition("\n")
    found = _TITLE.match(title)
    heading = f"## {found[1]}. {found[2][0].upper()}{found[2][1:]}" if found else f"## {title}"
    # The reader of words takes what stands before "Answer:" for the question.
    yield _markdown(f"{name}-question", f"{heading}\n{question}\n\n**Answer:**")
    yield _code(f"{name}-answer", _below_docstring(stub, tree))


def _below_docstring(stub: str, tree: ast.Module) -> str:
    end = tree.body[0].end_lineno or 0
    return "\n".join(stub.splitlines()[end:]).strip("\n")


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name[:64],
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
