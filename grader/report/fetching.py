"""Progress of downloads on stderr: a bar in a terminal, a line for each tenth anywhere else."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_TENTHS = 10


class FetchingShown:
    """Shows how far one thing after another is; open while a command runs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=10),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._title = ""
        self._tenth = 0
        self._is_started = False

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
        if self._is_started:
            self._bar.stop()

    def begin(self, title: str) -> None:
        """Begin with the next thing."""
        self._title, self._tenth = title, 0
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        if not self._console.is_terminal:
            self.note(title)

    def note(self, text: str) -> None:
        """Show one line that stays."""
        self._console.print(text, markup=False, highlight=False)

    def bytes(self, done: int, total: int) -> None:
        """Show how far a download is; `total` is 0 where it is not known."""
        of = f" of {total / 1e6:.1f}" if total else ""
        self._show(done, total, f"{done / 1e6:.1f}{of} MB")

    def photos(self, done: int, total: int) -> None:
        """Show how far putting photos in order is."""
        self._show(done, total, f"{done:,} of {total:,} photos" if done else "")

    def _show(self, done: int, total: int, figures: str) -> None:
        if not self._console.is_terminal:
            tenth = done * _TENTHS // total if total else 0
            if tenth > self._tenth:
                self._tenth = tenth
                self.note(f"{self._title}  {figures}")
            return
        if self._task is None:
            self._task = self._bar.add_task(self._title, total=None, figures="")
            self._bar.start()
            self._is_started = True
        self._bar.update(self._task, completed=done, total=total or None, figures=figures)
