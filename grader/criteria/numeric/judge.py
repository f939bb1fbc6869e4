"""One number that was read, judged: right, a slip, what follows from an own slip, or unknown."""

from grader.criteria.numeric.compare import matched, nearest
from grader.criteria.numeric.measure import in_bytes, in_other_base
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.number import Reading
from grader.criteria.numeric.slips import Figure, figures, under_slip, with_parameters
from grader.criteria.numeric.verdict import Case, Verdict
from grader.criteria.numeric.working import slip_in_working
from grader.rubric.numbers import NumberRule, SlipId


def judge_number(number: Mention, rule: NumberRule, case: Case) -> Verdict:
    """Hold a number against everything that it may be."""
    readings = _readings(number, rule, case)
    rows = figures(rule.part, case.network)
    right = [figure for figure in rows if figure.slip is None]
    own = _own_right(rule, case)
    slips = [figure for figure in rows if figure.slip is not None]
    found = matched(readings, right, (*own, *slips, *_own_slips(rule, case)), rule.near)
    if found in right:
        return Verdict("ok", 1.0, found.value)
    if found in own:
        return Verdict("carried", rule.carried, readings[0].value)
    if found:
        return _slipped(found.slip, found.value, rule, case)
    if nearest(_other_base(number, rule, case), right, rule.near):
        return _slipped("mixed_base", right[0].value, rule, case)
    if nearest(readings, right, rule.tolerance):
        return Verdict("ok", 1.0, readings[0].value)
    size = readings[0].value
    return _slipped(slip_in_working(size, rule.part, case.network, case.working), size, rule, case)


def is_right(number: Mention, rule: NumberRule, case: Case) -> bool:
    """Whether a number is the right one for a part."""
    right = [figure for figure in figures(rule.part, case.network) if figure.slip is None]
    return nearest(_readings(number, rule, case), right, rule.near) is not None


def _slipped(slip: SlipId | None, size: float, rule: NumberRule, case: Case) -> Verdict:
    """A slip at the rubric's price; one that the rubric does not know is none."""
    share = next((one.share for one in rule.slips if one.id == slip), None)
    if share is None:
        return Verdict("unmatched", 0.0, size)
    if slip == "times_batch" and case.memory_one.size and not case.memory_one.share:
        share = 0.0  # many times a number that is worth nothing
    return Verdict("slip", share, size, slip)


def _readings(number: Mention, rule: NumberRule, case: Case) -> tuple[Reading, ...]:
    if rule.part == "parameters":
        factor = number.unit.factors[0] if number.unit else 1.0
        return tuple(Reading(r.value * factor, r.half * factor) for r in number.readings)
    return _of_base(in_bytes(number, case.bytes_above), number, case.base)


def _of_base(readings: tuple[Reading, ...], number: Mention, base: int) -> tuple[Reading, ...]:
    """Only readings in the base that the answer says it uses, for units that have both."""
    each = len(readings) // len(number.readings)
    if not base or each < 2:
        return readings
    return readings[0 if base == 1000 else 1 :: each]


def _other_base(number: Mention, rule: NumberRule, case: Case) -> tuple[Reading, ...]:
    """What the number would be had its unit another base than it has or was said to have."""
    if rule.part == "parameters":
        return ()
    others = in_other_base(number, case.bytes_above)
    return (*others, *in_bytes(number, case.bytes_above)) if case.base else others


def _own_right(rule: NumberRule, case: Case) -> list[Figure]:
    """What is right for the learner who goes on from numbers found before, right or not."""
    rows: list[Figure] = []
    parameters = case.parameters
    if parameters.size and parameters.outcome != "ok":
        rows += with_parameters(rule.part, case.network, parameters.size)
    for verdict in case.before:
        if verdict.slip:
            rows += under_slip(rule.part, case.network, verdict.slip)
    return rows


def _own_slips(rule: NumberRule, case: Case) -> list[Figure]:
    """Slips that are made with the learner's own numbers."""
    if rule.part == "parameters":
        return []
    batch = case.network.batch
    weights = case.network.number_bytes * case.parameters.size
    rows = [Figure(weights, "weights_only"), Figure(batch * weights, "weights_only")]
    if rule.part == "memory_batch":
        rows.append(Figure(batch * case.memory_one.size, "times_batch"))
    return rows
