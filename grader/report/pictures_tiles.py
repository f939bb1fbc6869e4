"""Filters and maps side by side as one picture, and pictures as PNG bytes."""

import io
import math

import numpy as np

ACROSS = 8
MOST_FILTERS = 64
_TILE = 56
_GAP = 4
_BETWEEN = (91, 141, 201)
"""Colour between tiles: no grey, so that it is taken for no part of them."""


def filter_tiles(kernel: np.ndarray) -> np.ndarray:
    """The first filters of a kernel side by side: the darkest weight black, the highest white.

    Filters for colour pictures are shown in colour, others by the mean over their inputs.

    Args:
        kernel: shape (height, width, inputs, filters), finite.
    """
    shown = kernel[..., :MOST_FILTERS]
    shown = shown if kernel.shape[2] == 3 else shown.mean(axis=2, keepdims=True)
    return mosaic(list(np.moveaxis(_bytes(shown), 3, 0)))


def map_tiles(values: np.ndarray) -> np.ndarray:
    """Maps side by side, each from its own lowest value, black, to its highest, white.

    Args:
        values: shape (height, width, maps), finite.
    """
    return mosaic([_bytes(values[:, :, place]) for place in range(values.shape[2])])


def mosaic(tiles: list[np.ndarray], across: int = ACROSS) -> np.ndarray:
    """Tiles of one size in rows, enlarged where they are small, with colour between them.

    >>> mosaic([np.zeros((28, 28), np.uint8)] * 9).shape
    (116, 476, 3)
    """
    across = min(across, len(tiles))
    tiles = [enlarged(tile, _TILE) for tile in tiles]
    height, width = tiles[0].shape[:2]
    rows = math.ceil(len(tiles) / across)
    size = (rows * (height + _GAP) - _GAP, across * (width + _GAP) - _GAP)
    sheet = np.full((*size, 3), _BETWEEN, dtype=np.uint8)
    for place, tile in enumerate(tiles):
        top, left = (place // across) * (height + _GAP), (place % across) * (width + _GAP)
        sheet[top : top + height, left : left + width] = _colour(tile)
    return sheet


def enlarged(picture: np.ndarray, least: int) -> np.ndarray:
    """A picture times a whole factor, without smoothing, so that its sides are about `least`."""
    factor = max(1, round(least / max(picture.shape[:2])))
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)


def png(picture: np.ndarray) -> bytes:
    """PNG bytes of a picture, uint8, shape (height, width) or (height, width, 3)."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, format="PNG", optimize=True)
    return out.getvalue()


def _bytes(values: np.ndarray) -> np.ndarray:
    """Values as 0..255, the lowest of them 0."""
    wide = values.astype(np.float64)
    low, high = float(wide.min()), float(wide.max())
    scaled: np.ndarray = np.round((wide - low) / ((high - low) or 1) * 255).astype(np.uint8)
    return scaled


def _colour(tile: np.ndarray) -> np.ndarray:
    """A tile with an axis of colours, of length 1 or 3."""
    return tile if tile.ndim == 3 else tile[:, :, np.newaxis]
