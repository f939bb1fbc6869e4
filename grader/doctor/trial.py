"""The closed process of `cnn-grade doctor`: starts Keras and trains for some seconds.

Started as `python -m grader.doctor.trial SECONDS SOLUTION`; it tells what it found as JSON lines.
The network is that of exercise 9's reference, and the digits are random numbers.
"""

import json
import runpy
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

_WARM_UP = 5
"""Steps at the start that are not counted: the graph is built and memory is taken then."""


def main() -> None:
    """Import, look, train; each stage is told before the next may go wrong."""
    began = time.monotonic()
    import tensorflow as tf

    _tell(tensorflow=tf.__version__)
    from grader.sandbox.inside import keras_start

    keras_start.pin()
    machine = keras_start.machine("auto")
    _tell(
        keras=machine.versions["keras"],
        device=machine.device,
        start_s=time.monotonic() - began,
    )
    seconds = float(sys.argv[1])
    if seconds:
        reference = runpy.run_path(sys.argv[2])
        times = measured(reference, seconds)
        _tell(steps=len(times), step_s=statistics.median(times), reference_steps=reference["STEPS"])


def measured(reference: dict[str, Any], seconds: float) -> list[float]:
    """Seconds of each training step, the first ones left out; at least one is measured."""
    import keras
    import numpy as np

    times: list[float] = []
    marks: list[float] = []

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002 - Keras calls it so
            marks.append(time.monotonic())
            if batch > _WARM_UP:
                times.append(marks[-1] - marks[-2])
                self.model.stop_training = marks[-1] - marks[_WARM_UP] > seconds

    random = np.random.default_rng(0)
    count = reference["BATCH_SIZE"]
    x = random.random((count * 20, 28, 28, 1), np.float32)
    y = random.integers(0, 10, len(x))
    batches = [(x[at : at + count], y[at : at + count]) for at in range(0, len(x), count)]

    def endless() -> Iterator[Any]:
        while True:
            yield from batches

    reference["build_model"]().fit(
        endless(), steps_per_epoch=1_000_000, verbose=0, callbacks=[Clock()]
    )
    return times


def _tell(**found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
