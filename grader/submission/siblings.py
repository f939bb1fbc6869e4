"""Modules of the learner's own that an answer imports from beside it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.syntax import parse_code
from grader.submission.text import read_text

_MOST = 20


def siblings(folder: Path, tree: ast.Module) -> dict[str, str]:
    """File names and texts of the modules in `folder` that a tree imports, directly or not.

    Only files that are named in an import are read, `_MOST` at most; what cannot be read is left
    to the import itself, which then says what is missing. The folder may lie in an archive.
    """
    found: dict[str, str] = {}
    waiting = [tree]
    while waiting and len(found) < _MOST:
        for name in sorted(set(_imported(waiting.pop())) - found.keys()):
            try:
                found[name] = read_text(folder / name)
                waiting.append(parse_code(found[name], name))
            except (SubmissionError, SyntaxError):
                continue
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (f"{alias.name.partition('.')[0]}.py" for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield f"{module.partition('.')[0]}.py"
