"""Criteria on numbers, and the rubric of an exercise that asks for them."""

from typing import ClassVar, Literal

import msgspec

from grader.rubric.rule import Rule
from grader.rubric.words import Example

Part = Literal["parameters", "memory_one", "memory_batch"]

SlipId = Literal[
    "activations_only", "all_maps", "batch_forgotten", "bits", "bytes_for_count", "double",
    "ends_only", "floor", "input_forgotten", "layer_missed", "layer_off", "maps_freed",
    "maps_only", "mixed_base", "no_biases", "no_channels", "no_total", "not_shared",
    "numbers_for_bytes", "one_bias", "one_map", "other_part", "reversed", "stride_ignored",
    "sum_wrong", "swapped", "times_batch", "valid", "weights_each", "weights_forgotten",
    "weights_left_out", "weights_only", "wrong_channels",
]  # fmt: skip
"""Slips that the grader can compute from an architecture; a rubric prices them and names them."""


class Layer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A convolutional layer: its feature maps, side of its square kernels, stride and padding."""

    maps: int
    kernel: int
    stride: int
    padding: Literal["same", "valid"] = "same"


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Convolutional layers, lowest first, on pictures of height x width x channels.

    `number_bytes` is the size of one stored number; `batch` is the number of pictures in a
    mini-batch.
    """

    height: int
    width: int
    channels: int
    number_bytes: int
    batch: int
    layers: tuple[Layer, ...]


class Slip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A usual slip: the share 0..1 of the points that is left, and the sentence that names it.

    The sentence never holds the right number. Blanks: read, batch, bits, bytes.
    """

    id: SlipId
    share: float
    says: str


class NumberRule(Rule, frozen=True, kw_only=True, tag="number"):
    """One number that is asked for.

    Relative distances: up to `near` a number counts as the one meant, rounded on the way; up to
    `tolerance` the right one still counts. `carried` is the share for a number that follows from
    the learner's own wrong one. `names` and `weak_names` are phrases that say in a text which
    number is meant; `constants` are pieces of the names of constants.
    """

    SAYS: ClassVar[frozenset[str]] = frozenset(
        {"ok", "carried", "unmatched", "missing", "unread", "unclear", "several", "dump"}
    )

    part: Part
    near: float
    tolerance: float
    carried: float
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()


class ReadingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Single words, in lower case, that tell what a number in a text is.

    `results`, `conclusions` and `hedges` stand beside results; `steps` beside steps on the way,
    `memory_steps` beside those of a memory. `without` and `including` say what a number leaves
    out or holds. `denials` stand before a number that is denied, with `before_denied` between.
    `things` are counted by numbers that answer nothing; `layers` begin lists of layers; `memory`
    tells a sentence about memory from one about parameters.
    """

    results: frozenset[str]
    conclusions: frozenset[str]
    hedges: frozenset[str]
    steps: frozenset[str]
    memory_steps: frozenset[str]
    without: frozenset[str]
    including: frozenset[str]
    denials: frozenset[str]
    before_denied: frozenset[str]
    things: frozenset[str]
    layers: frozenset[str]
    memory: frozenset[str]


class NumbersRubric(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="answer",
    tag="numbers",
):
    """How an exercise is marked whose answer is numbers; data only.

    `step` is the size of a mark: points are rounded to it. A heap of numbers of which nothing says
    what they answer earns `dump_share` of each right one among them, if there are at most
    `dump_at_most` of them. `bytes_above`: a memory without a unit is read as bytes above this
    number, else as MB; `assumed` says so.
    """

    exercise: int
    title: str
    next_step: dict[str, str]
    network: Network
    words: ReadingWords
    criteria: tuple[NumberRule, ...]
    step: float = 0.25
    dump_share: float = 0.25
    dump_at_most: int = 15
    bytes_above: float = 100_000
    opening: str = ""
    assumed: str = ""
    examples: tuple[Example, ...] = ()
