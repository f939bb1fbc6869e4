"""Arithmetic in Python's own notation, worked out from its syntax tree; nothing is run."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping

_LONGEST = 2_000
_MOST_DIGITS = 18
_MOST_NODES = 400

_OTHER_SIGNS = re.compile(r"[^\w\s.+*/%()\[\],-]|\d[a-df-zA-DF-Z]")

Number = int | float
Numbers = Mapping[str, int | float]

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "ceil": math.ceil, "floor": math.floor, "max": max, "min": min, "round": round, "int": int,
    "float": float, "abs": abs, "prod": math.prod, "sum": sum,
}  # fmt: skip


class _UnknownError(Exception):
    """Something that is no arithmetic, or too large."""


# The last two come from brackets without end.
_NO_ARITHMETIC = (
    _UnknownError, SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError,
)  # fmt: skip


def worked_out(values: Mapping[str, str | float]) -> dict[str, Number]:
    """All constants that are numbers or arithmetic, in order; later ones may name earlier ones.

    >>> worked_out({"WEIGHTS": "4 * 903_400", "MAPS": 9e6, "ALL": "WEIGHTS + MAPS", "NOTE": "x"})
    {'WEIGHTS': 3613600, 'MAPS': 9000000.0, 'ALL': 12613600.0}
    """
    numbers: dict[str, Number] = {}
    for name, value in values.items():
        number = evaluate(value, numbers) if isinstance(value, str) else value
        if number is not None:
            numbers[name] = number
    return numbers


def evaluate(source: str, numbers: Numbers) -> Number | None:
    """What an expression comes to; None if it is no arithmetic.

    Args:
        source: numbers, + - * / // % **, brackets, `max`, `ceil` and the like.
        numbers: constants that it may name.

    >>> evaluate("4 * (A + 10**6)", {"A": 6})
    4000024
    """
    if len(source) > _LONGEST or _OTHER_SIGNS.search(source):
        return None
    try:
        tree = ast.parse(source.strip(), mode="eval")
        if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
            return None
        result = _value(tree.body, numbers)
    except _NO_ARITHMETIC:
        return None
    return None if isinstance(result, tuple) else result


def _value(node: ast.AST, numbers: Numbers) -> Number | tuple[Number, ...]:
    match node:
        case ast.Constant(value=int(number) | float(number)) if not isinstance(number, bool):
            return _bounded(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, numbers)
        case ast.BinOp(left=left, op=sign, right=right):
            return _apply(sign, _number(left, numbers), _number(right, numbers))
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(_number(part, numbers) for part in parts)
        case ast.Name(id=name) if name in numbers:
            return _bounded(numbers[name])
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=[]):
            return _call(name, tuple(_value(arg, numbers) for arg in args))
    raise _UnknownError


def _number(node: ast.AST, numbers: Numbers) -> Number:
    value = _value(node, numbers)
    if isinstance(value, tuple):
        raise _UnknownError
    return value


def _apply(sign: ast.operator, left: Number, right: Number) -> Number:
    if isinstance(sign, ast.Pow) and (left <= 0 or abs(right * math.log10(left)) > _MOST_DIGITS):
        raise _UnknownError
    return _bounded(_OPERATORS[type(sign)](left, right))


def _call(name: str, arguments: tuple[Number | tuple[Number, ...], ...]) -> Number:
    if name not in _FUNCTIONS:
        raise _UnknownError
    return _bounded(_FUNCTIONS[name](*arguments))


def _bounded(number: Number) -> Number:
    if not math.isfinite(number) or abs(number) > 10**_MOST_DIGITS:
        raise _UnknownError
    return number
