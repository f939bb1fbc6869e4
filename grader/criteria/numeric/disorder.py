"""Whether the words of a text stand in an order that can be followed."""

import re
from itertools import pairwise

from grader.criteria.numeric.expression import Row
from grader.criteria.numeric.tokens import Token

_UNIT = re.compile(r"[kmgt]i?b", re.IGNORECASE)
_SIGNS = frozenset({"*", "/", "+", "^", "="})
_MOST_ODD = 3
_ODD_SHARE = 0.15


def is_disordered(row: Row) -> bool:
    """Whether many units have no number and many signs no number behind them.

    A few of both happen in honest answers; a text whose words were shuffled is full of them.
    """
    odd = sum(_is_lost(before, token) for before, token in pairwise(row))
    numbers = sum(token.kind == "number" for token in row)
    return odd > max(_MOST_ODD, _ODD_SHARE * numbers)


def _is_lost(before: Token, token: Token) -> bool:
    if token.kind == "word" and _UNIT.fullmatch(token.text):
        is_beside = before.kind in {"open", "number", "bold"} or before.text.lower() in {"in", "of"}
        return not is_beside
    return token.text in _SIGNS and before.text in _SIGNS
