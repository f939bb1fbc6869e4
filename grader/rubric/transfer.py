"""Criteria on transfer learning: a base that was trained before, and how it is treated."""

from typing import ClassVar

from grader.rubric.rule import Rule


class PretrainedRule(Rule, frozen=True, kw_only=True, tag="pretrained"):
    """The model holds a base that was trained before, which its weights tell."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "unknown", "none", "own_layers", "no_model"})


class PreprocessingRule(Rule, frozen=True, kw_only=True, tag="preprocessing"):
    """Photos reach the base with the values that it was trained with.

    Faults that training can partly make up for have the score `half`.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {
            "ok", "no_base", "skipped", "unit", "twice", "other", "random",
            "not_looked_at", "fault",
        }
    )  # fmt: skip

    half: float


class FrozenRule(Rule, frozen=True, kw_only=True, tag="frozen"):
    """The base is frozen while the new layers learn their first steps."""

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "partly", "not_frozen", "unseen", "no_base", "not_trained"}
    )

    half: float


class BatchNormRule(Rule, frozen=True, kw_only=True, tag="batch_norm"):
    """The statistics of the base's BatchNormalization layers stay what they were."""

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "never_unfrozen", "moved", "no_base", "not_trained", "other_model"}
    )


class RateRule(Rule, frozen=True, kw_only=True, tag="rate"):
    """The learning rate is small while the base is trained.

    `at_most` holds the largest suitable rate for an optimizer; `otherwise` is that of all others.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "never_unfrozen", "large", "no_base", "unseen", "not_trained"}
    )

    at_most: dict[str, float]
    otherwise: float


class RecompiledRule(Rule, frozen=True, kw_only=True, tag="recompiled"):
    """After `trainable` was changed the model is compiled again before it trains on."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "stale", "not_trained"})


TransferCriterion = (
    PretrainedRule | PreprocessingRule | FrozenRule | BatchNormRule | RateRule | RecompiledRule
)
