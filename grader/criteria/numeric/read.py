"""An answer read: for each part the number that was found, where, and how sure that is."""

import re
from collections.abc import Mapping

import msgspec

from grader.criteria.numeric.candidate import says_base
from grader.criteria.numeric.claims import Claim, Claims, find_claims
from grader.criteria.numeric.constants import constants
from grader.criteria.numeric.evaluate import Numbers, evaluate, worked_out
from grader.criteria.numeric.expression import Expression
from grader.criteria.numeric.layout import Layout, lay_out
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.step import step_values
from grader.criteria.numeric.term import Term
from grader.criteria.numeric.working import Working, working
from grader.rubric.numbers import NumbersRubric, Part

Values = Mapping[str, str | int | float]

_PLAIN = re.compile(r"[\d.,_' ]*(?:[eE][+-]?\d+)?")
_LONGEST_QUOTE = 160


class Found(msgspec.Struct, frozen=True):
    """A claim, the number as the learner wrote it, and the constant or words that it stood in."""

    claim: Claim
    shown: str
    place: str
    quote: str


class Read(msgspec.Struct, frozen=True):
    """All that was read: numbers by part, those that belong to none, working and base.

    `unread` are constants by part in which no number was found.
    """

    by_part: dict[Part, Found]
    unread: dict[Part, str]
    loose: tuple[Mention, ...]
    candidates: tuple[Mention, ...]
    working: Working
    base: int


def read_answer(text: str, values: Values, rubric: NumbersRubric) -> Read:
    """Read constants first; words answer the parts that no constant does."""
    held, unread = read_constants(values, rubric)
    layout = lay_out(text, rubric)
    claims = find_claims(layout, rubric, step_values(rubric.network), None)
    written = {
        part: Found(claim, shown(claim.number, layout), "text", layout.around(claim.number))
        for part, claim in claims.by_part.items()
    }
    bases = (base for number in layout.numbers if (base := says_base(number)))
    return Read(
        by_part=written | held,
        unread=unread,
        loose=claims.loose,
        candidates=claims.candidates,
        working=working(layout),
        base=next(bases, 0),
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
    text = value if isinstance(value, str) else repr(value)
    if not _PLAIN.fullmatch(text.strip()):
        number = evaluate(text, numbers)
        if number is not None:
            return Found(Claim(_worked_out(number), "sure"), f"{number:,.10g}", "", text.strip())
    layout = lay_out(text, rubric)
    claim = find_claims(layout, rubric, step_values(rubric.network), part).by_part.get(part)
    if claim is None and layout.numbers:
        claim = Claim(layout.numbers[-1], "sure")
    if claim is None:
        return None
    return Found(claim, shown(claim.number, layout), "", layout.around(claim.number))


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
