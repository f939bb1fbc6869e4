"""A reference answer on the screen: whole, or as what differs from the learner's."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.report.terminal import visible

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show_whole(console: Console, name: str, text: str) -> None:
    """Print a file as it is, so that it can be copied."""
    if console.is_terminal:
        console.print(Text(name, style="bold"))
    console.print(Text(text.rstrip("\n")), soft_wrap=True)


def show_diff(console: Console, lines: Sequence[str]) -> None:
    """Print a unified diff; the signs stand first, with colour or without."""
    for line in lines:
        style = "bold" if line.startswith(("+++", "---")) else _COLOURS.get(line[:1], "")
        console.print(Text(visible(line), style=style), soft_wrap=True)
