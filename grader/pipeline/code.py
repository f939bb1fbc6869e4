"""Code is run closed in; what comes back is judged."""

import ast
import time

from grader.criteria import judge
from grader.criteria.quick import as_estimate
from grader.evidence import Frame, ModelEvidence, NotTrained, Raised, RunEvidence, Source
from grader.exercise import Exercise
from grader.options import Options
from grader.pipeline.graded import Graded, next_step, untouched
from grader.result import CriterionResult, Result, total
from grader.rubric import ModelCriterion
from grader.submission import Answer
from grader.submission.source import describe, is_untouched, parse


def grade_code(answer: Answer, exercise: Exercise, options: Options) -> Graded:
    """Run a model answer and judge what it made.

    Raises:
        GraderError: the grader itself could not do its work.
    """
    began = time.monotonic()
    try:
        tree = parse(answer)
    except SyntaxError as error:
        return Graded(_unreadable(answer, error, exercise, began))
    if is_untouched(tree, ast.parse(exercise.stub.read_text(encoding="utf-8"))):
        return Graded(untouched(exercise, answer.shown))
    source = describe(answer, tree, exercise.common.old_names)
    return _grade_model(answer, source, exercise, (options, began))


def _grade_model(
    answer: Answer, source: Source, exercise: Exercise, given: tuple[Options, float]
) -> Graded:
    """Code is run closed in; what comes back is judged."""
    from grader.collect import Asked, collect

    options, began = given
    asked = Asked(
        answer=answer,
        source=source,
        rubric=exercise.model_rubric,
        options=options,
        may_train=lambda run: may_train(run, source, exercise),
    )
    collected = collect(asked)
    rows = judged(collected.evidence, exercise)
    result = total(
        exercise.heading,
        rows,
        feedback=(*collected.notes, *_next(rows, answer, exercise, collected.evidence)),
        seconds=time.monotonic() - began,
    )
    return Graded(result, collected.device, collected.data, seen=collected.seen)


def judged(evidence: ModelEvidence, exercise: Exercise) -> tuple[CriterionResult, ...]:
    """All criteria of an exercise on one piece of evidence."""
    rubric = exercise.model_rubric
    rows = tuple(judge(evidence, rule, exercise.common) for rule in rubric.criteria)
    return as_estimate(rows, evidence, rubric)


def may_train(run: RunEvidence, source: Source, exercise: Exercise) -> bool:
    """Whether training can help: all that is needed for it holds at least in part.

    A free-form script may train other networks before the one that counts, so it always may.
    """
    if "build_model" not in source.functions:
        return True
    evidence = ModelEvidence(source, run)
    return all(
        judge(evidence, rule, exercise.common).status != "failed" for rule in _needed(exercise)
    )


def _needed(exercise: Exercise) -> tuple[ModelCriterion, ...]:
    return tuple(rule for rule in exercise.model_rubric.criteria if rule.needed_to_train)


def _unreadable(answer: Answer, error: SyntaxError, exercise: Exercise, began: float) -> Result:
    """A file that Python cannot read: a result with the line, and no process was started."""
    frames = (Frame(error.lineno, ""),) if error.lineno else ()
    end = Raised("import", "syntax", "SyntaxError", error.msg, frames)
    source = Source(answer.shown, cell_ends=answer.cell_ends)
    rows = judged(ModelEvidence(source, RunEvidence(end)), exercise)
    return total(
        exercise.heading,
        rows,
        feedback=(_step(rows, answer, exercise),),
        seconds=time.monotonic() - began,
    )


def _next(
    rows: tuple[CriterionResult, ...], answer: Answer, exercise: Exercise, evidence: ModelEvidence
) -> tuple[str, ...]:
    """The last lines of a result; a quick look that trained says that it gives no mark."""
    step, quick, look = _step(rows, answer, exercise), exercise.model_rubric.quick, evidence.look
    if quick is None or look is None or isinstance(evidence.run.end, NotTrained):
        return (step,)
    note = quick.say("note", pictures=look.pictures, of=look.of, budget_s=quick.budget_s)
    passed = total(exercise.heading, rows).status == "passed"
    return (note, quick.say("next") if passed else f"{step} {quick.say('also')}")


def _step(rows: tuple[CriterionResult, ...], answer: Answer, exercise: Exercise) -> str:
    return next_step(rows, total(exercise.heading, rows).status, answer.shown, exercise)
