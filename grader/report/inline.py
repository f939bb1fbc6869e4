"""Pictures of a trained model in a terminal that has colours: half blocks, at most 8 rows high."""

from collections.abc import Iterator

import numpy as np
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from grader.collect.seen import Seen, Wrong
from grader.report.inline_images import Protocol, as_image, strip
from grader.report.pictures_curves import Curve, curves

ROWS = 8
_SIDE = 2 * ROWS
_MOST = 4
_GAP = 3
_HEIGHTS = "▁▂▃▄▅▆▇█"
_MOST_EPOCHS = 40


def show_inline(console: Console, seen: Seen, by: Protocol | None = None) -> None:
    """Print learning curves and the most confidently wrong pictures, 80 columns wide.

    Args:
        console: where to.
        seen: the model.
        by: the terminal's own way of showing pictures; half blocks where there is none.
    """
    for curve in curves(seen.history):
        console.print(Text(f"  {curve.title:<9} {spark(curve)}"))
    if not seen.wrong:
        return
    shown = seen.wrong[:_MOST]
    grid = Table.grid(*(Column(width=_SIDE) for _ in shown), padding=(0, _GAP, 0, 0))
    console.print()
    if by is None:
        grid.add_row(*(half_blocks(one.picture) for one in shown))
    else:
        side_by_side = strip([one.picture for one in shown], (_SIDE, ROWS), _GAP)
        console.print(as_image(side_by_side, (len(shown) * (_SIDE + _GAP), ROWS), by))
    grid.add_row(*(Text("\n".join(_words(one))) for one in shown))
    console.print(grid)
    console.print()


def spark(curve: Curve) -> str:
    """A curve as a row of blocks, and its first and last figure.

    >>> spark(Curve("loss", (2.0, 1.0, float("nan"), 0.0), ()))
    '█▅ ▁  2.0000 to 0.0000'
    """
    values = np.array(curve.training[:: -(-len(curve.training) // _MOST_EPOCHS)])
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    low, high = float(known.min()), float(known.max())
    steps = (values - low) / ((high - low) or 1) * (len(_HEIGHTS) - 1)
    blocks = "".join(_HEIGHTS[round(step)] if np.isfinite(step) else " " for step in steps)
    return f"{blocks}  {known[0]:.4f} to {known[-1]:.4f}"


def half_blocks(picture: np.ndarray) -> Text:
    """A picture of 8 rows: each character is two pixels, one above the other.

    Args:
        picture: uint8, shape (height, width) or (height, width, 3).
    """
    from PIL import Image, ImageOps

    # Black at the sides of what is no square.
    whole = Image.fromarray(picture).convert("RGB")
    small = ImageOps.pad(whole, (_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(small).reshape(ROWS, 2, _SIDE, 3)
    lines = (
        Text.assemble(*(("▀", _style(above, below)) for above, below in zip(*pair, strict=True)))
        for pair in pixels
    )
    return Text("\n").join(lines)


def _style(above: np.ndarray, below: np.ndarray) -> Style:
    upper, lower = (Color.from_rgb(*map(int, pixel)) for pixel in (above, below))
    return Style(color=upper, bgcolor=lower)


def _words(one: Wrong) -> Iterator[str]:
    yield f"is {one.label}"
    for thought in one.thoughts:
        yield f"{thought.name} {thought.probability:.2f}"
