"""The rows of a quick look: an accuracy projected to full training, and no mark."""

import msgspec

from grader.criteria.projection import Projection, Seen, project
from grader.criteria.statistics import wilson_interval
from grader.criteria.training import least_of
from grader.evidence import Cut, Look, ModelEvidence, Stopped
from grader.result import CriterionResult, Status
from grader.rubric import AccuracyRule, ModelCriterion, ModelRubric, Quick, TrainsRule


class _Short(msgspec.Struct, frozen=True):
    """A short training: on what, how it was ended, and how many epochs are usual."""

    quick: Quick
    look: Look
    cut: Cut | None
    epochs: int


def as_estimate(
    rows: tuple[CriterionResult, ...], evidence: ModelEvidence, rubric: ModelRubric
) -> tuple[CriterionResult, ...]:
    """The rows of a quick look: the accuracy is projected, the others stay.

    Without a quick look all rows stay.
    """
    if rubric.quick is None or evidence.look is None:
        return rows
    trained = evidence.run.trained
    short = _Short(
        rubric.quick, evidence.look, trained.cut if trained else None, rubric.plan.epochs
    )
    pairs = zip(rows, rubric.criteria, strict=True)
    return tuple(_estimated(row, rule, evidence, short) for row, rule in pairs)


def _estimated(
    row: CriterionResult, rule: ModelCriterion, evidence: ModelEvidence, short: _Short
) -> CriterionResult:
    match rule, evidence.run.end:
        case AccuracyRule(), _ if "test_accuracy" in row.evidence and row.status != "needs_review":
            return _projected(row, rule, short)
        case TrainsRule(), Stopped(stage="train", reason="work" | "wall", line=line):
            # What no quick look can end is not held against it.
            place = f"{evidence.source.place(line)}  " if line else ""
            return rule.unmeasured(short.quick.say("unstoppable", place=place), quick=True)
    return row


def _projected(row: CriterionResult, rule: AccuracyRule, short: _Short) -> CriterionResult:
    share, examples, look = row.evidence["test_accuracy"], row.evidence["examples"], short.look
    wrong = round((1 - share) * examples)
    seen = Seen(wrong, examples, look.pictures / look.of, _epochs_share(short))
    found = project(seen, short.quick)
    score, status, level = _placed(found.accuracy, rule, row)
    measured = {
        **row.evidence,
        "quick": True,
        "projected": round(found.accuracy, 6),
        "interval": [round(found.low, 6), round(found.high, 6)],
        "pictures": look.pictures,
        "stopped": short.cut.why if short.cut else "",
        "level": level,
    }
    return rule.result(score, _words(found, row, short), status, **measured)


def _epochs_share(short: _Short) -> float:
    """Share of the epochs that were done; of many epochs the last ones change little.

    Nothing is added for the rest where the end came because the accuracy was enough.
    """
    cut = short.cut
    if cut is None or cut.why == "reached":
        return 1.0
    useful = min(max(1, cut.asked), short.epochs)
    return min(1.0, max(cut.done, 0.01) / useful)


def _placed(share: float, rule: AccuracyRule, row: CriterionResult) -> tuple[float, Status, str]:
    """Score, status and level that a full run would give for this accuracy."""
    threshold, examples, data = (row.evidence[key] for key in ("threshold", "examples", "data"))
    level = next((level for level in rule.levels if share >= least_of(level, data)), None)
    if level is not None and share >= threshold:
        return level.score, "passed", level.name
    if wilson_interval(round(share * examples), examples)[1] >= threshold:
        return rule.close_score, "passed", "close"
    return (level.score, "partial", level.name) if level is not None else (0.0, "failed", "")


def _words(found: Projection, row: CriterionResult, short: _Short) -> str:
    look, quick, threshold = short.look, short.quick, row.evidence["threshold"]
    words = quick.say(
        "whole" if look.pictures == look.of else "projected",
        accuracy=found.accuracy,
        low=found.low,
        high=found.high,
        measured=row.evidence["test_accuracy"],
        pictures=look.pictures,
        of=look.of,
        threshold=threshold,
    )
    either = f" {quick.say('either')}" if found.low < threshold <= found.high else ""
    cut = short.cut
    ended = f" {quick.say(cut.why, done=cut.done, asked=cut.asked)}" if cut else ""
    return f"{words}{either}{ended}"
