"""Evidence and rubric in, criterion results out; pure."""

from collections.abc import Callable
from typing import Any

from grader.criteria import architecture, training
from grader.evidence import ModelEvidence
from grader.result import CriterionResult
from grader.rubric import (
    AccuracyRule,
    Common,
    CompiledRule,
    ConvolutionalRule,
    FitsRule,
    ModelCriterion,
    ModelRule,
    ParametersRule,
    TrainsRule,
)

__all__ = ["judge"]

CHECKS: dict[type[ModelCriterion], Callable[[ModelEvidence, Any, Common], CriterionResult]] = {
    ModelRule: architecture.model,
    ConvolutionalRule: architecture.convolutional,
    FitsRule: architecture.fits,
    ParametersRule: architecture.parameters,
    CompiledRule: training.compiled,
    TrainsRule: training.trains,
    AccuracyRule: training.accuracy,
}
"""Kind of rule -> what looks at the evidence for it."""


def judge(evidence: ModelEvidence, rule: ModelCriterion, common: Common) -> CriterionResult:
    """What one criterion finds in the evidence."""
    return CHECKS[type(rule)](evidence, rule, common)
