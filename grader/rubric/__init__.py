"""A rubric says how one exercise is marked; data only, and strict."""

from grader.rubric.common import Base, Common, KnownError, OldName
from grader.rubric.language import Language, WordOrder
from grader.rubric.model import (
    AccuracyRule,
    CompiledRule,
    ConvolutionalRule,
    FitsRule,
    Level,
    ModelCriterion,
    ModelRubric,
    ModelRule,
    ParametersRule,
    Quick,
    TrainsRule,
)
from grader.rubric.numbers import NumbersRubric
from grader.rubric.read import Rubric, read_common, read_language, read_rubric
from grader.rubric.rule import Rule
from grader.rubric.transfer import (
    BatchNormRule,
    FrozenRule,
    PreprocessingRule,
    PretrainedRule,
    RateRule,
    RecompiledRule,
)
from grader.rubric.words import (
    Example,
    IdeaRule,
    Misconception,
    Partly,
    WordsRubric,
)

__all__ = [
    "AccuracyRule",
    "Base",
    "BatchNormRule",
    "Common",
    "CompiledRule",
    "ConvolutionalRule",
    "Example",
    "FitsRule",
    "FrozenRule",
    "IdeaRule",
    "KnownError",
    "Language",
    "Level",
    "Misconception",
    "ModelCriterion",
    "ModelRubric",
    "ModelRule",
    "NumbersRubric",
    "OldName",
    "ParametersRule",
    "Partly",
    "PreprocessingRule",
    "PretrainedRule",
    "Quick",
    "RateRule",
    "RecompiledRule",
    "Rubric",
    "Rule",
    "TrainsRule",
    "WordOrder",
    "WordsRubric",
    "read_common",
    "read_language",
    "read_rubric",
]
