"""A network on the screen: one line a layer, then what it takes altogether."""

import re
from collections.abc import Callable
from typing import Literal

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.criteria.architecture import Row
from grader.criteria.memory import keeps
from grader.pipeline.inspect import Inspected
from grader.report.xray_figures import (
    NONE,
    centres,
    exact,
    megabytes,
    name_words,
    sees,
    shape_words,
    short,
    strides,
)

_NARROWEST = 8


class Column(msgspec.Struct, frozen=True):
    """One column: its heading, its words for a row, and the narrowest screen that shows it."""

    heading: str
    words: Callable[[Inspected, Row], str]
    from_width: int = 0
    is_text: bool = False


def show_xray(console: Console, seen: Inspected) -> None:
    """Print a network: heading, table, totals, notes."""
    console.print()
    console.print(Text(heading(seen), style="bold"))
    console.print()
    console.print(_table(seen, console.width))
    console.print()
    for name, size, parts in totals(seen):
        console.print(Text(f"{name}: {size}\n  {parts}"))
    for note in seen.notes:
        console.print(Text(f"Note: {note}"))


def heading(seen: Inspected) -> str:
    """Name, layers, parameters and multiply-adds on one line."""
    found = seen.architecture
    least = "" if found.parameters_known else "at least "
    total = found.trainable + found.frozen
    layers = sum(row.kind != "InputLayer" for row in found.rows)
    parts = [
        f"{name_words(seen.title)} · {layers} layers",
        f"{least}{total:,} parameters ({found.trainable:,} trainable)"
        if total or found.parameters_known
        else "parameters unknown",
    ]
    if found.multiply_adds is not None:
        parts.append(f"{short(found.multiply_adds)} multiply-adds a picture")
    return ", ".join(parts)


def totals(seen: Inspected) -> tuple[tuple[str, str, str], ...]:
    """What inference and training take: name, size with unit, and what it is made of."""
    needs = seen.memory
    weights = f"parameters {megabytes(needs.parameters)}"
    training = f"{weights} + all maps {megabytes(needs.maps)}"
    training += f" + gradients {megabytes(needs.gradients)} + Adam {megabytes(needs.slots)}"
    live = f"{weights} + maps needed at once {megabytes(needs.live)}"
    return (
        (f"inference, batch {seen.batch:,}", f"{megabytes(needs.inference)} MB", live),
        (f"training, batch {seen.batch:,}", f"{megabytes(needs.training)} MB", training),
    )


def label(seen: Inspected, row: Row) -> str:
    """A layer's name, or its kind where Keras made the name of it: “Conv2D” for “conv2d_3”."""
    name = name_words(seen.name(row))
    plain = re.sub(r"_\d+$", "", name).replace("_", "")
    return name_words(row.kind) if plain == row.kind.lower() else name


def parameter_words(seen: Inspected, row: Row) -> str:
    """A layer's parameters; those of a shared layer stand where it is used first."""
    if row.trainable is None or row.frozen is None:
        return exact(None)
    if row.shared and seen.first_use(row).parameters:
        return "shared"
    return exact(row.parameters) if row.parameters else NONE


def map_words(seen: Inspected, row: Row) -> str:
    """A layer's map in MB; one that only looks at the map below stores nothing."""
    return megabytes(seen.map_bytes(row)) if keeps(row) else NONE


COLUMNS = (
    Column("layer", label, is_text=True),
    Column("kind", lambda _, row: name_words(row.kind), from_width=110, is_text=True),
    Column("output", lambda _, row: shape_words(row.shape)),
    Column("parameters", parameter_words),
    Column("mult-adds", lambda _, row: short(row.multiply_adds)),
    Column("MB", map_words),
    Column("sees", lambda _, row: sees(row.fields)),
    Column("stride", lambda _, row: strides(row.fields), from_width=70),
    Column("centre", lambda _, row: centres(row.fields), from_width=90),
)


def _table(seen: Inspected, width: int) -> Table:
    """All rows; where there is no room, names are cut, never figures."""
    columns = [column for column in COLUMNS if column.from_width <= width]
    rows = [[column.words(seen, row) for column in columns] for row in seen.architecture.rows]
    widths = [
        max(len(column.heading), *(len(row[place]) for row in rows))
        for place, column in enumerate(columns)
    ]
    gap = 2 if width >= 80 else 1
    room = max(_NARROWEST, width - sum(widths[1:]) - gap * len(widths[1:]))
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0))
    for column, wide in zip(columns, (min(widths[0], room), *widths[1:]), strict=True):
        justify: Literal["left", "right"] = "left" if column.is_text else "right"
        table.add_column(
            column.heading, justify=justify, overflow="ellipsis", no_wrap=True, width=wide
        )
    for row in rows:
        table.add_row(*map(Text, row))
    return table
