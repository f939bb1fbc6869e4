"""What an author sees of a rubric: findings, and agreement with people's marks."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.author.against import Against
from grader.author.agreement import Agreement
from grader.author.check import Finding
from grader.result import Heading

_WORTH_SHOWN = 0.0005


def show_findings(
    console: Console, heading: Heading, found: Sequence[Finding], *, idle: bool
) -> None:
    """Print all findings on one rubric; patterns that match in no example only where asked for."""
    faults = sum(one.kind == "fault" for one in found)
    said = f"{faults} to mend" if faults else "in order"
    if hints := len(found) - faults:
        said += f"; {hints} patterns match in no example" + ("" if idle else " (--idle lists them)")
    console.print(Text(f"Exercise {heading.exercise} · {heading.title}: {said}", "bold"))
    for one in found:
        if one.kind == "hint" and not idle:
            continue
        mark, colour = ("✗", "red") if one.kind == "fault" else ("–", "dim")
        line = Text.assemble("  ", (mark, colour), f" {one.place}: {one.text}")
        console.print(line)


def show_against(console: Console, held: Against | None) -> None:
    """Print how one rubric agrees with people's marks; None where no answer was given."""
    if held is None:
        console.print(Text("  no answers to hold it against", "dim"))
        return
    console.print(Text(f"  {figures(held.all)}"))
    for idea in held.ideas:
        earned = f"earned by {idea.earned}"
        means = f"people gave {_share(idea.mark_with)} with it, {_share(idea.mark_without)} without"
        console.print(Text(f"  {idea.id}: {earned}; {means}"))
    for worth in held.patterns:
        if abs(worth.worth) >= _WORTH_SHOWN:
            verb, colour = ("harms", "red") if worth.worth < 0 else ("helps", "green")
            shown = (
                f" {worth.place}: {worth.text!r}, {worth.changes} marks, RMSE {worth.worth:+.3f}"
            )
            console.print(Text.assemble("    ", (verb, colour), shown))


def figures(all_of_them: Agreement) -> str:
    """One line of figures.

    >>> figures(Agreement(3, 0.9, 0.1, None, 0.0))
    '3 answers: r 0.900, kappa –, RMSE 0.100, more than 0.3 off 0 %'
    """
    return (
        f"{all_of_them.answers} answers: r {_three(all_of_them.r)}, "
        f"kappa {_three(all_of_them.kappa)}, RMSE {all_of_them.rmse:.3f}, "
        f"more than 0.3 off {100 * all_of_them.far:.0f} %"
    )


def _three(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
