"""Where a learner stands, on one screen: a line an exercise, the next step last."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.report.terminal import MARKS
from grader.result import Standing

_WITH_HINTS, _WITH_TIME = 76, 100
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_ELASTIC, _LEAST_TITLE, _GAP = "exercise", 12, 2
_NUMBERS = frozenset({"points", "tries", "hints", "time"})
_COMMAND = "cnn-grade "


class Progress(msgspec.Struct, frozen=True):
    """What `cnn-grade status --json` prints."""

    workspace: str
    passed: int
    exercises: tuple[Standing, ...]


def status_json(workspace: str, standings: Sequence[Standing]) -> str:
    """One JSON object; moments are in UTC."""
    progress = Progress(workspace, _passed(standings), tuple(standings))
    return msgspec.json.format(msgspec.json.encode(progress), indent=2).decode()


def show_status(console: Console, standings: Sequence[Standing], now: datetime) -> None:
    """Print the table, as much of it as the screen has room for, the sums and the next step."""
    rows = [_cells(one, now) for one in standings]
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    for name, width in _widths(rows, console.width).items():
        table.add_column(
            name,
            no_wrap=True,
            overflow="ellipsis",
            justify="right" if name in _NUMBERS else "left",
            width=width,
        )
    for row in rows:
        table.add_row(*(row[name] for name in _columns(console.width)))
    console.print()
    console.print(table)
    console.print()
    console.print(Text(_sums(standings)))
    console.print(Text(_next(standings)))


def _columns(width: int) -> list[str]:
    kept = ["", "exercise", "points", "tries"]
    kept += ["hints"] if width >= _WITH_HINTS else []
    kept += ["time"] if width >= _WITH_TIME else []
    kept += ["changed"] if width >= _WITH_HINTS else []
    return [*kept, "next"]


def _widths(rows: Sequence[dict[str, Text]], room: int) -> dict[str, int]:
    """Each column as wide as its widest cell; titles alone give way on a narrow screen."""
    widths = {
        name: max(len(name), *(row[name].cell_len for row in rows)) for name in _columns(room)
    }
    others = sum(width + _GAP for name, width in widths.items() if name != _ELASTIC)
    widths[_ELASTIC] = max(_LEAST_TITLE, min(widths[_ELASTIC], room - others))
    return widths


def _cells(one: Standing, now: datetime) -> dict[str, Text]:
    sign, colour = MARKS[one.status]
    about = "about " if one.estimated else ""
    points = f"{about}{one.points:g} of {one.max_points:g}" if one.tries else "–"
    return {
        "": Text.assemble((sign, colour), f" {one.exercise:>2}"),
        "exercise": Text(one.title),
        "points": Text(points),
        "tries": Text(str(one.tries or "–")),
        "hints": Text(str(one.hints or "–")),
        "time": Text(duration(one.seconds) if one.tries else "–"),
        "changed": Text(ago(one.changed, now)),
        "next": Text(one.next_step.removeprefix(_COMMAND) or "–"),
    }


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago in a word or two; a clock that was put back makes nothing negative.

    >>> from datetime import UTC
    >>> ago(datetime(2026, 5, 1, 10, 0, tzinfo=UTC), datetime(2026, 5, 1, 12, 5, tzinfo=UTC))
    '2 h ago'
    """
    if moment is None:
        return "–"
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f} min ago"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR:.0f} h ago"
    return f"{seconds // _DAY:.0f} d ago"


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.4), duration(42), duration(200), duration(8000)
    ('0 s', '42 s', '3 min', '2 h 13 min')
    """
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = int(seconds // _MINUTE)
    return f"{minutes} min" if minutes < _MINUTE else f"{minutes // 60} h {minutes % 60} min"


def _passed(standings: Sequence[Standing]) -> int:
    return sum(one.status == "passed" and not one.estimated for one in standings)


def _sums(standings: Sequence[Standing]) -> str:
    tries, hints = (sum(getattr(one, name) for one in standings) for name in ("tries", "hints"))
    points, most = (
        sum(getattr(one, name) for one in standings) for name in ("points", "max_points")
    )
    spent = duration(sum(one.seconds for one in standings))
    return (
        f"{_passed(standings)} of {len(standings)} passed, {points:g} of {most:g} points, "
        f"{tries} {'try' if tries == 1 else 'tries'}, {hints} hint{'s' * (hints != 1)}, "
        f"{spent} of grading"
    )


def _next(standings: Sequence[Standing]) -> str:
    """What was begun goes before what was not."""
    ordered = sorted(standings, key=lambda one: one.tries == 0)
    step = next((one.next_step for one in ordered if one.next_step), "")
    return f"Next: {step}" if step else "All passed. Nothing is left to do here."
