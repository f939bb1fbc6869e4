"""What the machine can do, as lines: a sign and words each, commands on lines of their own."""

import re
import textwrap
from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.text import Text

from grader.datasets.stock import Stock
from grader.doctor.checks import Report, data
from grader.doctor.said import Finding

MARKS = {
    "good": ("✓", "green"),
    "aside": ("–", "dim"),
    "warning": ("!", "yellow"),
    "bad": ("✗", "red"),
}
"""The sign of each kind of finding and its colour."""

_LEAST_TITLE = 10
_LEAST_WIDTH = 20


def show_report(console: Console, report: Report) -> None:
    """Print all findings, and what that comes to."""
    show_findings(console, report.findings)
    console.print()
    console.print(Text(_verdict(report)))


def show_stock(console: Console, items: Sequence[Stock], cache: str) -> None:
    """Print where data and weights are, and where new ones go."""
    show_findings(console, [data(item) for item in items])
    console.print()
    console.print(Text(f"What is fetched or imported goes to\n{cache}"), soft_wrap=True)


def stock_json(items: Sequence[Stock], cache: str) -> str:
    """The same as one JSON object."""
    return msgspec.json.encode({"data": list(items), "cache": cache}).decode()


def report_json(report: Report) -> str:
    """All findings as one JSON object."""
    return msgspec.json.encode(report).decode()


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print a line each; what does not fit goes on below, a command is never broken."""
    width = max([_LEAST_TITLE, *(len(one.title) for one in findings)])
    for one in findings:
        mark, colour = MARKS[one.mark]
        indent = " " * (width + 6)
        room = max(_LEAST_WIDTH, console.width - len(indent))
        first, *rest = textwrap.wrap(one.text, room, break_on_hyphens=False) or [""]
        console.print(
            Text.assemble("  ", (mark, colour), f" {one.title:<{width}}  {first}"), soft_wrap=True
        )
        for line in [*rest, *broken(one.path, room)]:
            console.print(Text(indent + line), soft_wrap=True)
        if one.command:
            console.print(Text(f"{indent}{one.command}", style="bold"), soft_wrap=True)


def broken(path: str, width: int) -> list[str]:
    """A path in lines, broken behind a slash where it can be.

    >>> broken("/home/me/data/mnist.npz", 12)
    ['/home/me/', 'data/', 'mnist.npz']
    """
    lines = [""]
    for part in re.findall(r"[^/]*/|[^/]+$", path):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return [line for line in lines if line]


def _verdict(report: Report) -> str:
    if report.ok:
        return "Exercise 9 can be graded here."
    wrong = ", ".join(one.title for one in report.findings if one.mark == "bad")
    return f"Exercise 9 cannot be graded here. Mend first: {wrong}."
