"""Criteria on training: sound compilation, training that works, accuracy on test pictures."""

import math
from typing import TYPE_CHECKING, Any

from grader.criteria.ends import explain
from grader.criteria.form import parameter_counts
from grader.criteria.statistics import as_shares, wilson_interval
from grader.evidence import Built, Compiled, Finished, ModelEvidence, NotTrained, TestSet, Trained
from grader.result import CriterionResult
from grader.rubric import (
    AccuracyRule,
    Common,
    CompiledRule,
    Level,
    TrainsRule,
)

if TYPE_CHECKING:
    import numpy as np

_MOST_WRONG = 3

_AGREEMENT: dict[tuple[str, bool], str] = {
    ("softmax", False): "ok",
    ("linear", True): "ok",
    ("softmax", True): "softmax_from_logits",
    ("linear", False): "logits_as_probabilities",
    **{("sigmoid", logits): "sigmoid" for logits in (False, True)},
    **{
        (squashing, logits): "squashed"
        for squashing in ("relu", "relu6", "tanh", "elu", "selu", "gelu", "softplus")
        for logits in (False, True)
    },
}
"""Last activation and `from_logits` -> the sentence that applies."""


def compiled(evidence: ModelEvidence, rule: CompiledRule, _common: Common) -> CriterionResult:
    """Loss, labels and last activation agree."""
    built, source = evidence.run.built, evidence.source
    if built is None:
        return rule.unmeasured(rule.say("no_model"))
    if built.compiled is None:
        return rule.result(0.0, rule.say("not_compiled"))
    # The learner's own code may turn the labels into one-hot rows first.
    own_labels = {"train", "preprocess"} & set(source.functions) or (
        "build_model" not in source.functions
    )
    key, score = _soundness(built, built.compiled, rule, own_labels=bool(own_labels))
    call = "compile" if key in {"one_hot_loss", "loss"} else "Dense"
    lines = source.calls.get(call, ())
    place = f"{source.place(lines[-1])}  " if lines and score < 1 else ""
    text = rule.say(
        key,
        place=place,
        loss=built.compiled.loss,
        optimizer=built.compiled.optimizer,
        activation=built.last_activation,
    )
    return rule.result(score, text, loss=built.compiled.loss, optimizer=built.compiled.optimizer)


def trains(evidence: ModelEvidence, rule: TrainsRule, common: Common) -> CriterionResult:
    """Weights change, stay finite, and what was learnt is more than guessing."""
    run = evidence.run
    if run.built is None:
        return rule.unmeasured(rule.say("no_model"))
    if isinstance(run.end, NotTrained):
        return rule.unmeasured(rule.say("not_trained"))
    if not isinstance(run.end, Finished) or run.trained is None:
        return rule.result(0.0, explain(run, evidence.source, common))
    key = _training_fault(run.built, run.trained, rule)
    losses = run.trained.history.get("loss", ())
    values = {
        "epochs": run.trained.epochs,
        "first": _number(losses[0]) if losses else "",
        "last": _number(losses[-1]) if losses else "",
        "rate": _rate(evidence, rule),
    }
    score = 1.0 if key in {"ok", "no_history"} else 0.0
    return rule.result(
        score, rule.say(key, **values), epochs=run.trained.epochs, **ran_on(evidence)
    )


def accuracy(evidence: ModelEvidence, rule: AccuracyRule, _common: Common) -> CriterionResult:
    """Share of test pictures that the trained model gets right, against the rubric's levels."""
    test = evidence.test
    if test is None or evidence.run.trained is None:
        return rule.unmeasured(rule.say("not_measured"))
    threshold = least_of(level_of(rule, "full"), test.data)
    if test.probabilities is None:
        return rule.unmeasured(rule.say("no_rows", why=test.trouble), threshold=threshold)
    if not _finite(test.probabilities):
        return rule.unmeasured(rule.say("not_finite"), threshold=threshold)
    right = int((test.probabilities.argmax(axis=1) == test.labels).sum())
    measured = {
        "test_accuracy": right / len(test.labels),
        "threshold": threshold,
        "distinction": least_of(level_of(rule, "distinction"), test.data),
        "examples": len(test.labels),
        "interval": [round(end, 6) for end in wilson_interval(right, len(test.labels))],
        "epochs": evidence.run.trained.epochs,
        "data": test.data,
        "predicted_by": test.predicted_by,
        "confidently_wrong": confidently_wrong(test.probabilities, test.labels, rule.names),
        "parameters": parameter_counts(evidence)[0],
    }
    return _placed(rule, test, measured)


def confidently_wrong(
    probabilities: "np.ndarray",
    labels: "np.ndarray",
    names: tuple[str, ...] = (),
    most: int = _MOST_WRONG,
) -> list[dict[str, float | str]]:
    """The wrong predictions with the highest probability.

    Args:
        probabilities: one row a picture, shape (n, classes), finite; logits become probabilities.
        labels: shape (n,), 0..classes-1.
        names: what the classes are called where they are not numbers.
        most: how many are told.
    """
    import numpy as np

    guesses, sure = probabilities.argmax(axis=1), as_shares(probabilities).max(axis=1)
    wrong = np.flatnonzero(guesses != labels)
    order = wrong[np.argsort(-sure[wrong], kind="stable")][:most]
    return [
        {
            "picture": int(place),
            "label": _called(labels[place], names),
            "read_as": _called(guesses[place], names),
            "probability": round(float(sure[place]), 4),
        }
        for place in order
    ]


def _called(label: "np.integer[Any]", names: tuple[str, ...]) -> int | str:
    place = int(label)
    return names[place] if place < len(names) else place


def _finite(values: "np.ndarray") -> bool:
    import numpy as np

    return bool(np.isfinite(values).all())


def _soundness(
    built: Built, given: Compiled, rule: CompiledRule, *, own_labels: bool
) -> tuple[str, float]:
    """Which sentence of the rule applies, and the score."""
    if given.loss in rule.other_losses:
        return "loss", 0.0
    if given.loss in rule.one_hot_losses and not own_labels:
        return "one_hot_loss", 0.0
    if given.loss not in rule.label_losses + rule.one_hot_losses:
        return "own_loss", 1.0
    key = _AGREEMENT.get((built.last_activation, given.from_logits), "own_activation")
    score = {"softmax_from_logits": rule.half, "sigmoid": rule.half}
    return key, score.get(key, 1.0 if key in {"ok", "own_activation"} else 0.0)


def _training_fault(built: Built, trained: Trained, rule: TrainsRule) -> str:
    """Which sentence of the rule applies to a training that came to its end."""
    losses = trained.history.get("loss", ())
    if not trained.weights_changed:
        return "untrained"
    if not trained.finite or (losses and losses[-1] is None):
        return "not_finite"
    if not losses:
        return "no_history"
    classes = (built.output_shape or (10,))[-1] or 10
    guessing = math.log(max(2, classes))
    reached = next((v for k, v in sorted(trained.history.items()) if k.endswith("accuracy")), ())
    if reached and reached[-1] is not None:
        return "ok" if reached[-1] > rule.chance_factor / classes else "stuck"
    return "stuck" if (losses[-1] or 0.0) > (1 - rule.stuck_share) * guessing else "ok"


def _number(value: float | None) -> str:
    return "nan" if value is None else f"{value:.3f}"


def ran_on(evidence: ModelEvidence) -> dict[str, Any]:
    """Device, threads and versions of the training process; threads change trained weights."""
    machine = evidence.run.machine
    if machine is None:
        return {}
    return {"device": machine.device, "threads": machine.threads, **machine.versions}


def _rate(evidence: ModelEvidence, rule: TrainsRule) -> str:
    """The learning rate in words where it is the likely cause, with its line."""
    built = evidence.run.built
    rate = built.compiled.learning_rate if built and built.compiled else None
    if rate is None or rule.usual_rates[0] <= rate <= rule.usual_rates[1]:
        return ""
    size = "small" if rate < rule.usual_rates[0] else "large"
    lines = evidence.source.calls.get("compile", ())
    where = f" ({evidence.source.place(lines[-1])})" if lines else ""
    return f" The learning rate{where} is {rate:g}, which is very {size}."


def level_of(rule: AccuracyRule, name: str) -> Level:
    """The level of that name."""
    return next(level for level in rule.levels if level.name == name)


def least_of(level: Level, data: str) -> float:
    """The accuracy that a level asks for on these data, "full" or "sample"."""
    return level.at_least if data == "full" else level.at_least_sample


def _placed(rule: AccuracyRule, test: TestSet, measured: dict[str, Any]) -> CriterionResult:
    """The result for a measured accuracy."""
    share, threshold = measured["test_accuracy"], measured["threshold"]
    low, high = measured["interval"]
    words = {
        "accuracy": share,
        "low": low,
        "high": high,
        "threshold": threshold,
        "examples": measured["examples"],
    }
    if drop := _moved_drop(test, share, rule):
        text = rule.say("moved", moved=share - drop, **words)
        return rule.result(0.0, text, "needs_review", **measured)
    level = next((level for level in rule.levels if share >= least_of(level, test.data)), None)
    text = rule.say("ok", **words)
    if share >= threshold and level is not None:
        key = "reached" if low >= threshold else "close_above"
        tail = rule.say(key, level=level.name, **words)
        return rule.result(
            level.score, f"{text} {tail}".strip(), "passed", level=level.name, **measured
        )
    if high >= threshold:
        text = f"{text} {rule.say('close', **words)}"
        return rule.result(rule.close_score, text, "passed", level="close", **measured)
    if level is not None:
        text = f"{text} {rule.say('part', level=level.name, **words)}"
        return rule.result(level.score, text, "partial", level=level.name, **measured)
    return rule.result(0.0, f"{text} {rule.say('low', **words)}", "failed", **measured)


def _moved_drop(test: TestSet, share: float, rule: AccuracyRule) -> float:
    """How much worse a model is on slightly moved copies; 0 where that is nothing unusual."""
    if test.moved is None or test.moved_labels is None:
        return 0.0
    moved = float((test.moved.argmax(axis=1) == test.moved_labels).mean())
    return share - moved if share - moved > rule.moved_drop else 0.0
