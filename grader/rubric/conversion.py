"""Criteria on a converted network, and the table of a rubric that asks for one beside words."""

from typing import ClassVar

import msgspec

from grader.errors import RubricError
from grader.limits import Limits
from grader.rubric.common import KnownError
from grader.rubric.rule import Rule

_SHARED = frozenset({"ok", "follows", "no_model"})


class ConvertsRule(Rule, frozen=True, kw_only=True, tag="converts"):
    """The function gives a Keras model for every network that it is handed."""

    SAYS: ClassVar[frozenset[str]] = frozenset({"ok", "none", "some"})


class DenseFreeRule(Rule, frozen=True, kw_only=True, tag="dense_free"):
    """No Dense or Flatten is left, and nothing that hides them."""

    SAYS: ClassVar[frozenset[str]] = _SHARED | {
        "dense_kept", "dense_later", "flatten_kept", "global_pooling", "reshape",
    }  # fmt: skip


class KernelsRule(Rule, frozen=True, kw_only=True, tag="kernels"):
    """Kernel, stride, padding and number of filters are those that compute the same."""

    SAYS: ClassVar[frozenset[str]] = _SHARED | {
        "kernel_1x1", "kernel_swapped", "kernel_size", "kernel_later", "padding_same", "stride",
        "dilation", "filters",
    }  # fmt: skip


class CarriedRule(Rule, frozen=True, kw_only=True, tag="carried"):
    """All weights are carried over as they are, and there are no others."""

    SAYS: ClassVar[frozenset[str]] = _SHARED | {
        "order", "order_transposed", "order_width_first", "order_channels_first", "order_flipped",
        "fresh", "changed", "bias_lost", "bias_zero", "bias_changed", "batch_norm", "body", "count",
    }  # fmt: skip


class SameOutputsRule(Rule, frozen=True, kw_only=True, tag="same_outputs"):
    """At the original size both networks give the same."""

    SAYS: ClassVar[frozenset[str]] = _SHARED | {
        "activation_lost", "activation_changed", "activation_added", "softmax_axis", "layer_lost",
        "layer_added", "layer_settings", "layers_count", "differ", "shape", "not_finite", "cannot",
    }  # fmt: skip


class SlidesRule(Rule, frozen=True, kw_only=True, tag="slides"):
    """On a larger picture every output is that of the source at the matching place."""

    SAYS: ClassVar[frozenset[str]] = _SHARED | {
        "fixed_input", "refuses", "size", "differ", "not_finite", "cannot",
    }  # fmt: skip


class SourceKeptRule(Rule, frozen=True, kw_only=True, tag="source_kept"):
    """The network that was handed in is as it was."""

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "no_model", "layers", "settings", "weights", "trainable"}
    )


ConversionCriterion = (
    ConvertsRule
    | DenseFreeRule
    | KernelsRule
    | CarriedRule
    | SameOutputsRule
    | SlidesRule
    | SourceKeptRule
)


class ConversionTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the code part of an exercise in words is marked; data only.

    `points` are those of the whole part. `sources` networks are handed to `function`; outputs that
    differ by `tolerance` at most are the same. `says` and `errors` go before the shared ones,
    `places` names the calls whose line belongs to a sentence. `some` is added where only some of
    the networks are concerned.
    """

    function: str
    points: float
    sources: int
    tolerance: float
    title: str
    some: str
    not_handed_in: str
    not_read: str
    own_layers: str
    read_at_once: str
    next_step: dict[str, str]
    limits: Limits
    criteria: tuple[ConversionCriterion, ...]
    says: dict[str, str] = {}
    errors: tuple[KnownError, ...] = ()
    places: dict[str, tuple[str, ...]] = {}


def check_conversion(table: ConversionTable, name: str) -> None:
    """Hold the numbers of a table together.

    Raises:
        RubricError: naming the file and the place in it.
    """
    added = round(sum(rule.points for rule in table.criteria), 4)
    if added != table.points:
        raise RubricError(
            f"{name}, conversion.points: the criteria's points add up to {added:g}, "
            f"not {table.points:g}."
        )
    if table.sources < 1:
        raise RubricError(f"{name}, conversion.sources: at least one network is needed.")
    known = {key for rule in table.criteria for key in type(rule).SAYS}
    if unknown := sorted(table.places.keys() - known):
        raise RubricError(f"{name}, conversion.places: there is no sentence {unknown[0]!r}.")
