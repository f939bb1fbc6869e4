"""Numbers that a text holds: chains such as “4 * 903,400 = 3,613,600 bytes = 3.6 MB”."""

from collections.abc import Iterator

import msgspec

from grader.criteria.numeric.expression import (
    Expression,
    Pairs,
    Row,
    brackets,
    past_fillers,
    read_expression,
)
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.unit import Unit

MOST_MENTIONS = 5_000
_MOST_OPERANDS = 200
_MOST_FORMS = 40
_MOST_LEAD_IN = 7
_LEAD_IN = frozenset({
    "about", "approximately", "approx", "roughly", "around", "circa", "ca", "nearly", "almost",
    "just", "only", "some", "at", "least", "a", "an", "the", "total", "of", "in", "all", "or",
    "i", "e", "ie", "so", "is", "equal", "equals", "to", "which", "that",
})  # fmt: skip
_SAYS_EQUAL = ("is", "equals", "equal", "gives", "makes", "yields", "are", "means", "totals")
_ARROWS = frozenset({"\u2192", "->", "=>", "\u21d2", "\u27f6", ">>"})


class Mention(msgspec.Struct, frozen=True):
    """One number that a text states, with all forms that it is said to equal.

    `stated` is the form that counts, and `readings` are what it may be, likeliest first, in
    `unit`. Where no form is a lone number, it is what the arithmetic comes to.
    """

    forms: tuple[Expression, ...]
    stated: Expression
    readings: tuple[Reading, ...]
    unit: Unit | None = None

    @property
    def start(self) -> int:
        """Its first token."""
        return self.forms[0].start

    @property
    def end(self) -> int:
        """The token behind its last."""
        return self.forms[-1].end

    @property
    def value(self) -> float:
        """The likeliest reading."""
        return self.readings[0].value

    @property
    def has_bytes(self) -> bool:
        """Whether it has a unit of memory."""
        return self.unit is not None and self.unit.is_bytes

    @property
    def is_written(self) -> bool:
        """Whether it was written out, rather than left to be worked out."""
        return len(self.stated.operands) == 1

    @property
    def is_sum(self) -> bool:
        """Whether one of its forms is a sum."""
        return any("+" in form.signs for form in self.forms)

    @property
    def operands(self) -> tuple[float, ...]:
        """All numbers on the way to it, without itself."""
        ways = (form.operands for form in self.forms if len(form.operands) > 1)
        return tuple(value for operands in ways for value in operands)[:_MOST_OPERANDS]


def mentions(row: Row) -> tuple[Mention, ...]:
    """The numbers of a text in order; what is equal by “=” is one."""
    pairs = brackets(row)
    numbered = zip(range(MOST_MENTIONS), _mentions(row, pairs), strict=False)
    return tuple(found for _, found in numbered)


def _mentions(row: Row, pairs: Pairs) -> Iterator[Mention]:
    at = 0
    while at < len(row):
        begins = row[at].kind == "number" or at in pairs
        first = read_expression(row, at, pairs) if begins else None
        if first is None or not first.is_finite:
            at = first.end if first else at + 1
            continue
        found = _mention(row, _chain(row, first, pairs))
        yield found
        at = found.end


def _chain(row: Row, first: Expression, pairs: Pairs) -> tuple[Expression, ...]:
    """An expression and all that it is said to equal."""
    forms = [first]
    while True:
        after = _past_equals(row, forms[-1])
        following = read_expression(row, after, pairs) if after else None
        if following is None or not _goes_on(row, forms, following):
            return tuple(forms)
        forms.append(following)


def _goes_on(row: Row, forms: list[Expression], following: Expression) -> bool:
    """Whether an expression is the next form of a number.

    An arrow behind a lone number, “3.6 MB → 565.6 MB”, leads from a step to a result instead.
    """
    if not following.is_finite or len(forms) == _MOST_FORMS:
        return False
    between = {token.text for token in row[forms[-1].end : following.start]}
    is_lone = len(forms) == 1 and len(forms[0].operands) == 1
    return not (is_lone and between & _ARROWS)


def _past_equals(row: Row, form: Expression) -> int | None:
    """The place behind “=”, or behind a word for it where arithmetic stands before."""
    for at in (form.end, past_fillers(row, form.end)):
        here = at + 1 if _kind(row, at) == "line" and _kind(row, at + 1) == "equals" else at
        if _kind(row, here) == "equals":
            return _past_lead_in(row, here + 1)
    words = _kind(row, form.end) == "word" and row[form.end].text.lower() in _SAYS_EQUAL
    return _past_lead_in(row, form.end + 1) if words and len(form.operands) > 1 else None


def _past_lead_in(row: Row, at: int) -> int:
    """Past “about”, a second sign and the like."""
    here = at
    while here < min(len(row), at + _MOST_LEAD_IN) and (
        row[here].kind in {"equals", "bold"}
        or row[here].text.lower() in _LEAD_IN
        or (row[here].kind in {"line", "stop"} and here < at + 3)
    ):
        here += 1
    return here


def _kind(row: Row, at: int) -> str:
    return row[at].kind if at < len(row) else ""


def _mention(row: Row, forms: tuple[Expression, ...]) -> Mention:
    """What a chain states: its last written number, or what its last arithmetic comes to."""
    written = [form for form in forms if len(form.operands) == 1]
    stated = written[-1] if written else forms[-1]
    unit = stated.term.unit or _unit_before(forms, stated)
    if not written:
        return Mention(forms, stated, (Reading(stated.term.value),), unit)
    token = next(row[at] for at in range(stated.start, stated.end) if row[at].kind == "number")
    return Mention(forms, stated, token.readings, unit)


def _unit_before(forms: tuple[Expression, ...], stated: Expression) -> Unit | None:
    """The unit of an equal form, for a result that was written without one."""
    for form in forms:
        if form.term.unit and abs(form.term.value - stated.term.value) <= 0.02 * stated.term.value:
            return form.term.unit
    return None
