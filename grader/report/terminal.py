"""A result on one screen: verdict first, a line a criterion, the next step last."""

import re
import textwrap
from collections.abc import Callable, Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from grader.result import CriterionResult, GraderInfo, Result, Status
from grader.submission import Piece

MARKS: dict[Status, tuple[str, str]] = {
    "passed": ("✓", "green"),
    "partial": ("~", "yellow"),
    "failed": ("✗", "red"),
    "not_attempted": ("–", "dim"),
    "needs_review": ("?", "yellow"),
    "error": ("!", "red"),
}
"""The sign of each status and its colour."""

_STATES: dict[str, tuple[str, str]] = {
    "found": ("✓", "green"),
    "partly": ("~", "yellow"),
    "unsure": ("~", "yellow"),
    "contradicted": ("!", "yellow"),
    "missing": ("?", "yellow"),
}
"""Marks of key ideas by their state: what is missing is asked for, not held against anybody."""

_VERDICTS: dict[Status, str] = {
    "passed": "PASSED",
    "partial": "PARTIAL",
    "failed": "FAILED",
    "not_attempted": "NOT ATTEMPTED",
    "needs_review": "NEEDS REVIEW",
    "error": "ERROR",
}
_TITLE_WIDTH = 18
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def show(
    console: Console,
    result: Result,
    aside: Sequence[str] = (),
    pictures: Callable[[], None] = lambda: None,
) -> None:
    """Print one result, the next step last.

    Args:
        console: where to.
        result: the result.
        aside: lines that belong to it on the screen alone.
        pictures: shows what else there is, before the last lines.
    """
    console.print()
    console.print(_heading(result, console.width))
    if result.criteria:
        console.print()
        for row in result.criteria:
            console.print(_line(row, console.width))
    console.print()
    if wrong := _confidently_wrong(result):
        console.print(wrong)
    _show_map(console, result, aside)
    pictures()
    for text in result.feedback:
        console.print(Text(_harmless(text)))


def show_pieces(console: Console, pieces: Sequence[Piece]) -> None:
    """Print what was read as the answer, and where."""
    for piece in pieces:
        console.print(Text(f"read from {visible(piece.place)}:", style="dim"))
        for line in visible(piece.text).split("\n"):
            console.print(Text(f"  │ {line}"))


def visible(text: str) -> str:
    r"""A learner's text with control codes written out, so that none of them moves the cursor.

    >>> visible("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(
        one if one == "\n" or one.isprintable() else one.encode("unicode_escape").decode()
        for one in text
    )


def _harmless(text: str) -> str:
    """A message without control codes: it may quote what a learner's process said."""
    return _CONTROL.sub("", text)


def show_info(console: Console, info: GraderInfo) -> None:
    """Print with what the results were made, in one dim line."""
    if info.device:
        data = f"{info.data} data, " if info.data else ""
        parts = f"{info.device}, {data}seed {info.seed}, sandbox {info.sandbox}"
        console.print(Text(f"cnn-grade {info.version}: {parts}", style="dim"))


def _heading(result: Result, width: int) -> RenderableType:
    left = Text(f"Exercise {result.exercise} · {result.title}", style="bold")
    colour = MARKS[result.status][1]
    right = Text(_verdict(result), colour)
    if left.cell_len + right.cell_len + 2 > width:
        return Group(left, right)
    return Text.assemble(left, " " * (width - left.cell_len - right.cell_len), right)


def _verdict(result: Result) -> str:
    """Status and points; those of a quick look are an estimate."""
    points = f"{result.points:g} of {result.max_points:g}"
    looks = [row.evidence for row in result.criteria if row.evidence.get("quick")]
    if not looks:
        return f"{_VERDICTS[result.status]}  {points}"
    if all("projected" in evidence for evidence in looks):
        return f"LIKELY {_VERDICTS[result.status]}  about {points}"
    return "NO VERDICT"


def _line(row: CriterionResult, width: int) -> Text:
    """One criterion: mark, title, and its message in a column of its own.

    A key idea has no title on the screen: it would name what the learner is to find.
    """
    state = row.evidence.get("state", "")
    mark, colour = _STATES.get(state) or MARKS[row.status]
    title = "" if state else f"{row.title:<{_TITLE_WIDTH}} "
    indent = " " * (len(title) + 4)
    message = _harmless(row.message)
    first, *rest = textwrap.wrap(message, max(20, width - len(indent))) or [""]
    head = Text.assemble("  ", (mark, colour), f" {title}{first}")
    return Text("\n").join([head, *(Text(indent + line) for line in rest)])


def _show_map(console: Console, result: Result, aside: Sequence[str]) -> None:
    """What a network read at every place of a picture, cut to the width of the screen."""
    shown = next((row.evidence["map"] for row in result.criteria if "map" in row.evidence), None)
    if shown is None:
        return
    for line in aside:
        console.print(Text(line))
    console.print()
    for line in shown:
        console.print(Text(f"  {line}"[: console.width], style="dim"))
    console.print()


def _confidently_wrong(result: Result) -> Text | None:
    for row in result.criteria:
        if shown := row.evidence.get("confidently_wrong"):
            parts = ", ".join(
                f"a {wrong['label']} read as {wrong['read_as']} ({wrong['probability']:.2f})"
                for wrong in shown
            )
            return Text(f"Most confidently wrong: {parts}")
    return None
