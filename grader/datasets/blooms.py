"""Flower heads as coloured polygons: what tells the five classes of the drawn sample apart.

A head fills the unit circle, seen from above (a tulip from the side). Colours are drawn from the
same few for all classes, so that only the form of petals, their number and their order tell.
"""

from collections.abc import Callable, Iterator

import msgspec
import numpy as np

Colour = tuple[int, int, int]
Random = np.random.Generator

PETAL_COLOURS: tuple[Colour, ...] = (
    (244, 242, 236),
    (250, 216, 60),
    (246, 170, 40),
    (240, 150, 180),
    (214, 60, 110),
    (200, 30, 40),
    (180, 130, 210),
    (250, 226, 170),
)
HEART_COLOURS: tuple[Colour, ...] = ((236, 190, 40), (110, 70, 30), (60, 40, 30), (150, 150, 50))

GOLDEN = 2.39996
"""The angle, in radians, from one seed or petal to the next that leaves no gaps."""


class Shape(msgspec.Struct, frozen=True):
    """A filled polygon: points, shape (n, 2), in units of the head's radius."""

    points: np.ndarray
    colour: Colour


def bloom(label: int, random: Random) -> list[Shape]:
    """One head of a class, its shapes from back to front.

    Args:
        label: place in `photos.CLASSES`.
        random: where all choices come from; only its uniform numbers are used, which are the same
            everywhere.
    """
    return list(_BLOOMS[label](random, pick(PETAL_COLOURS, random)))


def pick(colours: tuple[Colour, ...], random: Random) -> Colour:
    """One of the colours, a little changed."""
    return shade(colours[int(random.random() * len(colours))], *(random.random(3) * 40 - 20))


def shade(colour: Colour, *by: float) -> Colour:
    """A colour with as much added to red, green and blue; one number stands for all three."""
    red, green, blue = by * 3 if len(by) == 1 else by
    return _byte(colour[0] + red), _byte(colour[1] + green), _byte(colour[2] + blue)


def _byte(value: float) -> int:
    return max(0, min(255, int(value)))


def between(random: Random, low: float, high: float) -> float:
    """A number drawn uniformly from low..high."""
    return low + (high - low) * float(random.random())


def petal(length: float, width: float, belly: float, tip: float) -> np.ndarray:
    """Outline of a petal along the x axis, shape (18, 2).

    Args:
        length: from the origin to the tip.
        width: at its widest.
        belly: above 1 the widest place lies further out.
        tip: 1 is pointed, less is rounder.
    """
    along = np.linspace(0, 1, 10)
    half = width / 2 * np.clip(np.sin(np.pi * along**belly), 0, 1) ** tip
    upper = np.stack([along * length, half], axis=1)
    return np.concatenate([upper, (upper * (1, -1))[-2:0:-1]])


def turned(points: np.ndarray, angle: float, start: float = 0.0) -> np.ndarray:
    """Points moved out by `start` along the x axis, then turned about the origin."""
    moved: np.ndarray = (points + np.array([start, 0])) @ _turn(np.asarray(angle))
    return moved


def _turn(angles: np.ndarray) -> np.ndarray:
    """Matrices that turn points, which are rows, shape (2, 2, …) for angles of shape (…)."""
    cos, sin = np.cos(angles), np.sin(angles)
    return np.array([[cos, sin], [-sin, cos]])


def round_shape(radius: float) -> np.ndarray:
    """A circle about the origin as a polygon, shape (16, 2)."""
    angles = np.arange(16) * (np.pi / 8)
    return radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _ring(
    random: Random, colour: Colour, outline: np.ndarray, count: int, start: float
) -> Iterator[Shape]:
    """Petals of one outline around the middle, each a little different, with a darker edge."""
    offset, light = random.random(2) * 2 * np.pi
    angles = offset + (np.arange(count) + random.random(count) * 0.4 - 0.2) * 2 * np.pi / count
    sizes = 0.88 + 0.18 * random.random(count)
    light_by = 18 * np.cos(angles - light) + random.random(count) * 20 - 10
    parts = np.stack([outline, outline * (0.96, 0.78), outline * (0.55, 0.35)])
    petals = parts * sizes[:, None, None, None] + np.array([start, 0])
    turns = np.moveaxis(_turn(angles), 2, 0)[:, None]
    for points, by in zip(petals @ turns, light_by, strict=True):
        for part, more in zip(points, (-45, 0, -18), strict=True):
            yield Shape(part, shade(colour, by + more))


def _heart(random: Random, radius: float) -> Iterator[Shape]:
    """The disc of small florets in the middle, in the order of a sunflower's seeds."""
    colour = pick(HEART_COLOURS, random)
    yield Shape(round_shape(radius), shade(colour, -30))
    yield Shape(round_shape(radius * 0.9), colour)
    at = np.arange(1, 40)
    distances = radius * 0.92 * (at / 40) ** 0.5
    middles = np.stack([np.cos(at * GOLDEN), np.sin(at * GOLDEN)], axis=1) * distances[:, None]
    dot = round_shape(radius * 0.07)[::3]
    for middle, by in zip(middles, random.random(len(at)) * 90 - 45, strict=True):
        yield Shape(dot + middle, shade(colour, by))


def _daisy(random: Random, colour: Colour) -> Iterator[Shape]:
    heart = between(random, 0.2, 0.34)
    count = int(between(random, 12, 22))
    width = between(random, 0.75, 1.0) * 2 * np.pi * 0.6 / count
    outline = petal(1 - heart * 0.6, width, 1.5, 0.5)
    yield from _ring(random, colour, outline, count, heart * 0.6)
    yield from _heart(random, heart)


def _sunflower(random: Random, colour: Colour) -> Iterator[Shape]:
    heart = between(random, 0.38, 0.56)
    count = int(between(random, 14, 24))
    outline = petal(1 - heart * 0.8, between(random, 0.2, 0.3), 0.9, 0.9)
    yield from _ring(random, shade(colour, -25), outline, count, heart * 0.8)
    yield from _ring(random, colour, outline * (0.86, 1), count, heart * 0.8)
    yield from _heart(random, heart)


def _dandelion(random: Random, colour: Colour) -> Iterator[Shape]:
    for radius in (1.0, 0.85, 0.66, 0.46, 0.28):
        outline = petal(radius, between(random, 0.07, 0.11), 1.4, 0.35)
        lit = shade(colour, 30 * (0.7 - radius))
        yield from _ring(random, lit, outline, int(14 + 16 * radius), 0.0)


def _tulip(random: Random, colour: Colour) -> Iterator[Shape]:
    wide, tip = between(random, 0.7, 0.95), between(random, 0.5, 0.85)
    opening = between(random, 0.05, 0.4)
    for lean, dark in ((-0.9, -40), (0.9, -40), (0, -28), (-0.55, 0), (0.55, 0), (0.05, 12)):
        length = between(random, 1.6, 1.85) if dark else between(random, 1.4, 1.7)
        outline = petal(length, wide, between(random, 0.75, 0.95), tip)
        tinted = shade(colour, dark + between(random, -8, 8))
        for part, more in ((1.0, -35), (0.93, 0), (0.45, -14)):
            angle = -np.pi / 2 + lean * opening
            points = turned(outline * (0.5 + part / 2, part), angle)
            yield Shape(points + np.array([lean * 0.3, 0.85]), shade(tinted, more))


def _rose(random: Random, colour: Colour) -> Iterator[Shape]:
    radius, angle = 0.62, random.random() * 2 * np.pi
    for at in range(22):
        angle += GOLDEN + between(random, -0.25, 0.25)
        size = radius * between(random, 0.62, 0.78)
        middle = turned(np.zeros((1, 2)), angle, radius * 0.72)[0]
        lit = shade(colour, between(random, -14, 14) - 1.5 * at)
        wave = 1 + 0.06 * np.sin(np.arange(16) * between(random, 1, 3))[:, None]
        outline = round_shape(size) * wave * (0.8, 1.15)
        for part, more, inward in ((1.0, -50, 0.0), (0.95, 22, 0.02), (0.86, -6, 0.09)):
            yield Shape(turned(outline * part, angle, -inward) + middle, shade(lit, more))
        radius *= 0.925


_BLOOMS: tuple[Callable[[Random, Colour], Iterator[Shape]], ...] = (
    _dandelion,
    _daisy,
    _tulip,
    _sunflower,
    _rose,
)
