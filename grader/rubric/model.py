"""Criteria on models, and the rubric of an exercise that asks for one."""

from typing import Any, ClassVar, Literal

import msgspec

from grader.limits import Limits, Plan
from grader.rubric.common import KnownError
from grader.rubric.rule import Rule
from grader.rubric.transfer import TransferCriterion


class ModelRule(Rule, frozen=True, kw_only=True, tag="model"):
    """The answer gives a model that can be built."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "own_layers"})


class ConvolutionalRule(Rule, frozen=True, kw_only=True, tag="convolutional"):
    """At least `at_least` layers of one of `kinds`."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "none", "few", "no_model"})

    at_least: int
    kinds: tuple[str, ...]


class FitsRule(Rule, frozen=True, kw_only=True, tag="fits"):
    """Input and output fit pictures of `image_shape`, where it is fixed, and `classes` classes."""

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "input", "one_unit", "no_flatten", "few_classes", "many_classes", "no_model"}
    )

    image_shape: tuple[int, int, int] | None = None
    classes: int
    half: float


class ParametersRule(Rule, frozen=True, kw_only=True, tag="parameters"):
    """Full marks up to `at_most` trainable parameters, none from `none_above`."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "many", "no_model"})

    at_most: int
    none_above: int
    chapter: int


class CompiledRule(Rule, frozen=True, kw_only=True, tag="compiled"):
    """Loss, labels and last activation agree.

    `half` is the score of what trains although it is not what was meant. The three lists name
    Keras' losses for integer labels, for one-hot labels, and for other tasks; a loss in none of
    them is the learner's own.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {
            "ok",
            "own_loss",
            "not_compiled",
            "own_activation",
            "logits_as_probabilities",
            "softmax_from_logits",
            "sigmoid",
            "squashed",
            "one_hot_loss",
            "loss",
            "no_model",
        }
    )

    half: float
    label_losses: tuple[str, ...]
    one_hot_losses: tuple[str, ...]
    other_losses: tuple[str, ...]


class TrainsRule(Rule, frozen=True, kw_only=True, tag="trains"):
    """Training works: weights change, stay finite, and the loss falls.

    `stuck_share`: a loss that fell by less than this share did not move. `chance_factor`: a final
    accuracy below this many times chance has learnt nothing. Outside `usual_rates` a learning
    rate is named as the likely cause.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "no_history", "untrained", "not_finite", "stuck", "not_trained", "no_model"}
    )

    stuck_share: float
    chance_factor: float
    usual_rates: tuple[float, float]


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One threshold: the share of test pictures, on full data and on the sample, and its score."""

    name: str
    at_least: float
    at_least_sample: float
    score: float


class AccuracyRule(Rule, frozen=True, kw_only=True, tag="accuracy"):
    """Test accuracy against levels, best first; the one named `full` passes.

    `close_score` is given where `full` was missed but lies inside the 95 % interval. `moved_drop`:
    a model that loses more than this share on slightly moved copies needs a person's look.
    `names` are what the classes are called where they are not numbers.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {
            "ok", "reached", "close", "close_above", "part", "low", "moved",
            "not_finite", "not_measured", "no_rows",
        }
    )  # fmt: skip

    levels: tuple[Level, ...]
    close_score: float
    moved_drop: float
    names: tuple[str, ...] = ()


class Quick(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quick look: what it trains on, for how long, and how it projects to all pictures.

    `pictures` and `validation` are the most that are handed over, `test` those that are measured.
    `budget_s` and `least_s` are
    seconds of work of training (see `grader.limits.Budget`); what cannot be ended on the way, such
    as a loop of the learner's own, has `limit_s`. An error falls with the pictures to the power
    `exponent` and with the epochs to `epochs_exponent`; the spreads are their standard deviations
    from network to network, as measured. After `judge_after` epochs (0: never) a training ends once
    its outcome is certain.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {
            "note", "projected", "whole", "either", "budget", "reached", "hopeless",
            "unstoppable", "next", "also",
        }
    )  # fmt: skip

    pictures: int
    validation: int
    test: int
    budget_s: float
    least_s: float
    limit_s: float
    exponent: float
    spread: float
    epochs_exponent: float
    epochs_spread: float
    judge_after: int = 0
    says: dict[str, str]

    def say(self, key: str, **values: Any) -> str:
        """The rubric's sentence `key`, filled in."""
        return self.says[key].format_map(values)


ModelCriterion = (
    ModelRule
    | ConvolutionalRule
    | FitsRule
    | ParametersRule
    | CompiledRule
    | TrainsRule
    | AccuracyRule
    | TransferCriterion
)


class ModelRubric(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="answer",
    tag="model",
):
    """How an exercise is marked whose answer is a model; `data` names what it is trained on.

    `says` and `errors` go before those that all exercises share. Without `quick` a quick look is
    a full one.
    """

    exercise: int
    title: str
    data: Literal["mnist", "tf_flowers"]
    quick: Quick | None = None
    next_step: dict[str, str]
    plan: Plan
    limits: Limits
    opening: str = ""
    says: dict[str, str] = {}
    errors: tuple[KnownError, ...] = ()
    criteria: tuple[ModelCriterion, ...]
