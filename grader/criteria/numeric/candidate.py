"""Which numbers of a text can be answers at all, and to which kind of question."""

import re

from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.letters import is_mark
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.plain import BOLD
from grader.rubric.numbers import Network, Part

_SMALL = 1_000
_FEW = 3
_FAR = 6
_OPENING = frozenset({BOLD, "(", "["})


def is_candidate(number: Mention, layout: Layout, network: Network) -> bool:
    """Whether a number may be an answer: not a given one, a size in pixels, a share or a count."""
    behind = layout.lower(number.end)
    if number.unit is None and (_is_dimension(number) or behind in layout.words.things):
        return False
    if behind == "%" or is_given(number, network) or says_base(number) is not None:
        return False
    return not _is_denied(number, layout) and not _counts_on(number, layout)


def _counts_on(number: Mention, layout: Layout) -> bool:
    """Whether it only numbers the lines of a list."""
    is_short = number.end - number.start == 1 and len(layout.row[number.start].text) < 3
    return is_short and number.unit is None and is_mark(layout, number.start)


def _is_denied(number: Mention, layout: Layout) -> bool:
    """Whether “not” stands before it: “it does not have 903,400 parameters”."""
    at, passed = number.start - 1, layout.words.before_denied | _OPENING
    while at >= number.start - _FAR and layout.lower(at) in passed:
        at -= 1
    before = layout.lower(at)
    return before in layout.words.denials or before.endswith(("n't", "n\u2019t"))


def is_given(number: Mention, network: Network) -> bool:
    """Whether it only repeats what the question says."""
    if len(number.forms) > 1 or not number.is_written:
        return False
    bits = 8 * network.number_bytes
    if number.unit and number.unit.is_bytes:
        size = number.value * number.unit.factors[0]
        return size in {network.number_bytes, 1}
    given = {network.height, network.width, network.channels, network.batch, bits, 0, 1, 2, 8}
    for layer in network.layers:
        given |= {layer.maps, layer.kernel, layer.stride}
    return number.value in given


def fits(number: Mention, part: Part) -> bool:
    """Whether the unit of a number fits the question."""
    return not (part == "parameters" and number.has_bytes)


def says_base(number: Mention) -> int | None:
    """1000 or 1024 where it states how large a unit is: “1 MB = 1,000,000 bytes”; 0 for a byte."""
    first, last = number.forms[0], number.forms[-1]
    unit = first.term.unit
    if len(number.forms) < 2 or first.term.value != 1 or unit is None or not unit.is_bytes:
        return None
    if unit.factors[0] < 1000:
        return 0
    size = last.term.value * (last.term.unit.factors[0] if last.term.unit else 1.0)
    return 1000 if re.fullmatch(r"10*", f"{size:.0f}") else 1024


def _is_dimension(number: Mention) -> bool:
    """“200 x 300”, “3 x 3 x 100”: a few small numbers multiplied, and nothing said of it."""
    if len(number.forms) > 1 or number.is_written:
        return False
    small = all(value <= _SMALL for value in number.operands)
    return small and len(number.operands) <= _FEW and number.stated.signs <= {"*"}
