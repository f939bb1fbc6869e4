"""Evidence: plain data that came out of reading or running an answer.

Everything here is typed and bounded, so that it can cross the border of a closed process. What a
learner's process says of itself is a claim; what the measuring process says was measured.
"""

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    import numpy as np

Config = dict[
    str, bool | int | float | str | list[bool | int | float | str | list[int] | None] | None
]
"""Settings of one layer: plain values only."""


class ArraySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shape of a float32 array whose bytes follow a message."""

    shape: tuple[int, ...]


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stock Keras layer: class name, settings, shapes of its weights in Keras' order."""

    kind: str
    config: Config
    dtype: str
    trainable: bool
    weights: tuple[ArraySpec, ...]


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One use of a layer on the outputs of earlier calls; both are indices."""

    layer: int
    inputs: tuple[int, ...]


class LayerGraph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model as data: layers, their calls in order, and the call that is the output."""

    layers: tuple[Layer, ...]
    calls: tuple[Call, ...]
    output: int


class Compiled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model was compiled, as its own process says.

    `loss` is a Keras name in snake case, or the text of what was given; `learning_rate` is that
    at the first step.
    """

    loss: str
    from_logits: bool
    optimizer: str
    learning_rate: float | None


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="machine"):
    """What the learner's process runs on, said before any learner code ran."""

    device: str
    threads: int
    versions: dict[str, str]


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


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the learner's own file in a trace, innermost last."""

    line: int
    function: str


class Raised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="raised"):
    """Learner code ended with an exception, or handed over something unusable.

    `code` is one of ours ("exception", "returned_none", …); `kind` and `text` are those of the
    exception.
    """

    stage: str
    code: str
    kind: str
    text: str
    frames: tuple[Frame, ...]


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


class Finished(msgspec.Struct, frozen=True):
    """The run came to its end."""


class NotTrained(msgspec.Struct, frozen=True):
    """The run was ended after the model was built, because training it could not help."""


class Stopped(msgspec.Struct, frozen=True):
    """A limit was hit; `used` and `limit` are in seconds of work, wall seconds or bytes."""

    stage: str
    reason: Literal["work", "wall", "idle", "memory", "hand_back"]
    used: float
    limit: float
    line: int | None = None


class Died(msgspec.Struct, frozen=True):
    """The process ended without handing back; a negative status is a signal."""

    stage: str
    exit_status: int
    last_lines: tuple[str, ...]


class Garbled(msgspec.Struct, frozen=True):
    """What was handed back broke the schema."""

    stage: str
    reason: str


End = Finished | NotTrained | Raised | Stopped | Died | Garbled


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


class OldCall(msgspec.Struct, frozen=True):
    """A use of an interface that current Keras no longer has, found by reading."""

    line: int
    name: str
    says: str


class Source(msgspec.Struct, frozen=True):
    """What reading the learner's file told: where its calls stand and what looks out of date.

    `calls` maps the last part of a called name to its lines, ascending; `cell_ends` holds the last
    line of each notebook cell, ascending, empty for a file.
    """

    name: str
    calls: dict[str, tuple[int, ...]] = {}
    functions: tuple[str, ...] = ()
    old_calls: tuple[OldCall, ...] = ()
    cell_ends: tuple[int, ...] = ()

    def place(self, line: int) -> str:
        """How a line is named: `ex09_mnist.py:14`, or cell and line of a notebook.

        >>> Source("mine.ipynb", cell_ends=(3, 8)).place(5)
        'mine.ipynb, cell 2, line 2'
        """
        begin = 0
        for number, end in enumerate(self.cell_ends, start=1):
            if line <= end:
                return f"{self.name}, cell {number}, line {line - begin}"
            begin = end
        return f"{self.name}:{line}"


class Usage(msgspec.Struct, frozen=True):
    """What a run used: seconds of work, wall seconds, peak bytes, bytes printed."""

    work_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0
    printed_bytes: int = 0


class RunEvidence(msgspec.Struct, frozen=True):
    """All that came out of running one model answer."""

    end: End
    machine: Machine | None = None
    built: Built | None = None
    counted: Counted | None = None
    trained: Trained | None = None
    progress: Progress | None = None
    usage: Usage = Usage()
    trouble: str = ""


class TestSet(msgspec.Struct, frozen=True):
    """Predictions on test pictures beside the labels that only the grader holds.

    `probabilities`: one row a picture, shape (n, classes), float32; `labels`: shape (n,).
    `moved` are the probabilities for slightly moved and noised copies of `moved_labels`, only
    where the learner's own process predicted.
    """

    __test__ = False

    probabilities: "np.ndarray | None"
    labels: "np.ndarray"
    data: Literal["full", "sample"]
    moved: "np.ndarray | None" = None
    moved_labels: "np.ndarray | None" = None
    predicted_by: Literal["measuring", "learner", "nobody"] = "nobody"
    trouble: str = ""


Weights = tuple[tuple["np.ndarray", ...], ...]
"""Weights of a model: for each layer of its graph the arrays in Keras' order, float32."""


class Inputs(msgspec.Struct, frozen=True):
    """Test photos as the learner's `preprocess` gave them.

    `shape` is that of one, `low`, `high` and `mean` are over all values; `repeatable` is false
    where the same photos came out differently a second time.
    """

    shape: tuple[int, ...]
    low: float
    high: float
    mean: float
    repeatable: bool


class Transfer(msgspec.Struct, frozen=True):
    """What a model knew before training and after, and how photos reached it.

    The weights are those of `run.built.graph` and `run.trained.graph`.
    """

    before: Weights | None
    after: Weights | None
    inputs: Inputs | None
    end: End | None = None


class Look(msgspec.Struct, frozen=True):
    """What a quick look trained on: so many pictures of so many."""

    pictures: int
    of: int


class ModelEvidence(msgspec.Struct, frozen=True):
    """Evidence of a model answer: what was read, what was run, what was predicted."""

    source: Source
    run: RunEvidence
    test: TestSet | None = None
    transfer: Transfer | None = None
    look: Look | None = None
