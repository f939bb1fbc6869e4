"""Answers in numbers marked: what was read, what it is, and the sentence for the learner."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grader.criteria.numeric.judge import is_right, judge_number
from grader.criteria.numeric.measure import unit_of
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.read import Found, Read, read_answer
from grader.criteria.numeric.verdict import NOTHING, Case, Verdict
from grader.criteria.numeric.working import slip_in_working
from grader.result import Confidence, CriterionResult, Marks
from grader.rubric.numbers import NumberRule, NumbersRubric, Slip, SlipId

_HEAP = 4
"""From so many numbers on that nothing names, they are a heap."""

_MOST_LOOKED_AT = 60
_MOST_RIVALS = 20
_LEAST_COUNT = 1_000


class Marked(msgspec.Struct, frozen=True):
    """A row for each part, how sure the mark is, and why a person should look at it, if so."""

    rows: tuple[CriterionResult, ...]
    confidence: Confidence
    reasons: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """One part marked, and what was found for the parts that follow from it."""

    result: CriterionResult
    verdict: Verdict
    confidence: Confidence
    reason: str = ""


def mark_numbers(
    text: str, values: Mapping[str, str | int | float], rubric: NumbersRubric
) -> Marked:
    """Mark one answer.

    Args:
        text: words with numbers in them; may be empty.
        values: module constants by name, in the order of the file: numbers, texts with units, or
            the source of arithmetic, which may name constants above it.
        rubric: how the exercise is marked.
    """
    read = read_answer(text, values, rubric)
    rows = tuple(_rows(read, rubric))
    doubts = ("its words are in no order",) if read.is_disordered else ()
    reasons = (*doubts, *(row.reason for row in rows if row.reason))
    seen = {row.confidence for row in rows}
    confidence: Confidence = (
        "needs_review" if reasons else "probable" if "probable" in seen else "sure"
    )
    return Marked(tuple(row.result for row in rows), confidence, reasons)


def marks(marked: Marked, rubric: NumbersRubric) -> Marks:
    """Points of the whole answer, rounded to the rubric's steps."""
    most = sum(row.max_points for row in marked.rows)
    share = sum(row.points for row in marked.rows) / most if most else 0.0
    steps = math.floor(share / rubric.step + 0.5) * rubric.step if rubric.step else share
    return Marks(round(steps * most, 4), round(most, 4), marked.confidence)


def remarks(marked: Marked) -> tuple[str, ...]:
    """Lines for the learner that belong to no single part."""
    if not marked.reasons:
        return ()
    return (f"A person should look at this mark: {'; '.join(marked.reasons)}.",)


def _rows(read: Read, rubric: NumbersRubric) -> Iterator[Row]:
    before: tuple[Verdict, ...] = ()
    for rule in rubric.criteria:
        case = Case(rubric.network, read.working, read.base, rubric.bytes_above, before)
        found = read.by_part.get(rule.part)
        row = _found(found, rule, case, read) if found else _missing(rule, case, read, rubric)
        if found and _assumes(found.claim.number, rule):
            row = _with_assumed(row, found.claim.number, rubric)
        yield row
        before += (row.verdict,)


def _found(found: Found, rule: NumberRule, case: Case, read: Read) -> Row:
    """The row of a number; of several that claim one part the worst counts."""
    claim = found.claim
    verdict = judge_number(claim.number, rule, case)
    others = [judge_number(rival, rule, case) for rival in claim.rivals[:_MOST_RIVALS]]
    worst = min((verdict, *others), key=lambda one: one.share)
    best = max(one.share for one in (verdict, *others))
    evidence: dict[str, Any] = {
        "read": found.shown,
        "unit": "" if rule.part == "parameters" else unit_of(claim.number, case.bytes_above).text,
        "place": found.place,
        "quote": found.quote,
        "slip": verdict.slip or "",
    }
    if best > worst.share:
        message = _fill(rule.says["several"], found.shown, case)
        result = rule.result(worst.share, message, "needs_review", **evidence)
        return Row(result, worst, "needs_review", f"several numbers stand for “{rule.title}”")
    result = rule.result(verdict.share, _says(verdict, found.shown, rule, case), **evidence)
    reason = _doubt(verdict, rule, case, read) if found.place == "text" else ""
    confidence = "probable" if claim.confidence == "needs_review" else claim.confidence
    return Row(result, verdict, "needs_review" if reason else confidence, reason)


def _doubt(verdict: Verdict, rule: NumberRule, case: Case, read: Read) -> str:
    """A reason to look: the number read is none that is known, and another one is right."""
    if verdict.outcome != "unmatched":
        return ""
    few = len(read.candidates) <= _MOST_LOOKED_AT
    right = few and any(is_right(number, rule, case) for number in read.candidates)
    return f"another number may be meant for “{rule.title}”" if right else ""


def _missing(rule: NumberRule, case: Case, read: Read, rubric: NumbersRubric) -> Row:
    """The row of a part for which no number was found."""
    if len(read.loose) >= _HEAP and not read.by_part:
        few = len(read.loose) <= rubric.dump_at_most
        right = few and any(is_right(number, rule, case) for number in read.loose)
        share = rubric.dump_share if right else 0.0
        result = rule.result(share, _fill(rule.says["dump"], "", case), slip="dump")
        return Row(result, NOTHING, "sure")
    if name := read.unread.get(rule.part):
        return Row(rule.unmeasured(_fill(rule.says["unread"], name, case)), NOTHING, "sure")
    slip = _slip(rule, "no_total")
    if slip and slip_in_working(0, rule.part, case.network, case.working) == "no_total":
        result = rule.result(slip.share, _fill(slip.says, "", case), slip=slip.id)
        return Row(result, NOTHING, "probable")
    if any(_may_answer(number, rule) for number in read.loose):
        reason = f"a number could not be given to “{rule.title}”"
        return Row(
            rule.unmeasured(_fill(rule.says["unclear"], "", case)), NOTHING, "needs_review", reason
        )
    return Row(rule.unmeasured(_fill(rule.says["missing"], "", case)), NOTHING, "sure")


def _may_answer(number: Mention, rule: NumberRule) -> bool:
    """Whether a number that nothing names looks like an answer to a part."""
    if rule.part == "parameters":
        return number.unit is None and number.value >= _LEAST_COUNT
    return number.unit is not None and number.unit.is_bytes


def _says(verdict: Verdict, shown: str, rule: NumberRule, case: Case) -> str:
    slip = _slip(rule, verdict.slip) if verdict.slip else None
    text = slip.says if slip else rule.says[verdict.outcome]
    return _fill(text, shown, case)


def _slip(rule: NumberRule, slip: SlipId) -> Slip | None:
    return next((one for one in rule.slips if one.id == slip), None)


def _fill(text: str, shown: str, case: Case) -> str:
    size = case.network.number_bytes
    return text.format(read=shown, batch=case.network.batch, bytes=size, bits=8 * size)


def _assumes(number: Mention, rule: NumberRule) -> bool:
    return rule.part != "parameters" and number.unit is None


def _with_assumed(row: Row, number: Mention, rubric: NumbersRubric) -> Row:
    """The row with a word on the unit that was taken, because none was written."""
    unit = unit_of(number, rubric.bytes_above).text
    message = f"{row.result.message} {rubric.assumed.format(unit=unit)}".rstrip()
    return msgspec.structs.replace(row, result=msgspec.structs.replace(row.result, message=message))
