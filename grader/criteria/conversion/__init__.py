"""Criteria on converted networks: evidence and the rubric's table in, criterion results out."""

from collections.abc import Callable
from typing import Any

from grader.criteria.conversion import checks
from grader.criteria.conversion.case import Case, Compared, ConversionEvidence, Network, Reading
from grader.criteria.conversion.view import View, view
from grader.evidence import RunEvidence
from grader.result import CriterionResult
from grader.rubric import Common
from grader.rubric.conversion import (
    CarriedRule,
    ConversionCriterion,
    ConversionTable,
    ConvertsRule,
    DenseFreeRule,
    KernelsRule,
    SameOutputsRule,
    SlidesRule,
    SourceKeptRule,
)

__all__ = [
    "Case",
    "Compared",
    "ConversionEvidence",
    "Network",
    "Reading",
    "RunEvidence",
    "judge_conversion",
]

CHECKS: dict[type[ConversionCriterion], Callable[[View, Any], CriterionResult]] = {
    ConvertsRule: checks.converts,
    DenseFreeRule: checks.dense_free,
    KernelsRule: checks.kernels,
    CarriedRule: checks.carried,
    SameOutputsRule: checks.same_outputs,
    SlidesRule: checks.slides,
    SourceKeptRule: checks.source_kept,
}
"""Kind of rule -> what looks at the evidence for it."""


def judge_conversion(
    evidence: ConversionEvidence, table: ConversionTable, common: Common
) -> tuple[CriterionResult, ...]:
    """What all criteria of a table find in the evidence."""
    seen = view(evidence, table, common.with_own(table.says, table.errors))
    return tuple(CHECKS[type(rule)](seen, rule) for rule in table.criteria)
