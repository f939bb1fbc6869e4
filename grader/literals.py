"""Expressions of literals, worked out from their syntax tree; nothing is run."""

import ast
import inspect
import math
import operator
import textwrap
from collections.abc import Callable, Mapping

Value = str | int | float

MOST = 10**18
"""Numbers beyond it answer nothing, and powers of them would take for ever."""

MOST_LETTERS = 2_000_000

_DEPTH = 40
_MOST_EXPONENT = 64
_MOST_PLACES = 20
_OPERATORS: Mapping[type[ast.operator], Callable[..., int | float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_NUMBER_CALLS: Mapping[str, Callable[..., int | float]] = {
    "round": round, "int": int, "float": float, "abs": abs, "ceil": math.ceil, "floor": math.floor,
    "max": max, "min": min,
}  # fmt: skip
_ROW_CALLS: Mapping[str, Callable[..., int | float]] = {
    "sum": sum, "prod": math.prod, "max": max, "min": min,
}  # fmt: skip
_TEXT_CALLS: Mapping[str, Callable[[str], str]] = {
    "dedent": textwrap.dedent, "cleandoc": inspect.cleandoc, "strip": str.strip,
    "lstrip": str.lstrip, "rstrip": str.rstrip,
}  # fmt: skip


def evaluate(node: ast.expr, known: Mapping[str, Value]) -> Value | None:
    """The value of an expression of literals and known names; None for everything else.

    Numbers are finite and at most `MOST`; texts come from literals, `+`, `strip` and `dedent`.

    >>> evaluate(ast.parse("round(4 * side ** 2 / 1e3, 1)", mode="eval").body, {"side": 50})
    10.0
    """
    try:
        return _evaluate(node, known, 0)
    except (ArithmeticError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _evaluate(node: ast.expr, known: Mapping[str, Value], depth: int) -> Value | None:
    if depth > _DEPTH:
        return None
    match node:
        case ast.Constant(value):
            found = _bounded(value)
        case ast.Name(name):
            found = known.get(name)
        case ast.UnaryOp(ast.USub(), operand):
            found = joined(ast.Sub(), 0, _evaluate(operand, known, depth + 1))
        case ast.BinOp():
            found = _chain(node, known, depth)
        case _:
            found = _composed(node, known, depth)
    return found


def _composed(node: ast.expr, known: Mapping[str, Value], depth: int) -> Value | None:
    """Texts made of parts, and calls."""
    match node:
        case ast.JoinedStr(values=parts):
            found = _formatted(parts, known, depth)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if parts:
            texts = [_evaluate(part, known, depth + 1) for part in parts]
            found = _joined_texts(texts, "\n")
        case ast.Call():
            return _call(node, known, depth)
        case _:
            found = None
    return found


def _chain(node: ast.expr, known: Mapping[str, Value], depth: int) -> Value | None:
    """A row of operators from left to right; a long sum is deep in the tree, so no recursion."""
    spine = []
    while isinstance(node, ast.BinOp):
        spine.append(node)
        node = node.left
    value = _evaluate(node, known, depth + 1)
    for step in reversed(spine):
        value = joined(step.op, value, _evaluate(step.right, known, depth + 1))
    return value


def joined(kind: ast.operator, left: Value | None, right: Value | None) -> Value | None:
    """Two values under an operator; None where they do not go together, or become too large."""
    if isinstance(left, str) and isinstance(right, str) and isinstance(kind, ast.Add):
        return _joined_texts([left, right], "")
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    if isinstance(kind, ast.Pow) and abs(right) > _MOST_EXPONENT:
        return None
    apply = _OPERATORS.get(type(kind))
    return _bounded(apply(left, right)) if apply else None


def _bounded(value: object) -> Value | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= MOST else None  # not so for nan


def _formatted(parts: list[ast.expr], known: Mapping[str, Value], depth: int) -> str | None:
    """An f-string whose fields are known; how its numbers are to look is left aside."""
    texts: list[Value | None] = []
    for part in parts:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        value = _evaluate(inner, known, depth + 1)
        texts.append(None if value is None else str(value))
    return _joined_texts(texts, "")


def _joined_texts(texts: list[Value | None], between: str) -> str | None:
    found = [text for text in texts if isinstance(text, str)]
    if len(found) < len(texts) or sum(map(len, found)) > MOST_LETTERS:
        return None
    return between.join(found)


def _call(node: ast.Call, known: Mapping[str, Value], depth: int) -> Value | None:
    """`round(x, 1)`, `math.ceil(x)`, `"…".strip()`, `textwrap.dedent("…")`."""
    name, given = "", list(node.args)
    match node.func:
        case ast.Name(id=name):
            pass
        case ast.Attribute(value=ast.Name("math" | "textwrap" | "inspect"), attr=name):
            pass
        case ast.Attribute(value=value, attr=name):
            given = [value, *given]
    if len(given) == 1 and isinstance(given[0], ast.List | ast.Tuple) and name in _ROW_CALLS:
        return _over_row(_ROW_CALLS[name], given[0].elts, known, depth)
    values = [_evaluate(part, known, depth + 1) for part in given]
    if len(values) == 1 and isinstance(values[0], str) and name in _TEXT_CALLS:
        return _TEXT_CALLS[name](values[0])
    numbers = [value for value in values if isinstance(value, int | float)]
    if name not in _NUMBER_CALLS or not numbers or len(numbers) < len(values):
        return None
    if any(abs(places) > _MOST_PLACES for places in numbers[1:]):
        return None
    return _bounded(_NUMBER_CALLS[name](*numbers))


def _over_row(
    call: Callable[..., int | float], parts: list[ast.expr], known: Mapping[str, Value], depth: int
) -> Value | None:
    """`sum([a, b])`, `max((a, b))`."""
    values = [_evaluate(part, known, depth + 1) for part in parts]
    numbers = [value for value in values if isinstance(value, int | float)]
    return _bounded(call(numbers)) if numbers and len(numbers) == len(values) else None
