"""A result as a part of a page: a table that fits light and dark, narrow and wide, and readers.

All styles are inline, because notebooks strip style sheets; nothing is a script.
"""

import re
from collections.abc import Sequence
from html import escape

from grader.result import CriterionResult, Result, Status

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CELL = "text-align:left;vertical-align:top;padding:.3em .6em;white-space:normal"
_TABLE = "border-collapse:collapse;width:100%;margin:.5em 0;background:transparent;color:inherit"
_ROW = "background:transparent;border-bottom:1px solid rgba(128,128,128,.4)"
_LINE = "margin:.3em 0"

_WORDS: dict[Status, tuple[str, str, str]] = {
    "passed": ("✓", "passed", "#2e9e4f"),
    "partial": ("~", "partial", "#b8860b"),
    "failed": ("✗", "failed", "#d64545"),
    "not_attempted": ("–", "not attempted", "#808080"),
    "needs_review": ("?", "needs review", "#b8860b"),
    "error": ("!", "error", "#d64545"),
}
"""Mark, word and the colour of the bar beside the whole; the word says all that colour says."""

_STATES: dict[str, tuple[str, str]] = {
    "found": ("✓", "found"),
    "partly": ("~", "partly"),
    "unsure": ("~", "unsure"),
    "contradicted": ("!", "look again"),
    "missing": ("?", "asked for"),
}
"""The same for key ideas, whose titles would give away what is to be found."""


def page(result: Result, aside: Sequence[str] = ()) -> str:
    """One result as HTML; all text is escaped.

    Args:
        result: the result.
        aside: lines that are shown and belong to no result.
    """
    mark, word, colour = _WORDS[result.status]
    points = f"{result.points:g} of {result.max_points:g}"
    title = _text(f"Exercise {result.exercise} · {result.title}")
    lines = (*_confidently_wrong(result), *aside, *result.feedback)
    parts = [
        f'<div style="border-left:.3em solid {colour};padding:.1em 0 .1em .8em;max-width:56em;'
        'overflow-x:auto;line-height:1.4">',
        f'<p style="{_LINE}"><strong>{title}</strong> &nbsp; <span style="white-space:nowrap">'
        f'<span aria-hidden="true">{mark}</span> <strong>{word}</strong>, {points} points'
        "</span></p>",
        _table(result, title) if result.criteria else "",
        _map(result),
        *(f'<p style="{_LINE}">{_text(line)}</p>' for line in lines),
        "</div>",
    ]
    return "\n".join(part for part in parts if part)


def _table(result: Result, title: str) -> str:
    heads = "".join(
        f'<th scope="col" style="{_CELL}">{name}</th>'
        for name in ("criterion", "state", "what was found")
    )
    rows = "\n".join(_row(row) for row in result.criteria)
    return (
        f'<table aria-label="{title}" style="{_TABLE}">\n'
        f'<thead><tr style="{_ROW}">{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'
    )


def _row(row: CriterionResult) -> str:
    """One criterion; a key idea has no title, because it would name what is to be found."""
    state = row.evidence.get("state", "")
    mark, word = _STATES.get(state) or _WORDS[row.status][:2]
    title = "idea" if state else row.title
    points = "" if row.score is None else f", {row.points:g} of {row.max_points:g}"
    return (
        f'<tr style="{_ROW}">'
        f'<th scope="row" style="{_CELL};font-weight:normal">{_text(title)}</th>'
        f'<td style="{_CELL}"><span aria-hidden="true">{mark}</span> {word}{points}</td>'
        f'<td style="{_CELL};overflow-wrap:anywhere">{_text(row.message)}</td></tr>'
    )


def _confidently_wrong(result: Result) -> tuple[str, ...]:
    """The wrong predictions of which a model was surest, in a line."""
    for row in result.criteria:
        if shown := row.evidence.get("confidently_wrong"):
            parts = ", ".join(
                f"a {wrong['label']} read as {wrong['read_as']} ({wrong['probability']:.2f})"
                for wrong in shown
            )
            return (f"Most confidently wrong: {parts}",)
    return ()


def _map(result: Result) -> str:
    """What a network read at every place of a picture."""
    shown = next((row.evidence["map"] for row in result.criteria if "map" in row.evidence), None)
    if shown is None:
        return ""
    lines = _text("\n".join(shown))
    return (
        '<pre aria-label="what was read at every place" style="line-height:1.1;'
        f'background:transparent;color:inherit">{lines}</pre>'
    )


def _text(text: str) -> str:
    """A text as HTML shows it, without control codes and lone surrogates."""
    kept = _CONTROL.sub("", text)
    return escape(kept.encode("utf-8", "replace").decode("utf-8"), quote=True)
