"""The one way through: answer -> evidence -> criteria -> result."""

import ast
import time
from pathlib import Path

import msgspec

from grader.criteria import judge
from grader.evidence import Frame, ModelEvidence, Raised, RunEvidence, Source
from grader.exercise import Exercise
from grader.options import Options
from grader.result import CriterionResult, Result, not_attempted, total
from grader.rubric import ModelCriterion
from grader.submission import Answer, read_answer
from grader.submission.source import describe, is_untouched, parse


class Graded(msgspec.Struct, frozen=True):
    """A result, and what it was made on: device and data, empty where nothing was run."""

    result: Result
    device: str = ""
    data: str = ""


def grade_file(path: Path, exercise: Exercise, options: Options) -> Graded:
    """Read the answer to one exercise and grade it.

    Raises:
        GraderError: nothing can be read there, or the grader itself could not do its work.
    """
    began = time.monotonic()
    answer = read_answer(path, exercise.number, exercise.name)
    try:
        tree = parse(answer)
    except SyntaxError as error:
        return Graded(_unreadable(answer, error, exercise, began))
    if is_untouched(tree, ast.parse(exercise.stub.read_text(encoding="utf-8"))):
        return Graded(_not_attempted(answer, exercise))
    source = describe(answer, tree, exercise.common.old_names)
    return _grade_model(answer, source, exercise, (options, began))


def _grade_model(
    answer: Answer, source: Source, exercise: Exercise, given: tuple[Options, float]
) -> Graded:
    """Code is run closed in; what comes back is judged."""
    from grader.collect import collect

    options, began = given
    collected = collect(
        answer, source, exercise, options, lambda run: may_train(run, source, exercise)
    )
    rows = judged(collected.evidence, exercise)
    result = total(
        exercise.heading,
        rows,
        feedback=(*collected.notes, next_step(rows, answer, exercise)),
        seconds=time.monotonic() - began,
    )
    return Graded(result, collected.device, collected.data)


def judged(evidence: ModelEvidence, exercise: Exercise) -> tuple[CriterionResult, ...]:
    """All criteria of an exercise on one piece of evidence."""
    return tuple(judge(evidence, rule, exercise.common) for rule in exercise.rubric.criteria)


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


def next_step(rows: tuple[CriterionResult, ...], answer: Answer, exercise: Exercise) -> str:
    """The last line of a result: what to do now."""
    steps = exercise.rubric.next_step
    status = total(exercise.heading, rows).status
    best = any(row.evidence.get("level") == "distinction" for row in rows)
    key = "distinction" if status == "passed" and best else status
    first = next((row.title for row in rows if row.status in {"failed", "partial"}), "")
    highest = max((row.evidence.get("distinction", 0.0) for row in rows), default=0.0)
    return steps[key].format_map(
        {"first": f"mend “{first}”", "file": answer.shown, "distinction": highest}
    )


def _needed(exercise: Exercise) -> tuple[ModelCriterion, ...]:
    return tuple(rule for rule in exercise.rubric.criteria if rule.needed_to_train)


def _unreadable(answer: Answer, error: SyntaxError, exercise: Exercise, began: float) -> Result:
    """A file that Python cannot read: a result with the line, and no process was started."""
    frames = (Frame(error.lineno, ""),) if error.lineno else ()
    end = Raised("import", "syntax", "SyntaxError", error.msg, frames)
    source = Source(answer.shown, cell_ends=answer.cell_ends)
    rows = judged(ModelEvidence(source, RunEvidence(end)), exercise)
    return total(
        exercise.heading,
        rows,
        feedback=(next_step(rows, answer, exercise),),
        seconds=time.monotonic() - began,
    )


def _not_attempted(answer: Answer, exercise: Exercise) -> Result:
    step = exercise.rubric.next_step["not_attempted"].format_map({"file": answer.shown})
    return not_attempted(exercise.heading, exercise.max_points, (step,))
