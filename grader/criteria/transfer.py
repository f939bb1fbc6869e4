"""Criteria on transfer learning: base, preprocessing, freezing, fine-tuning."""

from typing import Any

import msgspec

from grader.criteria.base import base_layers, changed_layers, known_base, moved_statistics
from grader.criteria.ends import explain
from grader.evidence import Fit, Inputs, LayerGraph, ModelEvidence, Weights
from grader.result import CriterionResult
from grader.rubric import (
    Base,
    BatchNormRule,
    Common,
    FrozenRule,
    PreprocessingRule,
    PretrainedRule,
    RateRule,
    RecompiledRule,
)

_PASSED_OVER = frozenset(
    {
        *("InputLayer", "Identity", "Dropout", "RandomFlip", "RandomRotation", "RandomZoom"),
        *("RandomTranslation", "RandomContrast", "Resizing", "ZeroPadding2D"),
    }
)
_ROUNDING = 0.02


def pretrained(evidence: ModelEvidence, rule: PretrainedRule, common: Common) -> CriterionResult:
    """The model holds a base that was trained before."""
    built, transfer = evidence.run.built, evidence.transfer
    if built is None:
        return rule.unmeasured(rule.say("no_model"))
    if built.graph is None or transfer is None or transfer.before is None:
        return rule.unmeasured(rule.say("own_layers", why=built.why_no_graph))
    base = base_layers(evidence)
    if not base:
        return rule.result(0.0, rule.say("none", place=_base_place(evidence, common)))
    known = known_base(built.graph, transfer.before, base, common.bases)
    name = known[0] if known else ""
    text = rule.say("ok" if name else "unknown", name=name, layers=len(base))
    return rule.result(1.0, text, base=name or "unknown", base_layers=len(base))


def preprocessing(
    evidence: ModelEvidence, rule: PreprocessingRule, common: Common
) -> CriterionResult:
    """Photos reach the base with the values that it was trained with."""
    transfer, built = evidence.transfer, evidence.run.built
    if transfer is not None and transfer.end is not None:
        ended = msgspec.structs.replace(evidence.run, end=transfer.end)
        return rule.result(0.0, rule.say("fault", why=explain(ended, evidence.source, common)))
    if built is None or transfer is None or transfer.inputs is None:
        return rule.unmeasured(rule.say("not_looked_at"))
    wanted = _wanted(evidence, common)
    if wanted is None:
        return rule.unmeasured(rule.say("no_base"))
    low, high = _at_base(transfer.inputs, built.graph)
    key = _range_fault(low, high, wanted)
    if key == "ok" and not transfer.inputs.repeatable:
        key = "random"
    score = {"ok": 1.0, "unit": rule.half, "random": rule.half, "other": rule.half}.get(key, 0.0)
    text = rule.say(
        key,
        place=_place(evidence, "preprocess_input") if key != "ok" else "",
        low=_value(low),
        high=_value(high),
        wanted=wanted.words,
        advice=wanted.advice,
    )
    return rule.result(score, text, low=round(low, 4), high=round(high, 4), wanted=wanted.words)


def frozen(evidence: ModelEvidence, rule: FrozenRule, _common: Common) -> CriterionResult:
    """The base is frozen in the first training."""
    treated = _treated(evidence)
    if isinstance(treated, str):
        return rule.unmeasured(rule.say(treated))
    base, fits = treated
    if not fits:
        return rule.unmeasured(rule.say("unseen"))
    # A first training of new layers alone, on features, leaves the base as it is, too.
    share = len(base.intersection(fits[0].trainable)) / len(base)
    key = "ok" if share == 0 else "partly" if share <= rule.half else "not_frozen"
    score = {"ok": 1.0, "partly": rule.half}.get(key, 0.0)
    place = "" if key == "ok" else _place(evidence, "compile")
    return rule.result(score, rule.say(key, place=place, layers=len(base)))


def batch_norm(evidence: ModelEvidence, rule: BatchNormRule, _common: Common) -> CriterionResult:
    """The statistics of the base's BatchNormalization layers stay what they were."""
    treated = _treated(evidence)
    if isinstance(treated, str):
        return rule.unmeasured(rule.say(treated))
    base, _ = treated
    weights = _both_weights(evidence)
    if weights is None:
        return rule.unmeasured(rule.say("other_model"))
    before, after, graph = weights
    moved, norms = moved_statistics(graph, before, after, base)
    if moved:
        place = _place(evidence, "fit")
        return rule.result(0.0, rule.say("moved", place=place, moved=moved, norms=norms))
    unfrozen = changed_layers(before, after, base) > 0
    return rule.result(1.0, rule.say("ok" if unfrozen else "never_unfrozen", norms=norms))


def rate(evidence: ModelEvidence, rule: RateRule, _common: Common) -> CriterionResult:
    """The learning rate is small in every training that changes the base."""
    treated = _treated(evidence)
    if isinstance(treated, str):
        return rule.unmeasured(rule.say(treated))
    base, fits = treated
    if not fits:
        return rule.unmeasured(rule.say("unseen"))
    rates = [
        (fit.learning_rate / rule.at_most.get(fit.optimizer, rule.otherwise), fit)
        for fit in fits
        if fit.learning_rate is not None and not fit.stale and base.intersection(fit.trainable)
    ]
    if not rates:
        return rule.result(1.0, rule.say("never_unfrozen"))
    times, worst = max(rates, key=lambda one: one[0])
    values: dict[str, Any] = {
        "optimizer": worst.optimizer,
        "rate": f"{worst.learning_rate:g}",
        "at_most": f"{rule.at_most.get(worst.optimizer, rule.otherwise):g}",
    }
    if times > 1:
        place = _place(evidence, "compile")
        return rule.result(0.0, rule.say("large", place=place, **values), **values)
    return rule.result(1.0, rule.say("ok", **values), **values)


def recompiled(evidence: ModelEvidence, rule: RecompiledRule, _common: Common) -> CriterionResult:
    """No change of `trainable` was left without effect for want of compiling."""
    trained = evidence.run.trained
    if trained is None:
        return rule.unmeasured(rule.say("not_trained"))
    if any(fit.stale for fit in trained.fits):
        return rule.result(0.0, rule.say("stale", place=_place(evidence, "fit")))
    return rule.result(1.0, rule.say("ok"))


def _treated(evidence: ModelEvidence) -> tuple[frozenset[int], tuple[Fit, ...]] | str:
    """The base and every training; or the sentence that says why nothing can be said of them."""
    base, trained = base_layers(evidence), evidence.run.trained
    if trained is None:
        return "not_trained"
    return (base, trained.fits) if base else "no_base"


def _both_weights(evidence: ModelEvidence) -> tuple[Weights, Weights, LayerGraph] | None:
    """Weights before and after training, and the graph of both; None where they are of two."""
    built, trained, transfer = evidence.run.built, evidence.run.trained, evidence.transfer
    if built is None or built.graph is None or trained is None or trained.graph is None:
        return None
    if transfer is None or transfer.before is None or transfer.after is None:
        return None
    same = _network(built.graph) == _network(trained.graph)
    return (transfer.before, transfer.after, built.graph) if same else None


def _network(graph: LayerGraph) -> list[object]:
    """What two graphs of one network have in common, whatever is trainable."""
    layers = [(layer.kind, layer.config, layer.weights) for layer in graph.layers]
    return [*layers, graph.calls, graph.output]


def _wanted(evidence: ModelEvidence, common: Common) -> Base | None:
    """What the base wants: known by its weights, else by the name that the code calls."""
    built, transfer = evidence.run.built, evidence.transfer
    if built and built.graph and transfer and transfer.before:
        base = base_layers(evidence)
        if known := known_base(built.graph, transfer.before, base, common.bases):
            return known[1]
    named = _named(evidence, common)
    return named[1] if named else None


def _named(evidence: ModelEvidence, common: Common) -> tuple[str, Base] | None:
    """The network of `keras.applications` that the code calls, and what it wants."""
    calls = evidence.source.calls
    pairs = [(name, one) for one in common.bases for name in one.names if name in calls]
    return max(pairs, key=lambda pair: calls[pair[0]][-1], default=None)


def _at_base(inputs: Inputs, graph: LayerGraph | None) -> tuple[float, float]:
    """Lowest and highest value behind the `Rescaling` layers at the start of the model."""
    low, high = inputs.low, inputs.high
    for layer in graph.layers if graph else ():
        if layer.kind == "Rescaling":
            scale, offset = layer.config.get("scale", 1.0), layer.config.get("offset", 0.0)
            if not isinstance(scale, int | float) or not isinstance(offset, int | float):
                break
            ends = (low * scale + offset, high * scale + offset)
            low, high = min(ends), max(ends)
        elif layer.kind not in _PASSED_OVER:
            break
    return low, high


def _range_fault(low: float, high: float, wanted: Base) -> str:
    """Which sentence of the rule applies to values from `low` to `high`."""
    if _within(low, wanted.low) and _within(high, wanted.high):
        return "ok"
    if _within(low, (0.0, 0.5)) and _within(high, (0.5, 1.0)):
        return "unit"
    if _within(low, (0.0, 50.0)) and _within(high, (100.0, 255.0)):
        return "skipped"
    narrow = (wanted.high[1] - wanted.low[0]) / 50
    return "twice" if high - low < narrow else "other"


def _within(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] - _ROUNDING <= value <= ends[1] + _ROUNDING


def _base_place(evidence: ModelEvidence, common: Common) -> str:
    named = _named(evidence, common)
    return _place(evidence, named[0]) if named else ""


def _place(evidence: ModelEvidence, call: str) -> str:
    lines = evidence.source.calls.get(call, ())
    return f"{evidence.source.place(lines[-1])}  " if lines else ""


def _value(value: float) -> str:
    """A value in a sentence, with three digits at most."""
    return f"{value:.3g}"
