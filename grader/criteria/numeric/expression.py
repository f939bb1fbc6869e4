"""Arithmetic between tokens, “3 * 3 * 3 * 100 + 100”, worked out; nothing is run."""

import math
from collections.abc import Mapping, Sequence

import msgspec

from grader.criteria.numeric.term import Term, combine
from grader.criteria.numeric.tokens import Token

_LEVELS = ("+-", "*/", "^")
_MOST_NESTED = 20
_MOST_WORDS = 4
_LONGEST_REMARK = 9
_MOST_OPERANDS = 60

Row = Sequence[Token]
Pairs = Mapping[int, int]


class Expression(msgspec.Struct, frozen=True):
    """Tokens `start` up to `end` as arithmetic; `signs` are those outside all brackets.

    `operands` are all numbers in it, as they were written.
    """

    start: int
    end: int
    term: Term
    signs: frozenset[str]
    operands: tuple[float, ...]

    @property
    def is_finite(self) -> bool:
        """Whether it could be worked out."""
        return math.isfinite(self.term.value)


def brackets(row: Row) -> dict[int, int]:
    """Opening -> closing place of all brackets that may hold arithmetic.

    They begin with a number or another bracket and hold no end of a line or sentence.
    """
    waiting: list[tuple[int, int]] = []
    pairs: dict[int, int] = {}
    ends = 0
    for at, token in enumerate(row):
        if token.kind == "open":
            waiting.append((at, ends))
        elif token.kind == "close" and waiting:
            begin, ends_before = waiting.pop()
            inner = row[begin + 1].kind
            if ends == ends_before and inner in {"number", "open"} and len(waiting) < _MOST_NESTED:
                pairs[begin] = at
        elif token.kind in {"equals", "line", "stop", "pause", "other"}:
            ends += 1
    return pairs


def read_expression(row: Row, at: int, pairs: Pairs) -> Expression | None:
    """The longest arithmetic that begins at a token; None if none begins there.

    Its value is nan or infinite where it cannot be worked out.
    """
    return _read(row, at, pairs, 0)


def _read(row: Row, at: int, pairs: Pairs, level: int) -> Expression | None:
    """Operands of one rank of signs: sums of products of powers."""
    if level == len(_LEVELS):
        return _operand(row, at, pairs)
    left = _read(row, at, pairs, level + 1)
    while left and len(left.operands) < _MOST_OPERANDS:
        sign = _sign_after(row, left.end, _LEVELS[level])
        right = _read(row, sign + 1, pairs, level + 1) if sign else None
        if sign is None or right is None:
            break
        left = Expression(
            at,
            right.end,
            combine(left.term, row[sign].text, right.term),
            left.signs | right.signs | {row[sign].text},
            left.operands + right.operands,
        )
    return left


def _operand(row: Row, at: int, pairs: Pairs) -> Expression | None:
    while at < len(row) and row[at].kind == "bold":
        at += 1
    if at in pairs:
        return _bracket(row, at, pairs)
    if at >= len(row) or row[at].kind != "number":
        return None
    value = row[at].readings[0].value
    return Expression(at, at + 1, Term(value, row[at].unit), frozenset(), (value,))


def _bracket(row: Row, at: int, pairs: Pairs) -> Expression | None:
    """What stands in brackets, with the unit behind them; None if it is not arithmetic alone."""
    inner, end = _read(row, at + 1, pairs, 0), pairs[at]
    if inner is None or past_fillers(row, inner.end) != end:
        return None
    term = inner.term
    if end + 1 < len(row) and row[end + 1].kind == "unit":
        end += 1
        term = Term(term.value, row[end].unit)
    return Expression(at, end + 1, term, frozenset(), inner.operands)


def _sign_after(row: Row, here: int, signs: str) -> int | None:
    """Place of one of the signs; a few words or a remark may stand before all but a minus."""
    at = past_fillers(row, here)
    if at >= len(row) or row[at].kind != "sign" or row[at].text not in signs:
        return None
    if row[at].text == "-" and (at != here or not _is_minus(row, at)):
        return None
    if row[at].text == "/" and at + 1 < len(row) and _has_bytes(row[at + 1]):
        return None  # “12.6 MB / 565 MB” lists two results
    return at


def _has_bytes(token: Token) -> bool:
    return token.unit is not None and token.unit.is_bytes


def _is_minus(row: Row, at: int) -> bool:
    """A dash between two numbers is a minus if spaces stand on both sides, else a range."""
    return row[at].start > row[at - 1].end and at + 1 < len(row) and row[at + 1].start > row[at].end


def past_fillers(row: Row, here: int) -> int:
    """The place behind at most a few words and one bracketed remark without numbers."""
    at = _past_words(row, here, _MOST_WORDS)
    if at < len(row) and row[at].kind == "open":
        inside = _past_words(row, at + 1, _LONGEST_REMARK)
        if inside < len(row) and row[inside].kind == "close":
            return inside + 1
    return at


def _past_words(row: Row, here: int, most: int) -> int:
    at = here
    while at < min(len(row), here + most) and row[at].kind in {"word", "bold", "hyphen"}:
        at += 1
    return at
