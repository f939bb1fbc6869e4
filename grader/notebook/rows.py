"""What a notebook cannot show is said so: such rows count neither for nor against anybody."""

import msgspec

from grader.evidence import ModelEvidence
from grader.result import CriterionResult
from grader.rubric import (
    BatchNormRule,
    CompiledRule,
    FrozenRule,
    ModelCriterion,
    PreprocessingRule,
    PretrainedRule,
    RateRule,
    RecompiledRule,
    TrainsRule,
)

_DURING = (FrozenRule, BatchNormRule, RateRule, RecompiledRule)
"""Rules about what happened while the base was trained."""


def as_seen(row: CriterionResult, rule: ModelCriterion, evidence: ModelEvidence) -> CriterionResult:
    """A row as it is, or one without points where what it asks for cannot be seen here."""
    why = _unseen(row, rule, evidence)
    if not why:
        return row
    return msgspec.structs.replace(
        row,
        status="not_attempted",
        score=None,
        points=0.0,
        max_points=0.0,
        message=f"not seen here: {why}",
        evidence={},
        essential=False,
    )


def _unseen(row: CriterionResult, rule: ModelCriterion, evidence: ModelEvidence) -> str:
    """Why a rule cannot be judged in a notebook; empty where it can."""
    built, trained = evidence.run.built, evidence.run.trained
    if isinstance(rule, CompiledRule) and built and built.compiled is None:
        return "this model is not compiled, as one that was loaded or trained in a loop of its own"
    if isinstance(rule, TrainsRule) and trained and not trained.history.get("loss"):
        return "this model has no history of a fit()"
    if isinstance(rule, PretrainedRule) and row.evidence.get("base", "unknown") == "unknown":
        return "after training, fresh layers look like those that were trained before"
    if isinstance(rule, PreprocessingRule) and row.score is None:
        return "what the base wants is not known"
    if isinstance(rule, _DURING):
        return "it shows only while the base is trained"
    return ""
