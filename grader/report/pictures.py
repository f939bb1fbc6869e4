"""Pictures of a trained model as PNG bytes; matplotlib is imported only here, and only when asked.

No text of a submission is drawn: names of classes come from the rubric, all else is ours.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.collect.seen import Seen, Wrong
from grader.report.pictures_curves import Curve, curves
from grader.report.pictures_tiles import filter_tiles, map_tiles, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DPI = 144
_TRAINING, _VALIDATION = "#3b6fb6", "#d9822b"

LIGHT: dict[Any, Any] = {"figure.facecolor": "#ffffff"}
DARK: dict[Any, Any] = {
    "figure.facecolor": "#16181c",
    "axes.facecolor": "#16181c",
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"),
        "#e6e6e6",
    ),
}
"""Colours of the two looks, as matplotlib calls them; the rest is left as it is."""


def pictures(seen: Seen) -> dict[str, bytes]:
    """All pictures that can be drawn, by name: PNG bytes."""
    drawn: dict[str, Callable[[], Figure]] = {}
    if found := curves(seen.history):
        drawn["learning_curves"] = lambda: _curves(found)
    if (counts := seen.confusion) is not None:
        drawn["confusion"] = lambda: _confusion(counts, seen.names)
    if seen.wrong:
        drawn["confidently_wrong"] = lambda: _wrong(seen.wrong)
    made = {name: _png(draw, LIGHT) for name, draw in drawn.items()}
    if seen.filters is not None:
        made["filters"] = png(filter_tiles(seen.filters))
    for number, each in enumerate(seen.maps, start=1):
        made[f"feature_maps_{number}"] = png(map_tiles(each.values))
    return made


def curves_png(found: tuple[Curve, ...], look: dict[Any, Any]) -> bytes:
    """Learning curves side by side, in the colours of a look."""
    return _png(lambda: _curves(found), look)


def _png(draw: Callable[[], "Figure"], look: dict[Any, Any]) -> bytes:
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context({"font.size": 9, **look}):
        draw().savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


def _figure(width: float, height: float) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _curves(found: tuple[Curve, ...]) -> "Figure":
    figure = _figure(6.4, 2.6)
    for axes, curve in zip(figure.subplots(1, len(found), squeeze=False)[0], found, strict=True):
        _line(axes, curve.training, ("training", _TRAINING, "o-"))
        if curve.validation:
            _line(axes, curve.validation, ("validation", _VALIDATION, "s--"))
        axes.set(title=curve.title, xlabel="epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False)
        axes.grid(alpha=0.25)
    return figure


def _line(axes: "Axes", values: tuple[float, ...], style: tuple[str, str, str]) -> None:
    label, colour, form = style
    size = 3 if len(values) <= 40 else 0
    axes.plot(range(1, len(values) + 1), values, form, label=label, color=colour, markersize=size)


def _confusion(counts: np.ndarray, names: tuple[str, ...]) -> "Figure":
    figure = _figure(5.2, 4.6)
    axes = figure.subplots()
    # The many right ones would drown the errors, so that colour is by row share, rooted.
    axes.imshow(np.sqrt(counts / np.maximum(1, counts.sum(axis=1, keepdims=True))), cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        dark = counts[row].sum() and count / counts[row].sum() > 0.25
        axes.text(column, row, f"{count}" if count else "·", ha="center", va="center",
                  color="#ffffff" if dark else "#333333", fontsize=7)  # fmt: skip
    columns = [*names, "other"][: counts.shape[1]]
    turn = 45 if any(len(name) > 3 for name in names) else 0
    axes.set_xticks(range(len(columns)), columns, rotation=turn, parse_math=False)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set(xlabel="read as", ylabel="is")
    return figure


def _wrong(wrong: tuple[Wrong, ...]) -> "Figure":
    across = min(4, len(wrong))
    down = -(-len(wrong) // across)
    figure = _figure(1.9 * across, 2.5 * down)
    for axes, one in zip(figure.subplots(down, across, squeeze=False).flat, wrong, strict=False):
        axes.imshow(one.picture, cmap="gray", vmin=0, vmax=255)
        axes.set_title(f"is {one.label}", parse_math=False)
        thoughts = "\n".join(f"{each.name} {each.probability:.2f}" for each in one.thoughts)
        axes.set_xlabel(thoughts, parse_math=False)
    return _bare(figure)


def _bare(figure: "Figure") -> "Figure":
    """Without ticks; places that hold no picture are left out."""
    for axes in figure.get_axes():
        if axes.images:
            axes.set(xticks=[], yticks=[])
        else:
            axes.set_axis_off()
    return figure
