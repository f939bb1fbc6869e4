import io

import pytest
from inline_snapshot import snapshot
from rich.console import Console

from grader.report.terminal import show
from grader.result import CriterionResult, Heading, Result, Status, total


def row(title: str, status: Status, message: str) -> CriterionResult:
    return CriterionResult(
        id=title,
        title=title,
        status=status,
        score=1.0 if status == "passed" else 0.0,
        points=5.0 if status == "passed" else 0.0,
        max_points=5.0,
        message=message,
    )


RESULT = total(
    Heading(9, "A CNN for MNIST"),
    [
        row("builds", "passed", "Sequential, 7 layers"),
        row("compiled soundly", "failed", "ex09_mnist.py:14  " + "The loss expects more. " * 4),
    ],
    feedback=["Next: mend “compiled soundly”, then run it again."],
)


def screen(result: Result, width: int, **settings: bool) -> str:
    out = io.StringIO()
    show(Console(file=out, width=width, highlight=False, **settings), result)  # type: ignore[arg-type]
    return out.getvalue()


def test_a_result_reads_well_at_eighty_columns() -> None:
    assert screen(RESULT, 80) == snapshot("""\

Exercise 9 · A CNN for MNIST                                    PARTIAL  5 of 10

  ✓ builds             Sequential, 7 layers
  ✗ compiled soundly   ex09_mnist.py:14  The loss expects more. The loss expects
                       more. The loss expects more. The loss expects more.

Next: mend “compiled soundly”, then run it again.
""")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert all(len(line) <= width for line in screen(RESULT, width).splitlines())


def test_colour_is_never_the_only_sign() -> None:
    coloured = screen(RESULT, 80, force_terminal=True)
    assert "\x1b[" in coloured
    assert "✗" in screen(RESULT, 80)
    assert "\x1b[" not in screen(RESULT, 80)


def test_markup_of_a_learner_is_shown_as_it_is() -> None:
    result = total(Heading(9, "x"), [row("builds", "failed", "[red]x[/red] [link=a]b")])
    assert "[red]x[/red] [link=a]b" in screen(result, 80)
