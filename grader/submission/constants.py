"""Constants of a Python file, evaluated from the syntax tree; nothing of it is run."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from grader.literals import Value, evaluate, joined
from grader.submission.clean import clean


class Constant(NamedTuple):
    """An assignment to a name: its value (None: no literal), its expression and its line."""

    name: str
    value: Value | None
    node: ast.expr
    line: int


def constants(tree: ast.Module, known: dict[str, Value]) -> Iterator[Constant]:
    """All assignments of a module's body to single names, in their order.

    Args:
        tree: the module.
        known: values that stand before it; those found are put in.
    """
    for statement in tree.body:
        for name, node in _assigned(statement):
            value = evaluate(node, known)
            if isinstance(statement, ast.AugAssign):
                value = joined(statement.op, known.get(name), value)
            known.pop(name, None)
            if value is not None:
                known[name] = value
            yield Constant(name, value, node, statement.lineno)


def is_blank(value: Value) -> bool:
    """Whether a constant is left as a stub has it: nothing, or three dots."""
    return isinstance(value, str) and not clean(value).strip().strip(".…_")


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _pairs(target, value)
        case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
            yield name, value
        case ast.AugAssign(target=ast.Name(name), value=value):
            yield name, value


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Names and their expressions, also of `a, b = 1, 2`."""
    match target, value:
        case ast.Name(name), _:
            yield name, value
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            for one, its in zip(names, values, strict=True):
                if isinstance(one, ast.Name):
                    yield one.id, its
