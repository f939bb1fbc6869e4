"""Constants that are numbers, or texts of arithmetic in Python's own notation."""

import ast
import re
from collections.abc import Mapping

from grader.literals import evaluate as evaluate_node

_LONGEST = 2_000
_MOST_NODES = 400

_OTHER_SIGNS = re.compile(r"[^\w\s.+*/%()\[\],-]|\d[a-df-zA-DF-Z]")

Number = int | float
Numbers = Mapping[str, int | float]


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
    # The last two come from brackets without end.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
        return None
    found = evaluate_node(tree.body, numbers)
    return found if isinstance(found, int | float) else None
