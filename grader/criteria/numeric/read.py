"""An answer read: for each part the number that was found, where, and how sure that is."""

import math
import re
from collections.abc import Mapping

import msgspec

from grader.criteria.numeric.candidate import says_base
from grader.criteria.numeric.claims import Claim, find_claims
from grader.criteria.numeric.constants import constants
from grader.criteria.numeric.disorder import is_disordered
from grader.criteria.numeric.evaluate import Numbers, evaluate, worked_out
from grader.criteria.numeric.expression import Expression
from grader.criteria.numeric.layout import Layout, lay_out
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.scene import set_scene
from grader.criteria.numeric.step import step_values
from grader.criteria.numeric.term import Term
from grader.criteria.numeric.working import Working, working
from grader.rubric.numbers import NumbersRubric, Part

Values = Mapping[str, str | int | float]

_PLAIN = re.compile(r"[\d.,_' ]*(?:[eE][+-]?\d+)?")
_MOST = 10**18
_LONGEST_QUOTE = 160


class Found(msgspec.Struct, frozen=True):
    """A claim, the number as the learner wrote it, and the constant or words that it stood in."""

    claim: Claim
    shown: str
    place: str
    quote: str


class Read(msgspec.Struct, frozen=True):
    """All that was read: numbers by part, those that belong to none, working and base.

    `unread` are constants by part in which no number was found; `is_disordered` tells of words in
    no order that could be followed.
    """

    by_part: dict[Part, Found]
    unread: dict[Part, str]
    loose: tuple[Mention, ...]
    candidates: tuple[Mention, ...]
    working: Working
    base: int
    is_disordered: bool


def read_answer(text: str, values: Values, rubric: NumbersRubric) -> Read:
    """Read constants first; words answer the parts that no constant does."""
    held, unread = read_constants(values, rubric)
    layout = lay_out(text, rubric)
    claims = find_claims(set_scene(layout, rubric, step_values(rubric.network), None))
    written = {
        part: Found(claim, shown(claim.number, layout), "text", quoted(layout.around(claim.number)))
        for part, claim in claims.by_part.items()
    }
    notes = "\n\n".join((text, *(value for value in values.values() if isinstance(value, str))))
    everything = lay_out(notes, rubric) if values else layout
    bases = (base for number in everything.numbers if (base := says_base(number)))
    return Read(
        by_part=written | held,
        unread=unread,
        loose=claims.loose,
        candidates=claims.candidates,
        working=working(everything),
        base=next(bases, 0),
        is_disordered=is_disordered(layout.row),
    )


def read_constants(
    values: Values, rubric: NumbersRubric
) -> tuple[dict[Part, Found], dict[Part, str]]:
    """The number in the constant of each part that has one, and constants without a number."""
    numbers = worked_out(values)
    held: dict[Part, Found] = {}
    unread: dict[Part, str] = {}
    for part, names in constants(values, rubric).items():
        for name in names:
            if found := _read_constant(values[name], part, numbers, rubric):
                held[part] = msgspec.structs.replace(found, place=name)
                break
        else:
            unread[part] = names[0]
    return held, unread


def _read_constant(
    value: str | float, part: Part, numbers: Numbers, rubric: NumbersRubric
) -> Found | None:
    text = value.strip() if isinstance(value, str) else _plain(value)
    if not _PLAIN.fullmatch(text):
        number = evaluate(text, numbers)
        if number is not None:
            return Found(Claim(_worked_out(number), "sure"), f"{number:,.10g}", "", quoted(text))
    layout = lay_out(text, rubric)
    claim = find_claims(set_scene(layout, rubric, step_values(rubric.network), part)).by_part.get(
        part
    )
    if claim is None and layout.numbers:
        claim = Claim(layout.numbers[-1], "sure")
    if claim is None:
        return None
    written = shown(claim.number, layout) if isinstance(value, str) else f"{value:,.10g}"
    return Found(claim, written, "", quoted(layout.around(claim.number)))


def _plain(number: float) -> str:
    """A number in Python's own digits; empty where no memory is that large."""
    is_sane = math.isfinite(number) if isinstance(number, float) else abs(number) < _MOST
    return repr(number) if is_sane else ""


def _worked_out(number: float) -> Mention:
    value = float(number)
    form = Expression(0, 0, Term(value), frozenset(), ())
    return Mention((form,), form, (Reading(value),))


def shown(number: Mention, layout: Layout) -> str:
    """A number as it was written; what was left to be worked out is written for the learner."""
    if number.is_written:
        return layout.quote(number)
    unit = f" {number.unit.text}" if number.unit else ""
    return f"{number.value:,.10g}{unit}"


def quoted(text: str) -> str:
    """A quote of bounded length on one line."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} …"
