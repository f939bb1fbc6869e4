"""A number as people write it: separators of several languages, and how exactly it was written."""

import re

import msgspec

NUMBER = re.compile(
    r"(?:\d{1,3}(?:[ '\u2019_]\d{3}){1,6}(?!\d)(?:[.,]\d+)?"  # 903 400, 903'400
    r"|\d{1,2}(?:,\d{2}){1,6},\d{3}(?!\d)(?:\.\d+)?"  # 9,03,400
    r"|\d+(?:_\d+){1,9}|\d+(?:[.,]\d+){0,6}|\.\d+)"
    r"(?:[eE][+-]?\d{1,3}(?![A-Za-z\d]))?"
)
UNSPACED = re.compile(r"(?:\d+(?:[.,]\d+){0,6}|\.\d+)")
"""A number of which no part stands behind a space, as after “layer 2 180 …”."""

_MOST_DIGITS = 30
_SURE_DIGITS = 2


class Reading(msgspec.Struct, frozen=True):
    """What a written number may mean: its value, and half a unit of its last written digit."""

    value: float
    half: float = 0.0


def read_number(text: str, *, comma_decimal: bool = False) -> tuple[Reading, ...]:
    """All that a written number may mean, likeliest first; empty if it is none.

    Args:
        text: what `NUMBER` matches.
        comma_decimal: the text around it writes decimals with a comma.

    >>> [reading.value for reading in read_number("9,03,400")]
    [903400.0]
    >>> [reading.value for reading in read_number("12.614")]
    [12.614, 12614.0]
    """
    digits, _, exponent = text.lower().partition("e")
    if len(digits) > _MOST_DIGITS:
        return ()
    scale = 10.0 ** int(exponent or 0) if abs(int(exponent or 0)) <= _MOST_DIGITS else 0.0
    forms = _forms(re.sub("[ '\u2019_]", "", digits), comma_decimal=comma_decimal)
    return tuple(_reading(form, scale) for form in forms if scale)


def _forms(digits: str, *, comma_decimal: bool) -> tuple[str, ...]:
    """The digits with at most a decimal point, in all ways in which separators can be meant."""
    separators = [mark for mark in digits if mark in ".,"]
    if not separators:
        return (digits,)
    bare = digits.replace(".", "").replace(",", "")
    head, last, tail = digits.rpartition(separators[-1])
    decimal = f"{re.sub('[.,]', '', head) or '0'}.{tail}"
    if len(separators) > 1:
        if separators.count(last) > 1:
            return (bare,) if _is_grouped(digits) else ()
        return (decimal,) if _is_grouped(head) else ()
    if len(tail) != 3 or not 1 <= len(head) <= 3 or head.startswith("0"):
        return (decimal,)
    grouped_first = (last == ",") is not comma_decimal
    return (bare, decimal) if grouped_first else (decimal, bare)


def _is_grouped(digits: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}", digits))


def _reading(form: str, scale: float) -> Reading:
    whole, _, decimals = form.partition(".")
    if decimals:
        return Reading(float(form) * scale, 0.5 * 10.0 ** -len(decimals) * scale)
    zeros = len(whole) - len(whole.rstrip("0"))
    # Zeros at the end may be rounding, but two digits at least are taken as meant.
    unsure = max(0, min(zeros, len(whole) - _SURE_DIGITS))
    return Reading(float(form) * scale, 0.5 * 10.0**unsure * scale)


def writes_decimal_commas(text: str) -> bool:
    """Whether a text writes 12,6 rather than 12.6.

    >>> writes_decimal_commas("6 MB und 3,61 MB")
    True
    """
    commas = len(re.findall(r"(?<![\d.,])\d{1,4},\d{1,2}(?![\d,])", text))
    points = len(re.findall(r"(?<![\d.,])\d{1,4}\.\d{1,2}(?![\d.])", text))
    return commas > points
