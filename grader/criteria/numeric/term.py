"""A value with its unit, and how two of them are added, multiplied or raised."""

import math

import msgspec

from grader.criteria.numeric.unit import BYTES, Unit

_MOST_DIGITS = 18


class Term(msgspec.Struct, frozen=True):
    """A value with its unit, if there is one; nan where it cannot be worked out."""

    value: float
    unit: Unit | None = None


def combine(left: Term, sign: str, right: Term) -> Term:
    """Two terms put together.

    >>> combine(Term(2.0), "^", Term(10.0)).value
    1024.0
    """
    left, right = _unscaled(left), _unscaled(right)
    if sign in "+-":
        if left.unit and right.unit and left.unit.text != right.unit.text:
            left, right = _in_bytes(left), _in_bytes(right)
        value = left.value + (right.value if sign == "+" else -right.value)
        return Term(value, left.unit or right.unit)
    unit = None if left.unit and right.unit else left.unit or right.unit
    return Term(_product(left.value, sign, right.value), unit)


def _product(left: float, sign: str, right: float) -> float:
    if sign == "^":
        return _power(left, right)
    if sign == "/":
        return left / right if right else math.nan
    return left * right


def _power(base: float, exponent: float) -> float:
    """Powers of positive numbers up to a size that memory can have."""
    if base <= 0 or abs(exponent * math.log10(base)) > _MOST_DIGITS:
        return math.nan
    return float(base**exponent)


def _unscaled(term: Term) -> Term:
    """“0.9 million” as a plain number."""
    if term.unit and not term.unit.is_bytes:
        return Term(term.value * term.unit.factors[0])
    return term


def _in_bytes(term: Term) -> Term:
    return Term(term.value * (term.unit.factors[0] if term.unit else 1.0), BYTES)
