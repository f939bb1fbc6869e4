"""What closed processes say: typed and bounded messages."""

from typing import Literal

import msgspec

from grader.evidence.ends import Raised
from grader.evidence.graph import ArraySpec, LayerGraph


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="machine"):
    """What the learner's process runs on, said before any learner code ran."""

    device: str
    threads: int
    versions: dict[str, str]


class Compiled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model was compiled, as its own process says.

    `loss` is a Keras name in snake case, or the text of what was given; `learning_rate` is that
    at the first step.
    """

    loss: str
    from_logits: bool
    optimizer: str
    learning_rate: float | None


class Built(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="built"):
    """A model before training. `graph` is None where it cannot be told as stock layers.

    Where the exercise asks what the model knew before, the bytes of its weights follow.
    """

    kind: str
    graph: LayerGraph | None
    why_no_graph: str
    layer_kinds: tuple[str, ...]
    input_shape: tuple[int | None, ...] | None
    output_shape: tuple[int | None, ...] | None
    last_activation: str
    compiled: Compiled | None
    parameters: int
    trainable_parameters: int


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="progress"):
    """Training so far; `step` counts batches of this epoch, `logs` are Keras' running means."""

    epoch: int
    epochs: int
    step: int
    steps: int
    logs: dict[str, float | None]


class Fit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One call of `fit`, as it began.

    `trainable` are the layers of the offered model's graph, by index, that this training may
    change; `own` says whether the offered model itself is trained. `stale` means that `trainable`
    was changed since the last training without compiling anew, so that it has no effect.
    """

    own: bool
    trainable: tuple[int, ...]
    optimizer: str
    learning_rate: float | None
    stale: bool


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A training that a quick look ended: why, and epochs done and asked for by all calls of `fit`.

    `why` is one of `grader.limits.WhyStopped`.
    """

    why: Literal["budget", "reached", "hopeless"]
    done: float
    asked: int


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="trained"):
    """A trained model; the bytes of its weights follow in the order of the graph's layers."""

    graph: LayerGraph | None
    history: dict[str, tuple[float | None, ...]]
    epochs: int
    weights_changed: bool
    finite: bool
    served: tuple[str, ...]
    fits: tuple[Fit, ...] = ()
    cut: Cut | None = None


class Predicted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="predicted"):
    """Predictions; their float32 values follow."""

    shape: tuple[int, ...]


class Preprocessed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="preprocessed"):
    """Photos as the learner's `preprocess` gives them; their float32 values follow."""

    shape: tuple[int, ...]


class Converted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="converted"):
    """What `to_fully_convolutional` made of one network, as its own process says.

    The bytes of its weights follow, in the order of `graph`, or in Keras' own where there is none;
    then the weights of the network that was handed in, as they are afterwards, in the order of
    `source_after`. `refuses` is what Keras said when the new network was called on a larger
    picture, empty where it took it.
    """

    graph: LayerGraph | None
    why_no_graph: str
    kind: str
    layer_kinds: tuple[str, ...]
    weights: tuple[ArraySpec, ...]
    source_after: LayerGraph | None
    refuses: str


FromLearner = Machine | Built | Raised | Progress | Trained | Predicted | Preprocessed | Converted


class Applied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="applied"):
    """Outputs of a named model, whose float32 values follow, and the seconds of each call."""

    shape: tuple[int, ...]
    seconds: tuple[float, ...]


class LayerCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer as measured: parameters and output shape without the batch."""

    kind: str
    parameters: int
    output_shape: tuple[int | None, ...]


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="counted"):
    """A rebuilt model's parameters, counted by the measuring process."""

    parameters: int
    trainable: int
    layers: tuple[LayerCount, ...]
    output_shape: tuple[int | None, ...]


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refused"):
    """The measuring process could not rebuild or measure what it was handed."""

    reason: str
