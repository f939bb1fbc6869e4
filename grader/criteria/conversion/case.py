"""Evidence of a conversion: networks as data, what became of each, and how the two compare."""

from typing import TYPE_CHECKING, Literal

import msgspec

from grader.evidence import Converted, LayerGraph, Raised, RunEvidence, Source, Weights

if TYPE_CHECKING:
    import numpy as np

Shape = tuple[int, ...]


class Network(msgspec.Struct, frozen=True):
    """A network that is handed to the learner's function: a chain with one Flatten, as data.

    `name` says to the learner which it is; `shapes` are the outputs of its layers for one picture.
    """

    name: str
    kind: Literal["Sequential", "Functional"]
    graph: LayerGraph
    weights: Weights
    shapes: tuple[Shape, ...]

    @property
    def flatten(self) -> int:
        """Place of the Flatten among the layers."""
        return next(n for n, layer in enumerate(self.graph.layers) if layer.kind == "Flatten")

    @property
    def picture(self) -> Shape:
        """Height, width and channels of the input."""
        return self.shapes[0]

    @property
    def maps(self) -> Shape:
        """Height, width and channels of the feature maps before the Flatten."""
        return self.shapes[self.flatten - 1]


class Compared(msgspec.Struct, frozen=True):
    """Outputs beside those that they should be.

    `gap` is the largest difference, None where shapes differ or something is no number; `wrong`
    counts the positions beyond the tolerance. `trouble` says why there are no outputs.
    """

    expected: Shape
    got: Shape | None
    gap: float | None
    wrong: int
    positions: int
    trouble: str = ""

    @property
    def is_right(self) -> bool:
        """Whether all outputs are there and the same."""
        return self.got == self.expected and self.gap is not None and not self.wrong


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One network and what the learner's function made of it.

    `made` is None where `raised` says how it ended, or where it never came so far. `weights` are
    those of `made.graph`, `after` those of `made.source_after`; `values` are all weights of the
    converted network in Keras' order. `original` and `larger` compare outputs.
    """

    network: Network
    raised: Raised | None = None
    made: Converted | None = None
    weights: Weights | None = None
    values: tuple["np.ndarray", ...] = ()
    after: Weights | None = None
    original: Compared | None = None
    larger: tuple[Compared, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both networks give the same at the original size."""
        return self.original is not None and self.original.is_right

    @property
    def slides(self) -> bool:
        """Whether larger pictures are taken, and every position is right."""
        taken = self.made is not None and not self.made.refuses
        return taken and bool(self.larger) and all(one.is_right for one in self.larger)


class Reading(msgspec.Struct, frozen=True):
    """What the converted digit reader saw on a picture with several digits.

    `rows` has one character a position; `digits` are those on the picture, from left to right.
    """

    rows: tuple[str, ...]
    digits: str


class ConversionEvidence(msgspec.Struct, frozen=True):
    """All that came out of one conversion answer; `run.end` is the end of the whole run."""

    source: Source
    run: RunEvidence
    cases: tuple[Case, ...]
    reading: Reading | None = None
