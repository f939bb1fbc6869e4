"""Words in Python code: comments, strings that stand alone, printed texts, text constants."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence

from grader.literals import Value, evaluate
from grader.submission.clean import clean
from grader.submission.constants import Constant, constants
from grader.submission.lines import Kind, Line, lines_of

_SAYING = frozenset({"print", "display", "Markdown", "HTML", "Latex", "pprint"})
_ANSWER_NAME = re.compile(
    r"_?(?:my_?)?(?:answers?|ans|solution|sol|response|reply|question|exercise|ex|task|problem|q|a)"
    r"(?:_?to)?_?0*(?P<number>[0-9]{1,2})?_?(?P<letter>[a-h])?(?:_?(?:answer|text|solution))?",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_COMMENT = re.compile(r"#+:? ?")
_CELL_MARK = re.compile(r"%%|!|-\*-")


def words_in(code: str, tree: ast.Module, known: Mapping[str, Value]) -> list[Line]:
    """Words in code, in the order of its lines, a blank line where something else stands between.

    In code that does nothing but say words, a comment may be any heading; beside other code it is
    an aside. Constants called `ANSWER_7` stand under a heading of their own.

    Args:
        code: Python source.
        tree: its syntax tree.
        known: constants that stand before it.
    """
    kind: Kind = "aside" if does_something(tree) else "text"
    known = dict(known)
    blocks = [[line] for line in _comments(code, kind)]
    named = {id(one.node): one for one in constants(tree, known)}
    for statement in tree.body:
        match statement:
            case ast.Expr(value=value):
                text = _said(value, known)
                blocks += [] if text is None else [_dedented(text, statement.lineno, kind)]
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                blocks += _assigned(named.get(id(value)), kind)
    return list(_in_order(blocks))


def does_something(tree: ast.Module) -> bool:
    """Whether there is more in code than words, imports and literals."""
    for statement in tree.body:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                continue
            case ast.Expr(value=value) if _said(value, {}) is not None:
                continue
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if evaluate(value, {}) is not None:
                    continue
        return True
    return False


def comment_text(comment: str) -> str:
    """A comment without its hashes; a line that divides cells is blank."""
    text = _COMMENT.sub("", comment, count=1)
    return "" if _CELL_MARK.match(text) else text


def answer_number(name: str) -> int | None:
    """The exercise that a constant is named for: 0 for `ANSWER`, 7 for `answer_7`, else None.

    >>> [answer_number(name) for name in ("ANSWER", "answer_07", "Q7", "A", "EPOCHS")]
    [0, 7, 7, None, None]
    """
    found = _ANSWER_NAME.fullmatch(name)
    if found is None or (len(name) < 3 and not found["number"]):
        return None
    return int(found["number"] or 0)


def _assigned(one: Constant | None, kind: Kind) -> Iterator[list[Line]]:
    """The text of a constant; beside code it has to be named as an answer or have a few words."""
    if one is None or one.value is None:
        return
    text = clean(str(one.value))
    found = _ANSWER_NAME.fullmatch(one.name)
    if found and found["number"]:
        heading = Line(one.line, f"Exercise {found['number']}{found['letter'] or ''}:")
        yield [heading, *lines_of(text, one.line, "fixed")]
        return
    has_words = kind == "text" or found or len(text[:400].split()) >= _FEWEST_WORDS
    if isinstance(one.value, str) and has_words:
        yield lines_of(text, one.line, "fixed")


def _said(node: ast.expr, known: Mapping[str, Value]) -> str | None:
    """The text of a string, or of a call that shows strings; None for everything else."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values=parts):
            texts = [evaluate(part.value if isinstance(part, ast.FormattedValue) else part, known)
                     for part in parts]  # fmt: skip
            return "".join("…" if text is None else str(text) for text in texts)
        case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=given):
            if name in _SAYING:
                values = [_shown(one, known) for one in given]
                return " ".join(text for text in values if text)
    return None


def _shown(node: ast.expr, known: Mapping[str, Value]) -> str:
    """What one argument of a print shows, where that can be known."""
    value = evaluate(node, known)
    if value is not None:
        return str(value)
    return (_said(node, known) or "") if isinstance(node, ast.JoinedStr | ast.Call) else ""


def _dedented(text: str, line: int, kind: Kind) -> list[Line]:
    """Lines of a string without the indentation that the code gave them."""
    first, *others = clean(text).split("\n")
    margins = [len(one) - len(one.lstrip()) for one in others if one.strip()]
    margin = min(margins, default=0)
    return lines_of("\n".join([first.lstrip(), *(one[margin:] for one in others)]), line, kind)


def _comments(code: str, kind: Kind) -> Iterator[Line]:
    """Comments that stand alone on their lines."""
    if "#" not in code:
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#"):
                yield Line(token.start[0], clean(comment_text(token.string)), kind)
    except (tokenize.TokenError, SyntaxError):
        return


def _in_order(blocks: Sequence[list[Line]]) -> Iterator[Line]:
    last = 0
    for block in sorted(blocks, key=lambda block: block[0].at):
        if block[0].at > last + 1:
            yield Line(block[0].at, "", block[0].kind)
        yield from block
        last = block[-1].at
