"""Pictures in terminals that can show real ones: Kitty by its protocol, iTerm by Sixel."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from rich.console import RenderableType

Protocol = Literal["kitty", "sixel"]

_PIXELS = 16
"""Pixels of a row of text, and twice those of a column."""


def protocol(environment: Mapping[str, str]) -> Protocol | None:
    """How a terminal shows pictures, as far as it says who it is.

    Inside a multiplexer a terminal's own protocol need not get through.

    >>> protocol({"TERM": "xterm-kitty"}), protocol({"TERM": "xterm-kitty", "TMUX": "1"})
    ('kitty', None)
    """
    if "TMUX" in environment or environment.get("TERM", "").startswith("screen"):
        return None
    if environment.get("TERM") == "xterm-kitty":
        return "kitty"
    is_iterm = "iTerm.app" in {environment.get("TERM_PROGRAM"), environment.get("LC_TERMINAL")}
    return "sixel" if is_iterm else None


def strip(pictures: Sequence[np.ndarray], cells: tuple[int, int], gap: int) -> np.ndarray:
    """Pictures side by side on black, uint8, shape (height, width, 3).

    Args:
        pictures: uint8, each of shape (height, width) or (height, width, 3).
        cells: columns and rows of text that one picture takes.
        gap: columns between them.
    """
    from PIL import Image, ImageOps

    size = (cells[0] * _PIXELS // 2, cells[1] * _PIXELS)
    between = np.zeros((size[1], gap * _PIXELS // 2, 3), dtype=np.uint8)
    parts = []
    for picture in pictures:
        whole = Image.fromarray(picture).convert("RGB")
        small = ImageOps.pad(whole, size, Image.Resampling.NEAREST)
        parts += [np.asarray(small), between]
    return np.concatenate(parts, axis=1)


def as_image(picture: np.ndarray, cells: tuple[int, int], by: Protocol) -> RenderableType:
    """A picture as the terminal's own protocol shows it, over columns and rows of text."""
    import logging

    from PIL import Image
    from textual_image.renderable import SixelImage, TGPImage

    # A terminal that does not tell the size of its letters is no news to a learner.
    logging.getLogger("textual_image").setLevel(logging.ERROR)
    kind = TGPImage if by == "kitty" else SixelImage
    return kind(Image.fromarray(picture), width=cells[0], height=cells[1])
