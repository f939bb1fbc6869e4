"""The measuring process alone: a model rebuilt from data and measured, with no code beside it."""

import os
from collections.abc import Sequence
from typing import Any, Self

import msgspec
import numpy as np

from grader.errors import SandboxError
from grader.evidence import Counted, Died, LayerGraph, Predicted, Refused, Stopped
from grader.limits import Limits
from grader.sandbox.channel import Frame
from grader.sandbox.clock import Clock
from grader.sandbox.process import ClosedProcess, Start
from grader.sandbox.requests import Infer, Predict, Rebuild
from grader.sandbox.session import Pictures

_WORK_S = 300.0
_MOST_OUTPUTS = 10_000


class Measuring:
    """A closed process that measures one model; leaving the `with` block ends it.

    `trouble` says why the last request gave nothing.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.trouble = ""
        start = Start(
            module="measure",
            device="cpu",
            backend="tensorflow",
            threads=limits.threads,
            memory_bytes=limits.memory_bytes,
            evidence_bytes=limits.evidence_bytes,
            printed_bytes=limits.printed_bytes,
            file_name="",
        )
        self._process = ClosedProcess(start, os.environ)

    def __enter__(self) -> Self:
        """The running process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.close()

    def rebuild(self, graph: LayerGraph, weights: bytes) -> Counted | None:
        """Rebuild a model; its parameters as counted on it, None where it is refused."""
        reply = self._ask(Rebuild(graph, weights=True), [weights])
        return reply[0] if reply and isinstance(reply[0], Counted) else None

    def measure(self, pictures: Pictures) -> np.ndarray | None:
        """Predictions for pictures, one row each; None where there are none."""
        request = Predict(pictures.values.shape, pictures.scale, pictures.shift)
        return self._rows(self._ask(request, [pictures.values]), len(pictures.values))

    def infer(self, inputs: np.ndarray) -> np.ndarray | None:
        """Predictions for float32 inputs as they are, one row each."""
        return self._rows(self._ask(Infer(inputs.shape), [inputs]), len(inputs))

    def _ask(
        self, request: msgspec.Struct, blocks: Sequence[Any]
    ) -> tuple[Counted | Predicted, bytes] | None:
        self._process.send(request, blocks)
        clock = Clock(self._limits, "measure", self._process.spent(), _WORK_S)
        match self._process.receive("measure", clock):
            case Frame(message, payload):
                reply = msgspec.json.decode(message, type=Counted | Refused | Predicted)
                if not isinstance(reply, Refused):
                    return reply, payload
                self.trouble = reply.reason
                return None
            case Stopped(reason=reason):
                self.trouble = f"measuring it went over the limit of {reason}"
                return None
            case Died(exit_status=status, last_lines=lines):
                said = " ".join(lines[-2:]) or "it said nothing"
                raise SandboxError(
                    f"the measuring process ended early (exit status {status}): {said}"
                )
        raise SandboxError("the measuring process answered with bytes that are no message")

    def _rows(
        self, reply: tuple[Counted | Predicted, bytes] | None, count: int
    ) -> np.ndarray | None:
        match reply:
            case (Predicted(shape), bytes(payload)):
                fits = len(shape) == 2 and shape[0] == count and 0 < shape[1] <= _MOST_OUTPUTS
                if fits and shape[0] * shape[1] * 4 == len(payload):
                    return np.frombuffer(payload, dtype="<f4").reshape(shape)
                self.trouble = f"predictions of shape {shape}"
        return None
