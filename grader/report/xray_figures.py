"""Figures of a network in few characters: counts, sizes, shapes, receptive fields."""

from collections.abc import Callable

from grader.criteria.layers.field import Field
from grader.criteria.layers.seen import Fields
from grader.criteria.layers.site import Shape
from grader.submission.clean import clean_name

UNKNOWN, NONE = "?", "–"
_PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


def exact(number: int | None) -> str:
    """A count to the last digit.

    >>> exact(3538984), exact(None)
    ('3,538,984', '?')
    """
    return UNKNOWN if number is None else f"{number:,}"


def short(number: int | None) -> str:
    """A count in three digits.

    >>> short(8_357_403_496), short(112_000), short(7), short(0), short(None)
    ('8.36 G', '112 k', '7', '–', '?')
    """
    if number is None:
        return UNKNOWN
    for size, letter in _PREFIXES:
        if number >= size:
            return f"{_three(number / size)} {letter}"
    return str(number) if number else NONE


def megabytes(size_bytes: int | None) -> str:
    """Bytes in MB of a million bytes, without the unit.

    >>> megabytes(565_613_600), megabytes(9_720_192), megabytes(25_088), megabytes(40)
    ('566', '9.72', '0.025', '<0.001')
    >>> megabytes(0), megabytes(None)
    ('0', '?')
    """
    if size_bytes is None:
        return UNKNOWN
    if 0 < size_bytes < 1_000:
        return "<0.001"
    return _three(size_bytes / 1e6) if size_bytes else "0"


def shape_words(shape: Shape | None) -> str:
    """A map's sides.

    >>> shape_words((None, 28, 3)), shape_words((10,)), shape_words(None)
    ('?x28x3', '10', '?')
    """
    if shape is None:
        return UNKNOWN
    return "x".join(UNKNOWN if side is None else str(side) for side in shape)


def sees(fields: Fields) -> str:
    """How much of the input a unit sees; one number where all axes have the same."""
    return _by_axis(fields, lambda field: f"{field.size:,}")


def strides(fields: Fields) -> str:
    """How far apart in the input the fields of neighbours are."""
    return _by_axis(fields, lambda field: f"{field.stride:g}")


def centres(fields: Fields) -> str:
    """The middle of the first unit's field in the input, whose first value is 0."""
    return _by_axis(fields, lambda field: f"{field.centre:g}")


def name_words(name: str) -> str:
    """A layer's name on one line, with nothing in it that a terminal would obey."""
    return clean_name(name) or UNKNOWN


def _by_axis(fields: Fields, words: Callable[[Field], str]) -> str:
    if fields is None:
        return UNKNOWN
    told = ["all" if field.is_whole else words(field) for field in fields]
    return NONE if not told else told[0] if len(set(told)) == 1 else "x".join(told)


def _three(value: float) -> str:
    """Three digits, all of them before the point where there are more, three behind it at most."""
    decimals = 3 if value < 0.9995 else 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{decimals}f}"
