"""A drawn picture of flowers: background, stems, leaves, heads, light and noise."""

import numpy as np
from PIL import Image, ImageDraw

from grader.datasets.blooms import (
    Colour,
    Random,
    Shape,
    between,
    bloom,
    petal,
    pick,
    shade,
    turned,
)

_FINE = 2
"""Shapes are drawn so many times larger, then averaged, so that edges are smooth."""

_BELOW = 2_000
"""How far below a head its stem ends: under every picture, in fine pixels."""

_GROUNDS: tuple[Colour, ...] = (
    (40, 80, 35),
    (90, 120, 60),
    (120, 160, 210),
    (110, 90, 70),
    (30, 30, 30),
    (190, 190, 180),
)
_GREENS: tuple[Colour, ...] = ((60, 110, 40), (100, 140, 60), (40, 80, 50), (120, 130, 60))


def draw(label: int, random: Random) -> np.ndarray:
    """A picture with flowers of one class, uint8, shape (height, width, 3).

    Args:
        label: place in `photos.CLASSES`.
        random: where all choices come from. Polygons have whole numbers as corners, and light is
            made by sums and products, so that the same numbers give the same picture everywhere.
    """
    sides = [int(between(random, 128, 160)), int(between(random, 160, 216))]
    width, height = sides if random.random() < 0.3 else sides[::-1]
    image = _ground(random, width, height)
    pen = ImageDraw.Draw(image)
    scale = min(width, height) * _FINE
    places = _places(random, 1 + int(random.random() ** 2 * 4))
    for x, y, size in places:
        middle = np.array([x * width * _FINE, y * height * _FINE])
        _stem(pen, random, middle, size * scale)
        _paint(pen, bloom(label, random), _view(random, label) * size * scale, middle)
    _blades(pen, random, image.size, int(between(random, 0, 4)))
    return _light(random, image.reduce(_FINE))


def _places(random: Random, count: int) -> list[tuple[float, float, float]]:
    """Where heads are and how large: x and y as shares of the picture, radius of its short side."""
    largest = between(random, 0.22, 0.43) / count**0.35
    found = []
    for _ in range(count):
        size = largest * between(random, 0.6, 1.0)
        found.append((between(random, 0.2, 0.8), between(random, 0.22, 0.75), size))
    return found


def _view(random: Random, label: int) -> np.ndarray:
    """How a head is seen: turned in the picture, and tilted away. A tulip stays upright."""
    side = label == 2
    angle = between(random, -0.6, 0.6) if side else between(random, 0, 2 * np.pi)
    tilt = np.diag([1.0, between(random, 0.85 if side else 0.5, 1.0)])
    return turned(turned(np.eye(2), between(random, 0, np.pi) * (not side)) @ tilt, angle)


def _ground(random: Random, width: int, height: int) -> Image.Image:
    """Something out of focus: two colours, and blobs and bars before them."""
    small = (width // 4, height // 4)
    image = Image.new("RGB", small, pick(_GROUNDS, random))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, int(random.random() * small[1]), *small), fill=pick(_GROUNDS, random))
    for _ in range(int(between(random, 4, 24))):
        colour = pick(_GREENS if random.random() < 0.6 else _GROUNDS, random)
        outline = petal(between(random, 4, 36), between(random, 2, 18), 1.0, 0.6)
        at = random.random(2) * small
        points = turned(outline, between(random, 0, 2 * np.pi)) + at
        pen.polygon(_whole(points), fill=colour)
    blurred = image.reduce(1 + int(random.random() * 4))
    return blurred.resize((width * _FINE, height * _FINE), Image.Resampling.BICUBIC)


def _stem(pen: ImageDraw.ImageDraw, random: Random, top: np.ndarray, radius: float) -> None:
    """A stem from a head downwards, and leaves at it."""
    green = pick(_GREENS, random)
    foot = top + np.array([between(random, -0.8, 0.8) * radius, _BELOW])
    line = _whole(np.stack([top, foot]))
    pen.line(line, fill=green, width=max(2, int(radius * between(random, 0.06, 0.14))))
    for _ in range(int(between(random, 0, 4))):
        length = between(random, 0.8, 2.2) * radius
        outline = petal(length, length * between(random, 0.15, 0.45), 0.9, 0.8)
        at = top + (foot - top) * (between(random, 0.8, 2.0) * radius / _BELOW)
        points = turned(outline, -np.pi / 2 + between(random, -1.4, 1.4))
        lit = shade(green, between(random, -20, 20))
        _paint(pen, [Shape(points, lit), Shape(points * (0.98, 0.15), shade(lit, 25))], None, at)


def _blades(pen: ImageDraw.ImageDraw, random: Random, size: tuple[int, int], count: int) -> None:
    """Grass in front of all."""
    for _ in range(count):
        outline = petal(between(random, 0.3, 0.9) * size[1], between(random, 4, 12), 0.6, 0.8)
        points = turned(outline, -np.pi / 2 + between(random, -0.5, 0.5))
        at = np.array([random.random() * size[0], size[1] + 4])
        _paint(pen, [Shape(points, pick(_GREENS, random))], None, at)


def _paint(
    pen: ImageDraw.ImageDraw, shapes: list[Shape], view: np.ndarray | None, at: np.ndarray
) -> None:
    """Draw shapes from back to front, all their points moved at once, to whole pixels."""
    points = np.concatenate([shape.points for shape in shapes])
    corners = _whole((points if view is None else points @ view) + at)
    begin = 0
    for shape in shapes:
        end = begin + 2 * len(shape.points)
        pen.polygon(corners[begin:end], fill=shape.colour)
        begin = end


def _whole(points: np.ndarray) -> list[int]:
    """Corners, x and y in turn, in whole pixels, which hides how sines end on other machines."""
    whole: list[int] = points.round().astype(int).ravel().tolist()
    return whole


def _light(random: Random, image: Image.Image) -> np.ndarray:
    """A picture as a camera might take it: unsharp, unevenly lit, tinted, with noise."""
    width, height = image.size
    if (blur := between(random, 0.4, 1.8)) > 1:
        small = (int(width / blur), int(height / blur))
        image = image.resize(small, Image.Resampling.BILINEAR)
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    pixels = np.asarray(image).astype(np.float32)
    across = np.linspace(between(random, 0.6, 1.2), between(random, 0.6, 1.2), width)
    down = np.linspace(between(random, 0.7, 1.2), between(random, 0.7, 1.2), height)
    tint = (1 + (random.random(3) - 0.5) * 0.3).astype(np.float32)
    lit = pixels * (down[:, None] * across)[:, :, None].astype(np.float32) * tint
    noise = (random.random(pixels.shape, dtype=np.float32) - 0.5) * np.float32(
        between(random, 4, 40)
    )
    return np.clip(lit + noise, 0, 255).astype(np.uint8)
