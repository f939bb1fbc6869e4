"""Criteria on a model's form: it builds, is convolutional, fits the data, and is small enough."""

from grader.criteria.ends import explain
from grader.criteria.statistics import falling
from grader.evidence import Built, ModelEvidence
from grader.result import CriterionResult
from grader.rubric import (
    Common,
    ConvolutionalRule,
    FitsRule,
    ModelRule,
    ParametersRule,
)


def model(evidence: ModelEvidence, rule: ModelRule, common: Common) -> CriterionResult:
    """The answer gives a model; its parameters are those counted by the measuring process."""
    run, built = evidence.run, evidence.run.built
    if built is None:
        return rule.result(0.0, explain(run, evidence.source, common))
    total, trainable = parameter_counts(evidence)
    key = "ok" if built.graph is not None else "own_layers"
    text = rule.say(
        key,
        kind=built.kind,
        layers=len(layer_kinds(evidence)),
        parameters=total,
        trainable=trainable,
        why=built.why_no_graph,
    )
    return rule.result(
        1.0,
        text,
        parameters=total,
        trainable_parameters=trainable,
        layers=len(layer_kinds(evidence)),
        counted_by="measuring process" if run.counted else "learner's process",
    )


def convolutional(
    evidence: ModelEvidence, rule: ConvolutionalRule, _common: Common
) -> CriterionResult:
    """Enough convolutional layers before the head."""
    if evidence.run.built is None:
        return rule.unmeasured(rule.say("no_model"))
    found = [kind for kind in layer_kinds(evidence) if kind in rule.kinds]
    kinds = " and ".join(sorted(set(found)))
    if len(found) >= rule.at_least:
        text = rule.say("ok", found=len(found), kinds=kinds)
        return rule.result(1.0, text, convolutions=len(found))
    text = rule.say("few" if found else "none", found=len(found), at_least=rule.at_least)
    return rule.result(0.0, text, convolutions=len(found))


def fits(evidence: ModelEvidence, rule: FitsRule, _common: Common) -> CriterionResult:
    """Input takes the pictures; output is one number a class."""
    built = evidence.run.built
    if built is None:
        return rule.unmeasured(rule.say("no_model"))
    key, score = _fit(built, rule)
    place = _place(evidence, "Input" if key == "input" else "Dense")
    return rule.result(
        score,
        rule.say(
            key,
            place="" if score == 1 else place,
            input=_shape(built.input_shape),
            output=_shape(built.output_shape),
            classes=rule.classes,
            units=(built.output_shape or (0,))[-1],
        ),
    )


def parameters(evidence: ModelEvidence, rule: ParametersRule, _common: Common) -> CriterionResult:
    """Full marks up to `rule.at_most` trainable parameters, none from `rule.none_above`."""
    if evidence.run.built is None:
        return rule.unmeasured(rule.say("no_model"))
    total, trainable = parameter_counts(evidence)
    score = falling(trainable, full=rule.at_most, none=rule.none_above)
    text = rule.say(
        "ok" if score == 1 else "many",
        parameters=trainable,
        at_most=rule.at_most,
        chapter=rule.chapter,
    )
    return rule.result(
        score, text, parameters=total, trainable_parameters=trainable, at_most=rule.at_most
    )


def parameter_counts(evidence: ModelEvidence) -> tuple[int, int]:
    """All and trainable parameters: measured where the model was rebuilt, else as claimed."""
    if counted := evidence.run.counted:
        return counted.parameters, counted.trainable
    built = evidence.run.built
    return (built.parameters, built.trainable_parameters) if built else (0, 0)


def layer_kinds(evidence: ModelEvidence) -> tuple[str, ...]:
    """Class names of all layers but the input: measured where the model was rebuilt."""
    if counted := evidence.run.counted:
        kinds = tuple(layer.kind for layer in counted.layers)
    else:
        kinds = evidence.run.built.layer_kinds if evidence.run.built else ()
    return tuple(kind for kind in kinds if kind != "InputLayer")


def _fit(built: Built, rule: FitsRule) -> tuple[str, float]:
    """Which sentence of the rule applies, and the score."""
    if rule.image_shape and built.input_shape is not None:
        taken = (rule.image_shape, rule.image_shape[:2])
        if not any(_takes(built.input_shape, shape) for shape in taken):
            return "input", 0.0
    output = built.output_shape
    if output is None or output == (rule.classes,):
        return "ok", 1.0
    if len(output) > 1:
        return "no_flatten", 0.0
    if output == (1,):
        return "one_unit", 0.0
    if output[0] is not None and output[0] > rule.classes:
        return "many_classes", rule.half
    return "few_classes", 0.0


def _takes(wanted: tuple[int | None, ...], given: tuple[int, ...]) -> bool:
    return len(wanted) == len(given) and all(
        want in {None, size} for want, size in zip(wanted, given, strict=True)
    )


def _place(evidence: ModelEvidence, call: str) -> str:
    lines = evidence.source.calls.get(call, ())
    return f"{evidence.source.place(lines[-1])}  " if lines else ""


def _shape(shape: tuple[int | None, ...] | None) -> str:
    return "unknown" if shape is None else f"({', '.join(map(str, shape))})"
