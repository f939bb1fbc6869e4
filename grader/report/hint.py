"""A hint on the screen."""

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.result import Status


def show_hint(console: Console, number: int, place: tuple[str, int, int], text: str) -> None:
    """Print one hint and how to go on.

    Args:
        console: where.
        number: the exercise.
        place: what it is about, empty where that would say too much; its step, and how many.
        text: the hint.
    """
    title, step, steps = place
    about = f" on “{title}”" if title else ""
    console.print(Text(f"Hint{f' {step} of {steps}' if steps > 1 else ''}{about}", style="bold"))
    _print_wrapped(console, text)
    console.print()
    more = "Or more" if step < steps else "Or on to the next point"
    console.print(Text(f"Next: cnn-grade exercise {number}. {more}: cnn-grade hint {number}"))


def show_last_words(
    console: Console, number: int, shown: Sequence[tuple[str, str]], status: Status
) -> None:
    """Print that no hint is left, and those that were given.

    Args:
        console: where.
        number: the exercise.
        shown: what each hint was about, and its text.
        status: that of the last attempt.
    """
    if not shown:
        console.print(
            Text("Nothing is missing in your last attempt, so there is nothing to hint at.")
        )
    else:
        console.print(Text("These are all hints on what your last attempt lacked:", style="bold"))
        for _, text in shown:
            _print_wrapped(console, text, "- ")
    console.print()
    reveal = "" if status == "passed" else " --reveal"
    console.print(Text(f"Next, the reference answer: cnn-grade solution {number}{reveal}"))


def _print_wrapped(console: Console, text: str, sign: str = "") -> None:
    first, rest = f"  {sign}", " " * (2 + len(sign))
    console.print(
        Text(textwrap.fill(text, console.width - 2, initial_indent=first, subsequent_indent=rest))
    )
