"""Evidence and rubric in, criterion results out; pure."""

from collections.abc import Callable
from typing import Any

from grader.criteria import form, training, transfer
from grader.evidence import ModelEvidence
from grader.result import CriterionResult
from grader.rubric import (
    AccuracyRule,
    BatchNormRule,
    Common,
    CompiledRule,
    ConvolutionalRule,
    FitsRule,
    FrozenRule,
    ModelCriterion,
    ModelRule,
    ParametersRule,
    PreprocessingRule,
    PretrainedRule,
    RateRule,
    RecompiledRule,
    TrainsRule,
)

__all__ = ["judge"]

CHECKS: dict[type[ModelCriterion], Callable[[ModelEvidence, Any, Common], CriterionResult]] = {
    ModelRule: form.model,
    ConvolutionalRule: form.convolutional,
    FitsRule: form.fits,
    ParametersRule: form.parameters,
    CompiledRule: training.compiled,
    TrainsRule: training.trains,
    AccuracyRule: training.accuracy,
    PretrainedRule: transfer.pretrained,
    PreprocessingRule: transfer.preprocessing,
    FrozenRule: transfer.frozen,
    BatchNormRule: transfer.batch_norm,
    RateRule: transfer.rate,
    RecompiledRule: transfer.recompiled,
}
"""Kind of rule -> what looks at the evidence for it."""


def judge(evidence: ModelEvidence, rule: ModelCriterion, common: Common) -> CriterionResult:
    """What one criterion finds in the evidence."""
    return CHECKS[type(rule)](evidence, rule, common)
