"""Two closed processes around one answer: the learner's, and the one that measures."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

from grader.errors import DeviceError, SandboxError
from grader.evidence import (
    Applied,
    Counted,
    Died,
    FromLearner,
    Garbled,
    Machine,
    Predicted,
    Raised,
    Refused,
    Stopped,
    Usage,
)
from grader.limits import Limits
from grader.sandbox.channel import Frame
from grader.sandbox.clock import Clock
from grader.sandbox.orphans import adopt, sweep
from grader.sandbox.process import ClosedProcess, Start

MEASURING_WORK_S = 300.0

NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
"""What Keras computes with, as people call it."""


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """How the processes of one answer are closed in, and what they may use.

    `prepare` is given the learner's working folder before its process starts, `file_name` is the
    file whose line is told when it is stopped.
    """

    file_name: str
    limits: Limits
    device: str
    backend: str
    environment: Mapping[str, str]
    adopts: bool
    prepare: Callable[[Path], None] = lambda _: None


Reply = tuple[Counted | Predicted | Applied, bytes] | Refused
"""An answer of the measuring process: a message with its payload, or a refusal."""

Heard = tuple[FromLearner, bytes] | Stopped | Died | Garbled
"""What may come from the learner's process, with its payload, or become of it."""


class Pair:
    """The two processes, started together; leaving the `with` block ends both."""

    def __init__(self, closing: Closing) -> None:
        self._closing = closing
        self.trouble = ""
        if closing.adopts:
            adopt()
        # Started together: the second imports Keras on another core while the first does.
        self._learner = _start(closing, "learner", closing.device)
        try:
            self._measuring = _start(closing, "measure", "cpu")
        except BaseException:
            self._learner.close()
            raise

    def __enter__(self) -> Self:
        """The running pair."""
        return self

    def __exit__(self, *_: object) -> None:
        """End both processes."""
        self._learner.close()
        sweep((self._measuring.pid,))
        self._measuring.close()

    def begin(self, job: msgspec.Struct, blocks: Sequence[Any]) -> Machine:
        """Hand the job over and wait until Keras has started.

        Raises:
            DeviceError: a GPU was asked for and there is none.
            SandboxError: Keras could not be started.
        """
        self.send(job, blocks)
        match self.hear("start", self.clock("start", 120.0)):
            case (Machine() as machine, _):
                return machine
            case (Raised(code="no_gpu"), _):
                raise DeviceError(
                    "--device gpu: no GPU is seen here. Leave the option out to train on the "
                    "processor."
                )
            case (Raised(code="no_backend", text=text), _):
                raise SandboxError(text)
            case Died(exit_status=status, last_lines=lines):
                raise SandboxError(
                    f"{NAMES[self._closing.backend]} could not be started (exit status {status}): "
                    f"{' '.join(lines[-3:]) or 'it said nothing'}"
                )
            case other:
                raise SandboxError(f"{NAMES[self._closing.backend]} could not be started: {other}")

    def send(self, message: msgspec.Struct, blocks: Sequence[Any] = ()) -> None:
        """Send something to the learner's process."""
        self._learner.send(message, blocks)

    def hear(self, stage: str, clock: Clock) -> Heard:
        """The next message of the learner's process, checked against the schema."""
        match self._learner.receive(stage, clock):
            case Frame(message, payload):
                try:
                    return msgspec.json.decode(message, type=FromLearner), payload
                except (msgspec.DecodeError, RecursionError) as error:
                    return Garbled(stage, str(error)[:200])
            case ended:
                return ended

    def ask(self, request: msgspec.Struct, blocks: Sequence[Any] = ()) -> Reply:
        """Ask the measuring process; a refusal's reason is kept in `trouble`.

        Raises:
            SandboxError: the process, which runs no learner code, ended by itself.
        """
        self._measuring.send(request, blocks)
        limits = self._closing.limits
        clock = Clock(limits, "measure", self._measuring.spent(), MEASURING_WORK_S)
        match self._measuring.receive("measure", clock):
            case Frame(message, payload):
                reply = msgspec.json.decode(message, type=Counted | Refused | Predicted | Applied)
                if isinstance(reply, Refused):
                    self.trouble = reply.reason
                    return reply
                return reply, payload
            case Stopped(reason=reason):
                # It runs no learner code, so only a model beyond measure keeps it so busy.
                self.trouble = f"measuring it went over the limit of {reason}"
                return Refused(self.trouble)
            case Died(exit_status=status, last_lines=lines):
                raise SandboxError(
                    f"the measuring process ended early (exit status {status}): "
                    f"{' '.join(lines[-2:]) or 'it said nothing'}"
                )
        raise SandboxError("the measuring process answered with bytes that are no message")

    def clock(self, stage: str, limit_s: float) -> Clock:
        """A clock for a stage of the learner's process that begins now."""
        return Clock(self._closing.limits, stage, self._learner.spent(), limit_s)

    def usage(self, work_s: float) -> Usage:
        """What the learner's process has used."""
        spent = self._learner.spent()
        return Usage(work_s, spent.wall_s, self._learner.peak_bytes, self._learner.printed_bytes)


def _start(closing: Closing, module: str, device: str) -> ClosedProcess:
    limits, learner = closing.limits, module == "learner"
    start = Start(
        module=module,
        device=device,
        # Models are measured with the same backend, whichever they were trained with.
        backend=closing.backend if learner else "tensorflow",
        threads=limits.threads,
        memory_bytes=0 if learner and may_use_gpu(device) else limits.memory_bytes,
        evidence_bytes=limits.evidence_bytes,
        printed_bytes=limits.printed_bytes,
        file_name=closing.file_name,
    )
    return ClosedProcess(start, closing.environment, closing.prepare if learner else None)


def may_use_gpu(device: str) -> bool:
    """Whether a GPU may come into play; a driver reserves addresses far beyond any memory cap."""
    nodes = ("nvidia0", "dxg", "kfd")
    return device != "cpu" and any(Path("/dev", node).exists() for node in nodes)
