"""Plain text to tokens: numbers with their units, signs of arithmetic, brackets, words, ends."""

import re
from typing import Literal, cast

import msgspec

from grader.criteria.numeric.number import (
    NUMBER,
    UNSPACED,
    Reading,
    read_number,
    writes_decimal_commas,
)
from grader.criteria.numeric.plain import BOLD
from grader.criteria.numeric.unit import Unit, read_unit

Kind = Literal[
    "number", "unit", "word", "sign", "equals", "open", "close", "bold", "hyphen", "stop", "pause",
    "line", "other",
]  # fmt: skip

_TOKEN = re.compile(
    r"(?P<space> +)|(?P<line>\n)"
    r"|(?P<equals>={1,3}>?|~=?|->|=>|>>+|[\u2248\u2243\u2245\u2261\u2192\u21d2\u27f6])"
    r"|(?P<times>[xX](?= ?[\d(]))"
    r"|(?P<word>[^\W\d_]\w*(?:['\u2019][^\W\d_]+)?)"
    rf"|(?P<sign>[*/+^\u00d7\u00b7\u22c5\u2217\u00f7\u2212-])|(?P<bold>{BOLD})"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<stop>[.!?](?![.\d]))"
    r"|(?P<pause>[,;:|\u2013\u2014\u2026])|(?P<other>.)",
    re.DOTALL,
)
_SIMPLE = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|[dD])(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")
_SIGNS = {"x": "*", "X": "*", "\u2212": "-", "\u00f7": "/"} | dict.fromkeys(
    "\u00d7\u00b7\u22c5\u2217", "*"
)
_BEFORE_INDEX = frozenset({
    "layer", "layers", "conv", "convolution", "level", "step", "part", "question", "exercise",
    "no", "page", "chapter", "stage",
})  # fmt: skip
_BEFORE_TIMES = frozenset({"number", "close", "unit", "bold"})


class Token(msgspec.Struct, frozen=True):
    """A piece of text from `start` to `end`; a number has readings, and a unit if it stands there.

    A unit behind a bracket, “(6 + 3) MB”, is a token of its own.
    """

    kind: Kind
    text: str
    start: int
    end: int
    readings: tuple[Reading, ...] = ()
    unit: Unit | None = None


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a plain text, in one pass."""
    comma_decimal = writes_decimal_commas(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        before = found[-1] if found else Token("line", "", 0, 0)
        token = _number(text, at, before, comma_decimal=comma_decimal)
        token = token or _unit(text, at, before) or _token(text, at, before)
        if token.kind != "other" or token.text.strip():
            found.append(token)
        at = token.end
    return tuple(found)


def _number(text: str, at: int, before: Token, *, comma_decimal: bool) -> Token | None:
    pattern = UNSPACED if before.text.lower() in _BEFORE_INDEX else NUMBER
    match = pattern.match(text, at)
    if not match:
        return None
    end = match.end()
    if ordinal := _ORDINAL.match(text, end):
        return Token("word", text[at : ordinal.end()], at, ordinal.end())
    readings = read_number(match[0], comma_decimal=comma_decimal)
    if not readings and (simple := _SIMPLE.match(text, at)):  # “903400,12.6,565”
        end, readings = simple.end(), read_number(simple[0])
    kind: Kind = "number" if readings else "other"
    unit, end = read_unit(text, end) or (None, end)
    return Token(kind, text[at:end], at, end, readings, unit)


def _unit(text: str, at: int, before: Token) -> Token | None:
    """A unit behind a bracket."""
    found = read_unit(text, at) if before.kind == "close" else None
    if found is None or not found[0].is_bytes:
        return None
    return Token("unit", text[at : found[1]], at, found[1], unit=found[0])


def _token(text: str, at: int, before: Token) -> Token:
    match = next(_TOKEN.finditer(text, at))  # the pattern takes any character
    kind, piece = match.lastgroup, match[0]
    if kind == "times":
        kind = "sign" if before.kind in _BEFORE_TIMES else "word"
    if kind == "sign":
        kind = "hyphen" if _is_hyphen(text, at) else kind
        piece = _SIGNS.get(piece, piece)
    return Token(cast("Kind", "other" if kind == "space" else kind), piece, at, match.end())


def _is_hyphen(text: str, at: int) -> bool:
    """Whether a dash joins words, “mini-batch”."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return (
        text[at] == "-" and len(around) == 2 and " " not in around and bool(_LETTER.search(around))
    )
