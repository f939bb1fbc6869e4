"""One model answer through two closed processes: the learner's, and the one that measures."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from grader.errors import DeviceError, SandboxError
from grader.evidence import (
    Built,
    Counted,
    Died,
    End,
    Finished,
    FromLearner,
    Garbled,
    Machine,
    NotTrained,
    Predicted,
    Progress,
    Raised,
    Refused,
    RunEvidence,
    Stopped,
    Trained,
    Usage,
)
from grader.limits import Limits
from grader.sandbox.channel import Frame
from grader.sandbox.clock import Clock
from grader.sandbox.orphans import adopt, sweep
from grader.sandbox.process import ClosedProcess, Start
from grader.sandbox.requests import Go, Job, Predict, Rebuild

MEASURING_WORK_S = 300.0


class Pictures(msgspec.Struct, frozen=True):
    """Pictures to predict, uint8, shape (n, height, width), and how their pixels are scaled."""

    values: np.ndarray
    scale: float = 1 / 255
    shift: float = 0.0


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """All that a session needs of one answer.

    `blocks` are training and validation pictures and labels as `Job` describes them;
    `may_train` looks at the evidence before training.
    """

    job: Job
    blocks: tuple[np.ndarray, ...]
    limits: Limits
    device: str
    environment: Mapping[str, str]
    adopts: bool
    may_train: Callable[[RunEvidence], bool]
    on_stage: Callable[[str], None]
    on_progress: Callable[[Progress], None]


Reply = tuple[Counted | Predicted, bytes] | Refused
"""An answer of the measuring process: a message with its payload, or a refusal."""

Heard = (
    Machine
    | Built
    | Raised
    | Progress
    | tuple[Trained | Predicted, bytes]
    | Stopped
    | Died
    | Garbled
)
"""What may come from the learner's process, or become of it."""


class Session:
    """Two closed processes around one answer; leaving the `with` block ends both."""

    def __init__(self, request: Request) -> None:
        self._request = request
        limits = request.limits
        if request.adopts:
            adopt()
        # Started together: the second imports TensorFlow on another core while the first does.
        self._learner = _start(request, "learner", request.device, limits)
        try:
            self._measuring = _start(request, "measure", "cpu", limits)
        except BaseException:
            self._learner.close()
            raise
        self._machine: Machine | None = None
        self._built: Built | None = None
        self._counted: Counted | None = None
        self._trained: Trained | None = None
        self._progress: Progress | None = None
        self._weights = b""
        self._work_s = 0.0
        self._trouble = ""

    def __enter__(self) -> "Session":
        """The running session."""
        return self

    def __exit__(self, *_: object) -> None:
        """End both processes."""
        self._learner.close()
        sweep((self._measuring.pid,))
        self._measuring.close()

    def run(self) -> RunEvidence:
        """Build, judge, train; evidence of however it ended.

        Raises:
            DeviceError: a GPU was asked for and there is none.
            SandboxError: TensorFlow could not be started.
        """
        request = self._request
        request.on_stage("starting TensorFlow")
        self._learner.send(request.job, request.blocks)
        self._await_machine()
        end = self._until_built() or self._train()
        return self._evidence(end)

    def rebuild(self) -> RunEvidence | None:
        """Rebuild the trained model in the measuring process; None where it cannot be.

        The evidence holds the count of the trained model, which need not be the one that was built.
        """
        trained = self._trained
        if trained is None or trained.graph is None:
            return None
        if not self._count(Rebuild(trained.graph, weights=True), self._weights):
            return None
        return self._evidence(Finished())

    def measure(self, pictures: Pictures) -> np.ndarray | None:
        """Predictions of the rebuilt model, one row a picture; None where there are none."""
        return self._rows(self._ask_measuring(_predict(pictures), [pictures.values]), pictures)

    def ask_learner(self, pictures: Pictures) -> np.ndarray | None:
        """Predictions made by the learner's own process, for a model that cannot be rebuilt."""
        self._learner.send(_predict(pictures), [pictures.values])
        clock = self._clock("hand_back", self._request.limits.build_s * 5)
        match self._next("hand_back", clock):
            case (Predicted() as predicted, bytes(payload)):
                return self._rows((predicted, payload), pictures)
            case Raised(kind=kind, text=text):
                self._trouble = f"{kind}: {text}"
            case other:
                self._trouble = f"its process ended ({type(other).__name__})"
        return None

    @property
    def trouble(self) -> str:
        """Why predictions are missing, in the words of the process that should have made them."""
        return self._trouble

    def _await_machine(self) -> None:
        match self._next("start", self._clock("start", 120.0)):
            case Machine() as machine:
                self._machine = machine
            case Raised(code="no_gpu"):
                raise DeviceError(
                    "--device gpu: TensorFlow sees no GPU here. Leave the option out to train on "
                    "the processor."
                )
            case Died(exit_status=status, last_lines=lines):
                raise SandboxError(
                    f"TensorFlow could not be started (exit status {status}): "
                    f"{' '.join(lines[-3:]) or 'it said nothing'}"
                )
            case other:
                raise SandboxError(f"TensorFlow could not be started: {other}")

    def _until_built(self) -> End | None:
        """Run up to the built model and judge it; an end, or None to go on."""
        self._request.on_stage("building the model")
        limits = self._request.limits
        # A free-form script may train in a loop of its own before it is seen to have a model.
        limit_s = limits.build_s if self._request.job.defines_builder else limits.training_s
        clock = self._clock("build", limit_s)
        match self._next("build", clock):
            case Built() as built:
                self._take(built)
            case Raised() | Stopped() | Died() | Garbled() as end:
                return end
            case other:
                return Garbled("build", type(other).__name__)
        if not self._request.may_train(self._evidence(NotTrained())):
            return NotTrained()
        return None

    def _take(self, built: Built) -> None:
        """Keep what a model says of itself, and count it where it can be rebuilt."""
        self._built, self._counted = built, None
        if built.graph is not None:
            self._count(Rebuild(built.graph, weights=False))

    def _count(self, rebuild: Rebuild, weights: bytes = b"") -> bool:
        """Rebuild a model in the measuring process and keep its count; False where refused."""
        match self._ask_measuring(rebuild, [weights]):
            case (Counted() as counted, _):
                self._counted = counted
                return True
        return False

    def _train(self) -> End:
        clock = self._clock("train", self._request.limits.training_s)
        self._learner.send(Go())
        while True:
            match self._next("train", clock):
                case Built() as built:
                    self._take(built)
                case Progress() as progress:
                    self._progress = progress
                    clock.follow(progress)
                    self._request.on_progress(progress)
                case (Trained() as trained, bytes(weights)):
                    self._trained, self._weights = trained, weights
                    self._work_s = clock.work_s()
                    return Finished()
                case Raised() | Stopped() | Died() | Garbled() as end:
                    self._work_s = clock.work_s()
                    return end
                case other:
                    return Garbled("train", type(other).__name__)

    def _next(self, stage: str, clock: Clock) -> Heard:
        """The next message of the learner's process, checked against the schema."""
        match self._learner.receive(stage, clock):
            case Frame(message, payload):
                try:
                    decoded: FromLearner = msgspec.json.decode(message, type=FromLearner)
                except (msgspec.DecodeError, RecursionError) as error:
                    return Garbled(stage, str(error)[:200])
                if isinstance(decoded, Trained | Predicted):
                    return decoded, payload
                return decoded
            case ended:
                return ended

    def _ask_measuring(
        self, request: Rebuild | Predict, blocks: Sequence[bytes | np.ndarray] = ()
    ) -> Reply:
        self._measuring.send(request, blocks)
        clock = Clock(self._request.limits, "measure", self._measuring.spent(), MEASURING_WORK_S)
        match self._measuring.receive("measure", clock):
            case Frame(message, payload):
                reply = msgspec.json.decode(message, type=Counted | Refused | Predicted)
                if isinstance(reply, Refused):
                    self._trouble = reply.reason
                    return reply
                return reply, payload
            case Stopped(reason=reason):
                # It runs no learner code, so only a model beyond measure keeps it so busy.
                self._trouble = f"measuring it went over the limit of {reason}"
                return Refused(self._trouble)
            case Died(exit_status=status, last_lines=lines):
                raise SandboxError(
                    f"the measuring process ended early (exit status {status}): "
                    f"{' '.join(lines[-2:]) or 'it said nothing'}"
                )
        raise SandboxError("the measuring process answered with bytes that are no message")

    def _rows(self, reply: Reply, pictures: Pictures) -> np.ndarray | None:
        match reply:
            case (Predicted(shape), bytes(payload)):
                fits = len(shape) == 2 and shape[0] == len(pictures.values)
                if fits and 0 < shape[1] <= 10_000 and shape[0] * shape[1] * 4 == len(payload):
                    return np.frombuffer(payload, dtype="<f4").reshape(shape)
                self._trouble = f"predictions of shape {shape}"
        return None

    def _clock(self, stage: str, limit_s: float) -> Clock:
        return Clock(self._request.limits, stage, self._learner.spent(), limit_s)

    def _evidence(self, end: End) -> RunEvidence:
        spent = self._learner.spent()
        return RunEvidence(
            end=end,
            machine=self._machine,
            built=self._built,
            counted=self._counted,
            trained=self._trained,
            progress=self._progress,
            usage=Usage(
                self._work_s, spent.wall_s, self._learner.peak_bytes, self._learner.printed_bytes
            ),
            trouble=self._trouble,
        )


def _start(request: Request, module: str, device: str, limits: Limits) -> ClosedProcess:
    start = Start(
        module=module,
        device=device,
        threads=limits.threads,
        memory_bytes=0 if module == "learner" and may_use_gpu(device) else limits.memory_bytes,
        evidence_bytes=limits.evidence_bytes,
        printed_bytes=limits.printed_bytes,
        file_name=request.job.file_name,
    )
    return ClosedProcess(start, request.environment)


def may_use_gpu(device: str) -> bool:
    """Whether a GPU may come into play; a driver reserves addresses far beyond any memory cap."""
    nodes = ("nvidia0", "dxg", "kfd")
    return device != "cpu" and any(Path("/dev", node).exists() for node in nodes)


def _predict(pictures: Pictures) -> Predict:
    return Predict(pictures.values.shape, pictures.scale, pictures.shift)
