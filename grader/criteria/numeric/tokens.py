"""Plain text to tokens: numbers with their units, signs of arithmetic, brackets, words, ends."""

import re
from typing import Literal

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
    r"|(?P<equals>={1,3}>?|≈|~=?|≃|≅|≡|->|=>|→|⇒|⟶|>>+)"
    r"|(?P<times>[xX](?= ?[\d(]))"
    r"|(?P<word>[^\W\d_]\w*(?:['’][^\W\d_]+)?)"
    rf"|(?P<sign>[*×·⋅∗/÷+^−-])|(?P<bold>{BOLD})"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<stop>[.!?](?![.\d]))|(?P<pause>[,;:|–—…])|(?P<other>.)",
    re.DOTALL,
)
_SIMPLE = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|[dD])(?!\w)")
_GLUED_LETTER = re.compile(r"[^\W\d_]")
_SIGNS = {"×": "*", "·": "*", "⋅": "*", "∗": "*", "x": "*", "X": "*", "÷": "/", "−": "-"}
_BEFORE_INDEX = frozenset(
    "layer layers conv convolution level step part question exercise no page chapter stage".split()
)


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
        token = _number(text, at, found, comma_decimal) or _token(text, at, found)
        if token.kind != "other" or token.text.strip():
            found.append(token)
        at = token.end
    return tuple(found)


def _number(text: str, at: int, found: list[Token], comma_decimal: bool) -> Token | None:  # noqa: FBT001 - private
    if not (text[at].isdigit() or text[at] == "."):
        return None
    indexed = bool(found) and found[-1].text.lower() in _BEFORE_INDEX
    match = (UNSPACED if indexed else NUMBER).match(text, at)
    if not match:
        return None
    end = match.end()
    if ordinal := _ORDINAL.match(text, end):
        return Token("word", text[at : ordinal.end()], at, ordinal.end())
    readings = read_number(match[0], comma_decimal=comma_decimal)
    if not readings and (simple := _SIMPLE.match(text, at)):  # “903400,12.6,565”
        end, readings = simple.end(), read_number(simple[0])
    unit = read_unit(text, end)
    kind: Kind = "number" if readings else "other"
    if unit:
        return Token(kind, text[at : unit[1]], at, unit[1], readings, unit[0])
    return Token(kind, text[at:end], at, end, readings)


def _token(text: str, at: int, found: list[Token]) -> Token:
    before: Kind = found[-1].kind if found else "line"
    if before == "close" and (unit := read_unit(text, at)) and unit[0].is_bytes:
        return Token("unit", text[at : unit[1]], at, unit[1], unit=unit[0])
    match = _TOKEN.match(text, at)
    if match is None or match.lastgroup is None:  # the pattern takes any character
        return Token("other", text[at], at, at + 1)
    kind, piece, end = match.lastgroup, match[0], match.end()
    match kind:
        case "space":
            return Token("other", " ", at, end)
        case "times" if before in {"number", "close", "unit", "bold"}:
            return Token("sign", "*", at, end)
        case "times":
            return Token("word", piece, at, end)
        case "sign":
            return Token(_sign(text, at), _SIGNS.get(piece, piece), at, end)
    return Token(kind, piece, at, end)  # type: ignore[arg-type] - names of groups are kinds


def _sign(text: str, at: int) -> Kind:
    """A hyphen within a word, “mini-batch”, is no minus."""
    if text[at] != "-":
        return "sign"
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return (
        "hyphen"
        if len(around) == 2 and " " not in around and _GLUED_LETTER.search(around)
        else "sign"
    )
