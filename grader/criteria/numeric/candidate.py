"""Which numbers of a text can be answers at all, and to which kind of question."""

import re

from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.plain import BOLD
from grader.rubric.numbers import Network, Part

COUNTED = frozenset(
    "image images picture pictures layer layers feature features map maps pixel pixels channel channels "
    "kernel kernels filter filters neuron neurons epoch epochs times instance instances example examples "
    "sample samples inputs input stride strides gpu gpus step steps color colors colour colours rgb fm "
    "point points activations values biases bias".split()
)
"""Nouns of things that stand behind a number which is none of the three asked for."""

_NOT = frozenset("not never isnt arent doesnt dont wont rather".split())
_UP_TO_NOT = frozenset(
    "have has be is are need needs require requires take takes use uses about exactly the a than by "
    "to simply really equal ( [".split()
) | {BOLD}
_FAR = 6
_SMALL = 1_000
_FEW = 3


def is_candidate(number: Mention, layout: Layout, network: Network) -> bool:
    """Whether a number may be an answer: not a given one, a size in pixels, a share or a count."""
    if number.unit is None and (_is_dimension(number) or _noun(number, layout) in COUNTED):
        return False
    if number.end < len(layout.row) and layout.row[number.end].text in {"%", "%)"}:
        return False
    if is_given(number, network) or says_base(number) is not None:
        return False
    return not _is_denied(number, layout)


def _is_denied(number: Mention, layout: Layout) -> bool:
    """Whether “not” stands before it: “it does not have 903,400 parameters”."""
    at = number.start - 1
    while at >= max(0, number.start - _FAR) and layout.row[at].text.lower() in _UP_TO_NOT:
        at -= 1
    before = layout.row[at].text.lower() if at >= 0 else ""
    return before in _NOT or before.endswith(("n't", "n’t"))


def is_given(number: Mention, network: Network) -> bool:
    """Whether it only repeats what the question says."""
    if len(number.forms) > 1 or not number.is_written:
        return False
    bits = 8 * network.number_bytes
    if number.unit and number.unit.is_bytes:
        size = number.value * number.unit.factors[0]
        return size in {network.number_bytes, 1} or (size == bits and number.unit.factors[0] == 1)
    given = {network.height, network.width, network.channels, network.batch, bits, 0, 1, 2, 8}
    for layer in network.layers:
        given |= {layer.maps, layer.kernel, layer.stride}
    return number.value in given


def fits(number: Mention, part: Part) -> bool:
    """Whether the unit and the noun of a number fit the question."""
    has_bytes = number.unit is not None and number.unit.is_bytes
    return not has_bytes if part == "parameters" else True


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
    """“200 x 300”, “3 × 3 × 100”: a few small numbers multiplied, and nothing said of it."""
    if len(number.forms) > 1 or number.is_written:
        return False
    small = all(value <= _SMALL for value in number.operands)
    return small and len(number.operands) <= _FEW and number.stated.signs <= {"*"}


def _noun(number: Mention, layout: Layout) -> str:
    """The word right behind a number."""
    at = number.end
    return layout.row[at].text.lower() if at < len(layout.row) else ""
