"""The code part of an exercise in words: found in a submission, run closed in, judged."""

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import SubmissionError
from grader.evidence import Frame, Raised, RunEvidence, Source
from grader.exercise import Exercise
from grader.options import Options
from grader.pipeline.graded import Graded
from grader.result import Result, total
from grader.rubric.conversion import ConversionTable
from grader.submission import Answer, read_answer
from grader.submission.source import describe, parse

if TYPE_CHECKING:
    from grader.collect.conversion import Converted
    from grader.criteria.conversion import Case, ConversionEvidence


class Code(msgspec.Struct, frozen=True):
    """Code for the exercise: its answer, and its tree or the line that Python cannot read."""

    answer: Answer
    tree: ast.Module | None
    fault: Raised | None = None


def code_of(path: Path, exercise: Exercise, function: str) -> Code | None:
    """The code of a submission that defines `function`; None where it was not handed in.

    A function whose body is still the stub's was not handed in either. A file of the exercise's
    own name with other functions was meant as code.

    Raises:
        SubmissionError: the file that was named cannot be read.
    """
    try:
        answer = read_answer(path, exercise.number, exercise.name)
    except SubmissionError:
        return None  # the reader of words then says what was looked for
    try:
        tree = parse(answer)
    except SyntaxError as error:
        if f"def {function}" not in answer.code:
            return None
        frames = (Frame(error.lineno, ""),) if error.lineno else ()
        return Code(answer, None, Raised("import", "syntax", "SyntaxError", error.msg, frames))
    is_own = answer.name == f"{exercise.name}.py" and not answer.cell_ends
    return Code(answer, tree) if _is_there(tree, function, is_own=is_own) else None


def judged_code(code: Code, exercise: Exercise, table: ConversionTable, options: Options) -> Graded:
    """Run the function and judge what it made.

    Raises:
        GraderError: the grader itself could not do its work.
    """
    from grader.collect.conversion import AskedConversion, collect_conversion
    from grader.criteria.conversion import ConversionEvidence

    if code.tree is None:
        source = Source(code.answer.shown, cell_ends=code.answer.cell_ends)
        end = code.fault or Raised("import", "syntax", "SyntaxError", "", ())
        evidence = ConversionEvidence(source, RunEvidence(end), ())
        return Graded(_result(evidence, exercise, table))
    source = describe(code.answer, code.tree, exercise.common.old_names)
    asked = AskedConversion(answer=code.answer, source=source, table=table, options=options)
    collected = collect_conversion(asked)
    result = _result(collected.evidence, exercise, table)
    return Graded(result, collected.device, aside=_aside(collected, table))


def _is_there(tree: ast.Module, function: str, *, is_own: bool) -> bool:
    """Whether a module gives the function a body, or at least means to."""
    names = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if node.name == function:
                    return not _is_blank(node)
                names.add(node.name)
            case ast.Assign(targets=[ast.Name(name)]) if name == function:
                return True
            case ast.ImportFrom(names=aliases):
                if any(function in {alias.name, alias.asname} for alias in aliases):
                    return True
    return is_own and bool(names)


def _is_blank(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether nothing is done in a body: a docstring, `pass`, `...`, or "not implemented"."""
    for part in node.body:
        match part:
            case ast.Pass() | ast.Expr(ast.Constant()):
                continue
            case ast.Raise(ast.Name("NotImplementedError")):
                continue
            case ast.Raise(ast.Call(func=ast.Name("NotImplementedError"))):
                continue
        return False
    return True


def _result(evidence: "ConversionEvidence", exercise: Exercise, table: ConversionTable) -> Result:
    from grader.criteria.conversion import judge_conversion

    rows = judge_conversion(evidence, table, exercise.common)
    return total(exercise.heading, rows, feedback=_notes(evidence, table))


def _notes(evidence: "ConversionEvidence", table: ConversionTable) -> tuple[str, ...]:
    """What the reader has to know beside the criteria: whose outputs, and old interfaces."""
    from grader.criteria.ends import other_old_calls

    notes = [*other_old_calls(evidence.run, evidence.source)]
    if own := next((case.made for case in evidence.cases if _is_own(case)), None):
        notes.append(table.own_layers.format_map({"why": own.why_no_graph}))
    return tuple(notes)


def _is_own(case: "Case") -> bool:
    return case.made is not None and case.made.graph is None


def _aside(collected: "Converted", table: ConversionTable) -> tuple[str, ...]:
    """How much the sliding network saves: measured anew each time, so it is only shown."""
    read = collected.read
    if read is None:
        return ()
    columns, rows = read.positions
    speeds = {"batch": read.batch, "single": read.single}
    # Two digits are all that a few calls can tell.
    told = {name: f"{float(f'{value:.2g}'):g}" for name, value in speeds.items()}
    values = {"columns": columns, "rows": rows, "crops": columns * rows, **told}
    return (table.read_at_once.format_map(values),)
