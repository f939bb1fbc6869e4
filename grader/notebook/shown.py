"""What a check gives back: a page in a notebook, text anywhere else."""

import io
from collections.abc import Container
from typing import Any

import msgspec

from grader.result import Result

WIDTH = 80
"""Columns of the text."""


class Checked(msgspec.Struct, frozen=True):
    """A result that shows itself; true when the exercise is passed.

    `aside` are lines that are shown and belong to no result.
    """

    result: Result
    aside: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the exercise is passed."""
        return self.result.status == "passed"

    def __repr__(self) -> str:
        """The report as the command line prints it."""
        from rich.console import Console

        from grader.report.terminal import show

        screen = io.StringIO()
        # In a kernel rich would show each line by itself, as a page of its own.
        console = Console(
            file=screen,
            width=WIDTH,
            highlight=False,
            color_system=None,
            force_terminal=False,
            force_jupyter=False,
        )
        show(console, self.result, self.aside)
        return "\n".join(line.rstrip() for line in screen.getvalue().strip("\n").splitlines())

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The report as a part of a page."""
        from grader.notebook.html import page

        return page(self.result, self.aside)

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, Any]:
        """Both forms, for those who choose themselves."""
        forms = {"text/plain": self.__repr__, "text/html": self._repr_html_}
        return {
            kind: form()
            for kind, form in forms.items()
            if (not include or kind in include) and (not exclude or kind not in exclude)
        }
