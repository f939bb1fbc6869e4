"""The pictures of one model as a page shows them: data addresses, and words for all of them."""

import base64
from collections.abc import Iterator

import msgspec
import numpy as np

from grader.collect.seen import Maps, Seen, Wrong
from grader.report.pictures import DARK, LIGHT, curves_png
from grader.report.pictures_curves import Curve, curves
from grader.report.pictures_tiles import MOST_FILTERS, enlarged, filter_tiles, map_tiles, png

_MOST_EPOCHS = 30
_SIDE = 112


class Image(msgspec.Struct, frozen=True):
    """A picture inside the page, and what it shows in words.

    `dark` is the same for dark screens, `pixels` says that its pixels are to be seen as they are.
    """

    source: str
    alt: str
    width: int
    height: int
    dark: str = ""
    pixels: bool = False


class Mistake(msgspec.Struct, frozen=True):
    """A wrongly read picture: it, what it is, and what the model thought."""

    image: Image
    label: str
    thoughts: tuple[str, ...]


class Cell(msgspec.Struct, frozen=True):
    """How often one class was read as another; `shade` is 0..1, the most frequent error 1."""

    count: int
    right: bool
    shade: float


class Count(msgspec.Struct, frozen=True):
    """One true class and how it was read."""

    name: str
    cells: tuple[Cell, ...]


class Album(msgspec.Struct, frozen=True):
    """All that a page shows of one model; what could not be had is empty."""

    curves: Image | None
    titles: tuple[str, ...]
    epochs: tuple[tuple[str, ...], ...]
    read_as: tuple[str, ...]
    counts: tuple[Count, ...]
    mistakes: tuple[Mistake, ...]
    filters: Image | None
    chosen: Image | None
    maps: tuple[Image, ...]


def album_of(seen: Seen) -> Album:
    """The pictures of one model, drawn."""
    found = curves(seen.history)
    return Album(
        curves=_curves(found) if found else None,
        titles=tuple(_titles(found)),
        epochs=epochs(found),
        read_as=_read_as(seen),
        counts=_counts(seen),
        mistakes=tuple(_mistake(one) for one in seen.wrong),
        filters=None if seen.filters is None else _filters(seen.filters),
        chosen=None if seen.chosen is None else _image(seen.chosen, "The picture"),
        maps=tuple(_map(each) for each in seen.maps),
    )


def epochs(found: tuple[Curve, ...]) -> tuple[tuple[str, ...], ...]:
    """A row an epoch, number first; evenly left out where there are many.

    >>> epochs((Curve("loss", (0.5, float("nan")), ()),))
    (('1', '0.5000'), ('2', '–'))
    """
    series = [values for curve in found for values in (curve.training, curve.validation) if values]
    count = max(map(len, series), default=0)
    step = -(-count // _MOST_EPOCHS) or 1
    return tuple(
        (str(place + 1), *(_figure(values, place) for values in series))
        for place in range(0, count, step)
    )


def _titles(found: tuple[Curve, ...]) -> Iterator[str]:
    for curve in found:
        yield f"{curve.title}, training"
        if curve.validation:
            yield f"{curve.title}, validation"


def _figure(values: tuple[float, ...], place: int) -> str:
    known = place < len(values) and np.isfinite(values[place])
    return f"{values[place]:.4f}" if known else "–"


def _curves(found: tuple[Curve, ...]) -> Image:
    rows = epochs(found)
    told = ", ".join(
        f"{title} from {first} to {last}"
        for title, first, last in zip(_titles(found), rows[0][1:], rows[-1][1:], strict=True)
    )
    light = curves_png(found, LIGHT)
    return Image(
        _address(light),
        f"Learning curves over {len(found[0].training)} epochs: {told}.",
        *_size(light),
        dark=_address(curves_png(found, DARK)),
    )


def _read_as(seen: Seen) -> tuple[str, ...]:
    if seen.confusion is None:
        return ()
    return (*seen.names, "other")[: seen.confusion.shape[1]]


def _counts(seen: Seen) -> tuple[Count, ...]:
    if seen.confusion is None:
        return ()
    counts = seen.confusion
    errors = counts * (1 - np.eye(*counts.shape, dtype=np.int64))
    most = max(1, int(errors.max()))
    return tuple(
        Count(
            name,
            tuple(
                Cell(int(count), row == column, round(float(errors[row, column]) / most, 2))
                for column, count in enumerate(counts[row])
            ),
        )
        for row, name in enumerate(seen.names)
    )


def _mistake(one: Wrong) -> Mistake:
    first = one.thoughts[0]
    alt = f"Test picture {one.place}: is {one.label}, read as {first.name}"
    told = tuple(f"{thought.name}: {thought.probability:.2f}" for thought in one.thoughts)
    return Mistake(_image(one.picture, alt), one.label, told)


def _filters(kernel: np.ndarray) -> Image:
    height, width, inputs, count = kernel.shape
    shown = f"the first {MOST_FILTERS} of {count}" if count > MOST_FILTERS else f"all {count}"
    alt = f"Filters of the first convolution, {shown}: {height} x {width} x {inputs}"
    return _image(filter_tiles(kernel), alt)


def _map(each: Maps) -> Image:
    height, width, shown = each.values.shape
    alt = f"Feature maps of {each.layer}: {shown} of {each.of}, {height} x {width}"
    return _image(map_tiles(each.values), alt)


def _image(picture: np.ndarray, alt: str) -> Image:
    data = png(enlarged(picture, _SIDE))
    return Image(_address(data), alt, *_size(data), pixels=max(picture.shape[:2]) < _SIDE)


def _address(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"


def _size(data: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels, from the PNG's header."""
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
