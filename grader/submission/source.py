"""What reading Python source tells: where calls stand, which functions there are, what is gone."""

import ast
from collections.abc import Iterator, Sequence

from grader.evidence import OldCall, Source
from grader.rubric import OldName
from grader.submission.answer import Answer
from grader.submission.syntax import parse_code


def parse(answer: Answer) -> ast.Module:
    """The syntax tree of an answer.

    Raises:
        SyntaxError: with the line of the fault.
        SubmissionError: the source is nested too deeply to be read.
    """
    return parse_code(answer.code, answer.shown)


def describe(answer: Answer, tree: ast.Module, old_names: Sequence[OldName]) -> Source:
    """Lines of calls, names of functions, and interfaces that are gone."""
    calls: dict[str, list[int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            calls.setdefault(_last_name(node.func), []).append(node.lineno)
    return Source(
        name=answer.shown,
        calls={name: tuple(sorted(lines)) for name, lines in sorted(calls.items())},
        functions=tuple(n.name for n in tree.body if isinstance(n, ast.FunctionDef)),
        old_calls=tuple(_old_calls(tree, old_names)),
        cell_ends=answer.cell_ends,
    )


def is_untouched(tree: ast.Module, stub: ast.Module) -> bool:
    """Whether an answer is the stub, give or take comments, docstrings and blank lines."""
    return not tree.body or _bare(tree) == _bare(stub)


def _bare(tree: ast.Module) -> str:
    """The tree as text, without docstrings and lone constants."""
    kept = ast.parse(ast.unparse(tree))
    for node in ast.walk(kept):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not _is_constant(part)]  # type: ignore[attr-defined]
    return ast.dump(kept)


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _last_name(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def _old_calls(tree: ast.Module, old_names: Sequence[OldName]) -> Iterator[OldCall]:
    for node in ast.walk(tree):
        for form, name, line in _names(node):
            for old in old_names:
                if _is(old, form, name):
                    yield OldCall(line, name.rpartition(" ")[2], old.says)


def _is(old: OldName, form: str, name: str) -> bool:
    """Whether a name found in the source is an old one; keywords are found as `Call keyword`."""
    match form:
        case "keyword":
            call, _, keyword = name.partition(" ")
            return keyword == old.keyword and call in old.of
        case "attribute":
            return name == old.attribute
    return name == old.module


def _names(node: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Form, name and line of what may be old in one node."""
    match node:
        case ast.Call(func=function, keywords=keywords):
            for keyword in keywords:
                yield "keyword", f"{_last_name(function)} {keyword.arg}", keyword.value.lineno
        case ast.Attribute(attr=name):
            yield "attribute", name, node.lineno
        case ast.ImportFrom(module=str(module), names=names):
            module = module.removeprefix("tensorflow.")
            for name in {module, *(f"{module}.{alias.name}" for alias in names)}:
                yield "module", name, node.lineno
        case ast.Import(names=names):
            for alias in names:
                yield "module", alias.name.removeprefix("tensorflow."), node.lineno
