"""What is to be looked at, as it was asked for on the command line."""

from collections.abc import Callable, Mapping

import msgspec

Sides = tuple[int, ...]
"""Shape of an input without the batch."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A network to look at, and how.

    `what` is a path or a name such as `MobileNetV2:alpha=0.35`; `batch` pictures are in a batch;
    `sides` is the shape of the input where the model leaves it open. `on_stage` is
    told while code is run.
    """

    what: str
    batch: int
    sides: Sides | None
    environment: Mapping[str, str]
    on_stage: Callable[[str], None]
