"""What pictures of a trained model are drawn from: plain data, collected only when asked for."""

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np


class Thought(msgspec.Struct, frozen=True):
    """A class that a model considered, and its probability, 0..1."""

    name: str
    probability: float


class Wrong(msgspec.Struct, frozen=True):
    """A test picture that was read wrongly, and what the model thought, most probable first.

    `picture` is uint8, shape (height, width) or (height, width, 3); `place` is where it stands in
    the test set.
    """

    picture: "np.ndarray"
    place: int
    label: str
    thoughts: tuple[Thought, ...]


class Maps(msgspec.Struct, frozen=True):
    """Outputs of one convolution for one picture, float32, shape (height, width, maps).

    `of` is how many maps the layer has; `layer` says which layer it is.
    """

    layer: str
    values: "np.ndarray"
    of: int


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pictures of one model need; what could not be had is None or empty.

    `history` is what the training reported after each epoch. `confusion` counts test pictures, one
    row a true class, one column a class read; a column more where the model has further classes.
    `filters` is the kernel of the first convolution, shape (height, width, inputs, filters).
    `chosen` is the picture whose `maps` were computed.
    """

    history: "dict[str, tuple[float | None, ...]]"
    names: tuple[str, ...]
    confusion: "np.ndarray | None" = None
    wrong: tuple[Wrong, ...] = ()
    filters: "np.ndarray | None" = None
    chosen: "np.ndarray | None" = None
    maps: tuple[Maps, ...] = ()
