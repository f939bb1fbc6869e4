"""One number that was read, judged: right, a slip, what follows from an own slip, or unknown."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from grader.criteria.numeric.compare import Bounds, matched, nearest
from grader.criteria.numeric.measure import in_bytes, in_other_base
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.slips import CHANGES, Figure, changed, figures, with_parameters
from grader.criteria.numeric.working import Working, slip_in_working
from grader.rubric.numbers import Network, NumberRule, SlipId

_OF_NETWORK = frozenset(slip for slip, _ in CHANGES)

Outcome = Literal["ok", "carried", "slip", "unmatched"]


class Verdict(msgspec.Struct, frozen=True):
    """What a number is: its share 0..1 of the points, and the slip that explains it, if one does.

    `size` is the number itself, counted or in bytes.
    """

    outcome: Outcome
    share: float
    size: float
    slip: SlipId | None = None


class Case(msgspec.Struct, frozen=True):
    """What a verdict rests on beside the number: the network, what was said and judged before.

    `base` is 1000 or 1024 where the answer says how large a megabyte is, else 0.
    """

    network: Network
    working: Working
    base: int = 0
    bytes_above: float = 100_000
    before: tuple[Verdict, ...] = ()


def judge_number(number: Mention, rule: NumberRule, case: Case) -> Verdict:
    """Hold a number against everything that it may be."""
    readings = _readings(number, rule, case)
    found = matched(
        readings, figures(rule.part, case.network), Bounds(rule.near, rule.tolerance)
    )
    size = readings[0].value
    if found and found.slip is None:
        return Verdict("ok", 1.0, found.value)
    if _follows(readings, rule, case):
        return Verdict("carried", rule.carried, size)
    slip = found.slip if found else _other_slip(number, readings, rule, case)
    if slip is None or (share := _share(rule, slip)) is None:
        return Verdict("unmatched", 0.0, size)
    if slip == "times_batch" and not _one_is_sound(case):
        share = 0.0
    return Verdict("slip", share, found.value if found else size, slip)


def _readings(number: Mention, rule: NumberRule, case: Case) -> tuple[Reading, ...]:
    if rule.part == "parameters":
        factor = number.unit.factors[0] if number.unit else 1.0
        return tuple(Reading(r.value * factor, r.half * factor) for r in number.readings)
    readings = in_bytes(number, case.bytes_above)
    return _of_base(readings, number, case.base)


def _of_base(readings: tuple[Reading, ...], number: Mention, base: int) -> tuple[Reading, ...]:
    """Only readings in the base that the answer says it uses, for units that have both."""
    each = len(readings) // len(number.readings)
    if not base or each < 2:
        return readings
    kept = range(0, len(readings), each) if base == 1000 else range(1, len(readings), each)
    return tuple(readings[place] for place in kept)


def _follows(readings: Sequence[Reading], rule: NumberRule, case: Case) -> bool:
    """Whether it is right for what the learner found before, be that right or not."""
    wrong = [verdict for verdict in case.before if verdict.outcome != "ok"]
    rows: list[Figure] = []
    if wrong and wrong[0] is case.before[0]:
        rows += with_parameters(rule.part, case.network, wrong[0].size)
    for verdict in wrong:
        if verdict.slip in _OF_NETWORK:
            rows += changed(rule.part, case.network, verdict.slip)
    return nearest(readings, rows, rule.near) is not None


def _other_slip(
    number: Mention, readings: Sequence[Reading], rule: NumberRule, case: Case
) -> SlipId | None:
    """Slips that are seen beside the number: its unit, what it was multiplied from, its working."""
    if rule.part == "parameters":
        return slip_in_working(rule.part, case.network, case.working)
    others = in_other_base(number, case.bytes_above)
    if case.base:
        others += in_bytes(number, case.bytes_above)
    right = [figure for figure in figures(rule.part, case.network) if figure.slip is None]
    if nearest(others, right, rule.near):
        return "mixed_base"
    if nearest(readings, _own_weights(case), rule.near):
        return "weights_only"
    if rule.part == "memory_batch" and nearest(readings, _own_times(case), rule.near):
        return "times_batch"
    return slip_in_working(rule.part, case.network, case.working)


def _own_weights(case: Case) -> list[Figure]:
    """Bytes of the learner's own number of parameters, once and for each picture."""
    if not case.before or not case.before[0].size:
        return []
    size = case.network.number_bytes * case.before[0].size
    return [Figure(size), Figure(case.network.batch * size)]


def _own_times(case: Case) -> list[Figure]:
    """The learner's own memory for one picture, for each picture."""
    if len(case.before) < 2 or not case.before[1].size:
        return []
    return [Figure(case.network.batch * case.before[1].size)]


def _one_is_sound(case: Case) -> bool:
    return len(case.before) < 2 or case.before[1].share > 0 or not case.before[1].size


def _share(rule: NumberRule, slip: SlipId) -> float | None:
    return next((one.share for one in rule.slips if one.id == slip), None)
