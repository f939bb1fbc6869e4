"""A rubric says how one exercise is marked; data only, and strict."""

import string
import tomllib
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

import msgspec

from grader.errors import RubricError
from grader.limits import Limits, Plan
from grader.result import CriterionResult, Status

T = TypeVar("T")


class Rule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="check"
):
    """What is asked of one criterion: points, sentences, hints. Subclasses add their thresholds."""

    SAYS: ClassVar[frozenset[str]] = frozenset()

    id: str
    title: str
    points: float
    essential: bool = False
    needed_to_train: bool = False
    hints: tuple[str, ...] = ()
    says: dict[str, str] = {}

    def say(self, key: str, **values: Any) -> str:
        """The rubric's sentence `key`, filled in."""
        return self.says[key].format_map(values)

    def result(
        self, score: float, message: str, status: Status | None = None, **evidence: Any
    ) -> CriterionResult:
        """A measured result; without a status 1 is passed, 0 failed and the rest partial."""
        return CriterionResult(
            id=self.id,
            title=self.title,
            status=status or _status(score),
            score=round(score, 4),
            points=round(self.points * score, 2),
            max_points=self.points,
            message=message,
            evidence=evidence,
            essential=self.essential,
        )

    def unmeasured(self, message: str, **evidence: Any) -> CriterionResult:
        """A result without a number: what it looks at was never there to be measured."""
        return CriterionResult(
            id=self.id,
            title=self.title,
            status="not_attempted",
            score=None,
            points=0.0,
            max_points=self.points,
            message=message,
            evidence=evidence,
            essential=self.essential,
        )


class ModelRule(Rule, frozen=True, kw_only=True, tag="model"):
    """The answer gives a model that can be built."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "own_layers"})


class ConvolutionalRule(Rule, frozen=True, kw_only=True, tag="convolutional"):
    """At least `at_least` layers of one of `kinds`."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "none", "few", "no_model"})

    at_least: int
    kinds: tuple[str, ...]


class FitsRule(Rule, frozen=True, kw_only=True, tag="fits"):
    """Input and output fit pictures of `image_shape` and `classes` classes."""

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "input", "one_unit", "no_flatten", "few_classes", "many_classes", "no_model"}
    )

    image_shape: tuple[int, int, int]
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


AnyRule = (
    ModelRule
    | ConvolutionalRule
    | FitsRule
    | ParametersRule
    | CompiledRule
    | TrainsRule
    | AccuracyRule
)


class KnownError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception's text (a regular expression over `Kind: text`) and what to say instead.

    `call` names the call whose line is shown when the exception's own line is not the fault's.
    """

    match: str
    says: str
    call: str = ""


class OldName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interface that is gone: `keyword`, `attribute` or `module`, and what replaced it.

    `of` names the calls whose keyword is meant.
    """

    says: str
    keyword: str = ""
    of: tuple[str, ...] = ()
    attribute: str = ""
    module: str = ""


class Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences that every exercise with code shares (`rubrics/common.toml`)."""

    says: dict[str, str]
    errors: tuple[KnownError, ...]
    old_names: tuple[OldName, ...]

    def say(self, key: str, **values: Any) -> str:
        """The shared sentence `key`, filled in."""
        return self.says[key].format_map(values)


class Rubric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one exercise is marked; data only."""

    exercise: int
    title: str
    answer: Literal["model"]
    next_step: dict[str, str]
    plan: Plan
    limits: Limits
    criteria: tuple[AnyRule, ...]


def read_rubric(path: Path) -> Rubric:
    """Read one rubric and hold its sentences against what its criteria can say.

    Raises:
        RubricError: naming the file, the place in it and what to write.
    """
    rubric = _read_toml(path, Rubric)
    for index, rule in enumerate(rubric.criteria):
        place = f"{path.name}, criteria[{index}].says"
        if missing := sorted(type(rule).SAYS - rule.says.keys()):
            raise RubricError(f"{place}: the sentence {missing[0]!r} is missing.")
        if unknown := sorted(rule.says.keys() - type(rule).SAYS):
            raise RubricError(f"{place}: {unknown[0]!r} is a sentence that {rule.id} never says.")
        for key, text in rule.says.items():
            _check_blanks(text, f"{place}.{key}")
    return rubric


def read_common(folder: Path) -> Common:
    """The shared sentences of a folder of rubrics.

    Raises:
        RubricError: the file is missing or broken.
    """
    return _read_toml(folder / "common.toml", Common)


def _status(score: float) -> Status:
    if score >= 1:
        return "passed"
    return "partial" if score > 0 else "failed"


def _read_toml(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RubricError(f"{path}: cannot be read: {error}") from None
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$.") or "the whole"
        raise RubricError(f"{path.name}, {where}: {reason}.") from None


def _check_blanks(text: str, place: str) -> None:
    try:
        list(string.Formatter().parse(text))
    except ValueError as error:
        raise RubricError(f"{place}: {error}. Write {{{{ for a bare brace.") from None
