"""The learner's process: runs one answer and hands data back.

Started as `python -m grader.sandbox.inside.learner READ WRITE MEMORY EVIDENCE DEVICE`. It holds
training and validation pictures, never test labels. Nothing that it says is taken for a mark.
"""

import faulthandler
import os
import signal
import sys

import msgspec

from grader.evidence import Raised
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.inside.confine import confine
from grader.sandbox.requests import ConversionJob, DigitsJob, FlowersJob, ToLearner


def main() -> None:
    """Entry point; the arguments are descriptors, limits and a device chosen by the grader."""
    read, write, memory_bytes, evidence_bytes = map(int, sys.argv[1:5])
    device = sys.argv[5]
    for descriptor in (read, write):
        os.set_inheritable(descriptor, False)
    confine(memory_bytes)
    # The grader asks with this signal where the code stands before it ends a run.
    faulthandler.register(signal.SIGUSR1, all_threads=False)
    frame = read_frame(read, evidence_bytes)
    if frame is None:
        return
    job = msgspec.json.decode(frame.message, type=ToLearner)
    _start(read, write, device, (job, frame.payload))


def _start(read: int, write: int, device: str, work: tuple[ToLearner, bytes]) -> None:
    from grader.sandbox.inside import keras_start

    keras_start.pin()
    try:
        write_frame(write, keras_start.machine(device))
    except keras_start.NoGpuError:
        write_frame(write, Raised("device", "no_gpu", "", "", ()))
        return
    _answer(read, write, *work)


def _answer(read: int, write: int, job: ToLearner, payload: bytes) -> None:
    from grader.sandbox.inside.digits import Digits
    from grader.sandbox.inside.run import Run

    match job:
        case DigitsJob():
            Run(read, write, Digits(job, payload)).answer()
        case FlowersJob():
            from grader.sandbox.inside.flowers import Flowers

            Run(read, write, Flowers(job, payload)).answer()
        case ConversionJob():
            from grader.sandbox.inside.convert import Conversion

            Conversion(read, write, job, payload).answer()
        case _:
            raise TypeError(type(job).__name__)


if __name__ == "__main__":
    main()
