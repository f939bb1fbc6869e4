"""One model through two closed processes: built, judged, trained, rebuilt, measured."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Self

import msgspec
import numpy as np

from grader.evidence import (
    Applied,
    Built,
    Counted,
    Died,
    End,
    Finished,
    Garbled,
    LayerGraph,
    Machine,
    NotTrained,
    Predicted,
    Preprocessed,
    Progress,
    Raised,
    RunEvidence,
    Stopped,
    Trained,
)
from grader.sandbox.pair import NAMES, Closing, Pair, Reply
from grader.sandbox.requests import Apply, Go, Infer, Predict, Preprocess, Rebuild, TrainingJob

_HAND_BACK = 5
"""Predicting in the learner's own process may take this many times the limit of building."""

_PART = "part"
"""What the measuring process calls the part of a model that is looked into."""


class Pictures(msgspec.Struct, frozen=True):
    """Pictures to predict, uint8, shape (n, height, width), and how their pixels are scaled."""

    values: np.ndarray
    scale: float = 1 / 255
    shift: float = 0.0


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """All that a session needs of one answer.

    `blocks` follow the job as it describes them; `may_train` looks at the evidence before training.
    """

    closing: Closing
    job: TrainingJob
    blocks: Sequence[Any]
    may_train: Callable[[RunEvidence], bool]
    on_stage: Callable[[str], None]
    on_progress: Callable[[Progress], None]


class Session:
    """Two closed processes around one model; leaving the `with` block ends both."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._limits = request.closing.limits
        self._pair = Pair(request.closing)
        self._machine: Machine | None = None
        self._built: Built | None = None
        self._counted: Counted | None = None
        self._trained: Trained | None = None
        self._progress: Progress | None = None
        self._work_s = 0.0
        self.initial = b""
        self.weights = b""

    def __enter__(self) -> Self:
        """The running session."""
        return self

    def __exit__(self, *ended: object) -> None:
        """End both processes."""
        self._pair.__exit__(*ended)

    def run(self) -> RunEvidence:
        """Build, judge, train; evidence of however it ended.

        `initial` and `weights` then hold the bytes of the weights before and after training, each
        as far as the process sent them.

        Raises:
            DeviceError: a GPU was asked for and there is none.
            SandboxError: Keras could not be started.
        """
        request = self._request
        request.on_stage(f"starting {NAMES[request.closing.backend]}")
        self._machine = self._pair.begin(request.job, request.blocks)
        end = self._until_built() or self._train()
        return self._evidence(end)

    def rebuild(self) -> RunEvidence | None:
        """Rebuild the trained model in the measuring process; None where it cannot be.

        The evidence holds the count of the trained model, which need not be the one that was built.
        """
        trained = self._trained
        if trained is None or trained.graph is None:
            return None
        if not self._count(Rebuild(trained.graph, weights=True), self.weights):
            return None
        return self._evidence(Finished())

    def measure(self, pictures: Pictures) -> np.ndarray | None:
        """Predictions of the rebuilt model, one row a picture; None where there are none."""
        return self._rows(self._pair.ask(_predict(pictures), [pictures.values]), pictures.values)

    def infer(self, inputs: np.ndarray) -> np.ndarray | None:
        """Predictions of the rebuilt model for float32 inputs as they are, one row each."""
        return self._rows(self._pair.ask(Infer(inputs.shape), [inputs]), inputs)

    def outputs(self, graph: LayerGraph, weights: bytes, inputs: np.ndarray) -> np.ndarray | None:
        """What a part of the model makes of float32 inputs; None where it cannot be rebuilt.

        Raises:
            SandboxError: the measuring process ended by itself.
        """
        rebuild = Rebuild(graph, weights=True, name=_PART)
        if not isinstance(self._pair.ask(rebuild, [weights]), tuple):
            return None
        match self._pair.ask(Apply(_PART, inputs.shape), [inputs]):
            case (Applied(shape=shape), bytes(payload)) if 4 * math.prod(shape) == len(payload):
                return np.frombuffer(payload, dtype="<f4").reshape(shape)
        return None

    def ask_learner(self, pictures: Pictures) -> np.ndarray | None:
        """Predictions made by the learner's own process, for a model that cannot be rebuilt."""
        return self._rows(self._reply(_predict(pictures), [pictures.values]), pictures.values)

    def infer_by_learner(self, inputs: np.ndarray) -> np.ndarray | None:
        """The same for float32 inputs as they are."""
        return self._rows(self._reply(Infer(inputs.shape), [inputs]), inputs)

    def preprocess(self, photos: Sequence[bytes]) -> np.ndarray | Raised | Stopped | Died | Garbled:
        """Photos through the learner's `preprocess`, float32, one each in their order.

        It is given no labels, and those that it returns do not come back.
        """
        self._pair.send(Preprocess(tuple(map(len, photos))), photos)
        clock = self._pair.clock("preprocess", self._limits.build_s)
        match self._pair.hear("preprocess", clock):
            case (Preprocessed(shape), bytes(payload)):
                return _array(shape, payload, len(photos))
            case (Raised() as raised, _):
                return raised
            case Stopped() | Died() | Garbled() as end:
                return end
            case (other, _):
                return Garbled("preprocess", type(other).__name__)

    @property
    def trouble(self) -> str:
        """Why predictions are missing, in the words of the process that should have made them."""
        return self._pair.trouble

    def _until_built(self) -> End | None:
        """Run up to the built model and judge it; an end, or None to go on."""
        self._request.on_stage("building the model")
        limits = self._limits
        # A free-form script may train in a loop of its own before it is seen to have a model.
        limit_s = limits.build_s if self._request.job.defines_builder else limits.training_s
        match self._pair.hear("build", self._pair.clock("build", limit_s)):
            case (Built() as built, bytes(weights)):
                self._take(built, weights)
            case (Raised() as end, _):
                return end
            case Stopped() | Died() | Garbled() as end:
                return end
            case (other, _):
                return Garbled("build", type(other).__name__)
        if not self._request.may_train(self._evidence(NotTrained())):
            return NotTrained()
        return None

    def _take(self, built: Built, weights: bytes) -> None:
        """Keep what a model says of itself, and count it where it can be rebuilt."""
        self._built, self._counted, self.initial = built, None, weights
        if built.graph is not None:
            self._count(Rebuild(built.graph, weights=False))

    def _count(self, rebuild: Rebuild, weights: bytes = b"") -> bool:
        """Rebuild a model in the measuring process and keep its count; False where refused."""
        match self._pair.ask(rebuild, [weights]):
            case (Counted() as counted, _):
                self._counted = counted
                return True
        return False

    def _train(self) -> End:
        self._request.on_stage("training")
        clock = self._pair.clock("train", self._limits.training_s)
        self._pair.send(Go())
        end: End | None = None
        while end is None:
            match self._pair.hear("train", clock):
                case (Built() as built, bytes(weights)):
                    self._take(built, weights)
                case (Progress() as progress, _):
                    self._progress = progress
                    clock.follow(progress)
                    self._request.on_progress(progress)
                case (Trained() as trained, bytes(weights)):
                    self._trained, self.weights = trained, weights
                    end = Finished()
                case (Raised() as raised, _):
                    end = raised
                case Stopped() | Died() | Garbled() as ended:
                    end = ended
                case (other, _):
                    return Garbled("train", type(other).__name__)
        self._work_s = clock.work_s()
        return end

    def _reply(self, request: Predict | Infer, blocks: Sequence[Any]) -> Reply | None:
        """What the learner's own process predicts; None, and the reason in `trouble`."""
        self._pair.send(request, blocks)
        clock = self._pair.clock("hand_back", self._limits.build_s * _HAND_BACK)
        match self._pair.hear("hand_back", clock):
            case (Predicted() as predicted, bytes(payload)):
                return predicted, payload
            case (Raised(kind=kind, text=text), _):
                self._pair.trouble = f"{kind}: {text}"
            case other:
                self._pair.trouble = f"its process ended ({type(other).__name__})"
        return None

    def _rows(self, reply: Reply | None, inputs: np.ndarray) -> np.ndarray | None:
        match reply:
            case (Predicted(shape), bytes(payload)):
                fits = len(shape) == 2 and shape[0] == len(inputs)
                if fits and 0 < shape[1] <= 10_000 and shape[0] * shape[1] * 4 == len(payload):
                    return np.frombuffer(payload, dtype="<f4").reshape(shape)
                self._pair.trouble = f"predictions of shape {shape}"
        return None

    def _evidence(self, end: End) -> RunEvidence:
        return RunEvidence(
            end=end,
            machine=self._machine,
            built=self._built,
            counted=self._counted,
            trained=self._trained,
            progress=self._progress,
            usage=self._pair.usage(self._work_s),
            trouble=self._pair.trouble,
        )


def _array(shape: tuple[int, ...], payload: bytes, count: int) -> np.ndarray | Garbled:
    fits = 1 < len(shape) <= 4 and shape[0] == count and all(0 < size <= 4_096 for size in shape)
    if not fits or int(np.prod(shape, dtype=np.int64)) * 4 != len(payload):
        return Garbled("preprocess", f"pictures of shape {shape}")
    return np.frombuffer(payload, dtype="<f4").reshape(shape)


def _predict(pictures: Pictures) -> Predict:
    return Predict(pictures.values.shape, pictures.scale, pictures.shift)
