"""A photo small enough to be shown beside others."""

import io

import numpy as np

SIDE = 160


def thumbnail(photo: bytes) -> np.ndarray:
    """A photo with sides of at most 160, uint8, shape (height, width, 3).

    Args:
        photo: JPEG or PNG.
    """
    from PIL import Image

    with Image.open(io.BytesIO(photo)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    return np.asarray(small)
