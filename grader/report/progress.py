"""Progress of a run on stderr: a bar in a terminal, plain lines anywhere else."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from grader.evidence import Progress as Step

_EVERY_S = 10.0
_FIRST_GUESS_S = 1.0


class ProgressShown:
    """Shows notes, downloads and training; open while a command runs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[figures]}"),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._began = 0.0
        self._told = 0.0
        self._share = 0.0
        self._epoch = 0

    def __enter__(self) -> Self:
        """The open display."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar off the screen."""
        if self._task is not None:
            self._bar.stop()

    def note(self, text: str) -> None:
        """Show one line that stays."""
        self._console.print(text, markup=False, highlight=False)

    def bytes(self, done: int, total: int) -> None:
        """Show how far a download is."""
        if self._console.is_terminal:
            figures = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
            self._show("fetching MNIST", done / max(1, total), figures)

    def stage(self, text: str) -> None:
        """Show what is being done now."""
        if self._console.is_terminal:
            self._show(text, None, "")
        else:
            self.note(text)

    def step(self, step: Step) -> None:
        """Show how far training is."""
        now = time.monotonic()
        share = step_share(step)
        if share < self._share:
            # Another training has begun.
            self._began, self._epoch = now, 0
        self._began, self._share = self._began or now, share
        description = f"training  epoch {step.epoch}/{step.epochs}"
        figures = "  ".join(filter(None, (figures_of(step), left(now - self._began, share))))
        if self._console.is_terminal:
            self._show(description, share, figures)
        elif self._is_news(step, now):
            self.note(f"{description}  {figures}")

    def _is_news(self, step: Step, now: float) -> bool:
        """Whether a plain line is due: an epoch has ended, or nothing was said for a while."""
        ended = step.step >= step.steps and step.epoch != self._epoch
        if not ended and now - self._told < _EVERY_S:
            return False
        self._told = now
        self._epoch = step.epoch if ended else self._epoch
        return True

    def _show(self, description: str, share: float | None, figures: str) -> None:
        if self._task is None:
            self._task = self._bar.add_task("", total=None, figures="")
            self._bar.start()
        self._bar.update(
            self._task,
            description=description,
            completed=share or 0.0,
            total=None if share is None else 1.0,
            figures=figures,
        )


def left(elapsed_s: float, share: float) -> str:
    """Time left in words; empty while it cannot be told, or when nothing is left.

    >>> left(30, 0.25), left(0.1, 0.01), left(30, 1)
    ('1:30 left', '', '')
    """
    if elapsed_s < _FIRST_GUESS_S or not 0 < share < 1:
        return ""
    return f"{clock(elapsed_s * (1 - share) / share)} left"


def step_share(step: Step) -> float:
    """Share of training that is done, 0..1."""
    if not step.epochs or not step.steps:
        return 0.0
    return min(1.0, (step.epoch - 1 + step.step / step.steps) / step.epochs)


def figures_of(step: Step) -> str:
    """Loss and accuracy, where they are numbers."""
    shown = ((name, step.logs.get(name)) for name in ("loss", "accuracy"))
    return "  ".join(f"{name} {value:.4f}" for name, value in shown if value is not None)


def clock(seconds: float) -> str:
    """Minutes and seconds.

    >>> clock(62.4)
    '1:02'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
