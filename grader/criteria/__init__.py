"""Evidence and rubric in, criterion results out; pure."""

from typing import assert_never

from grader.criteria import architecture
from grader.evidence import ModelEvidence
from grader.exercise import (
    AccuracyRule,
    AnyRule,
    Common,
    CompiledRule,
    ConvolutionalRule,
    FitsRule,
    ModelRule,
    ParametersRule,
    TrainsRule,
)
from grader.result import CriterionResult

__all__ = ["judge"]


def judge(evidence: ModelEvidence, rule: AnyRule, common: Common) -> CriterionResult:
    """What one criterion finds in the evidence."""
    from grader.criteria import training

    match rule:
        case ModelRule():
            return architecture.model(evidence, rule, common)
        case ConvolutionalRule():
            return architecture.convolutional(evidence, rule, common)
        case FitsRule():
            return architecture.fits(evidence, rule, common)
        case ParametersRule():
            return architecture.parameters(evidence, rule, common)
        case CompiledRule():
            return training.compiled(evidence, rule, common)
        case TrainsRule():
            return training.trains(evidence, rule, common)
        case AccuracyRule():
            return training.accuracy(evidence, rule, common)
    assert_never(rule)
