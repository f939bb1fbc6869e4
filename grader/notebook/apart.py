"""The grader's process beside a kernel: it has the test data, the kernel has not.

Started as `python -m grader.notebook.apart READ WRITE VERSION`: two descriptors, and the version of
the grader that the kernel has imported.
"""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import msgspec
import numpy as np

from grader import __version__
from grader.errors import GraderError
from grader.evidence import Died, End, Garbled, Raised
from grader.notebook.chosen import options
from grader.notebook.talk import (
    PAYLOAD_BYTES,
    CodeJob,
    Done,
    Failed,
    FromKernel,
    Job,
    Stage,
)
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.requests import Preprocess

_LOOK_S = 1.0
_GRACE_S = 10.0


class Kernel:
    """The kernel as this process sees it."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write

    def stage(self, text: str) -> None:
        """Tell what is being done."""
        write_frame(self._write, Stage(text))

    def prepare(self, photos: Sequence[bytes]) -> np.ndarray | End:
        """Photos through the learner's `preprocess`; they have no labels."""
        write_frame(self._write, Preprocess(tuple(map(len, photos))), photos)
        frame = read_frame(self._read, PAYLOAD_BYTES)
        if frame is None:
            return Died("preprocess", 0, ())
        reply = msgspec.json.decode(frame.message, type=FromKernel)
        if isinstance(reply, Raised):
            return reply
        shape = reply.shape
        if (
            len(shape) < 2
            or shape[0] != len(photos)
            or int(np.prod(shape)) * 4 != len(frame.payload)
        ):
            return Garbled("preprocess", f"pictures of shape {shape}")
        return np.frombuffer(frame.payload, dtype="<f4").reshape(shape)

    def serve(self) -> None:
        """Do the one job that the kernel has."""
        frame = read_frame(self._read, PAYLOAD_BYTES)
        if frame is None:
            return
        try:
            answer = self._answer(msgspec.json.decode(frame.message, type=Job), frame.payload)
        except GraderError as error:
            answer = Failed(type(error).__name__, str(error))
        # Any bug: it is told where the person sits, not lost with this process.
        except Exception:  # noqa: BLE001
            answer = Failed("", traceback.format_exc())
        write_frame(self._write, answer)

    def _answer(self, job: Job, payload: bytes) -> Done | Failed:
        if isinstance(job, CodeJob):
            return grade_code(job, self)
        from grader.notebook.model import Asked, judge_model

        asked = Asked(job=job, payload=payload, on_stage=self.stage, prepare=self.prepare)
        return judge_model(asked)


def grade_code(job: CodeJob, kernel: Kernel) -> Done:
    """Grade code as it would be graded in a workspace."""
    from grader.notebook.words import grade_text

    with_stages = options(
        job.data, job.seed, adopts=True, on_stage=kernel.stage, on_note=kernel.stage
    )
    return grade_text(job.number, job.code, with_stages)


def watch_parent(parent: int) -> None:
    """End this process soon after the kernel is gone, however that ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE_S)
        # Closed processes end when their pipes close.
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Entry point; the arguments are descriptors of pipes, and the version that the kernel has."""
    watch_parent(os.getppid())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    read, write = map(int, sys.argv[1:3])
    if sys.argv[3] != __version__:
        text = (
            f"cnn-grade {__version__} was installed after this kernel had imported {sys.argv[3]}: "
            "restart the kernel."
        )
        write_frame(write, Failed("UsageError", text))
        return
    with TemporaryDirectory(prefix="cnn-grade-", ignore_cleanup_errors=True) as folder:
        os.chdir(Path(folder))
        Kernel(read, write).serve()


def _stop(_number: int, _frame: object) -> NoReturn:
    """Leave every `with` block, so that closed processes end."""
    sys.exit(1)


if __name__ == "__main__":
    main()
