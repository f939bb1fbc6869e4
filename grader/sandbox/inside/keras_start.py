"""How Keras and TensorFlow are started in every closed process: same threads, same seeds."""

import os
from typing import Any

import keras
import tensorflow as tf

from grader.evidence import Machine


class NoGpuError(Exception):
    """A GPU was asked for and there is none."""


def pin() -> None:
    """Pin the threads to the constant of the environment: their number changes trained weights."""
    threads = int(os.environ["CNN_GRADE_THREADS"])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.disable_interactive_logging()


def machine(device: str) -> Machine:
    """Look for devices and say what is there.

    Raises:
        NoGpuError: `device` is "gpu" and TensorFlow sees none.
    """
    gpus: list[Any] = tf.config.list_physical_devices("GPU") if device != "cpu" else []
    if device == "gpu" and not gpus:
        raise NoGpuError
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name") if gpus else ""
    return Machine(
        device=f"gpu ({name or 'unnamed'})" if gpus else "cpu",
        threads=int(os.environ["CNN_GRADE_THREADS"]),
        versions={"tensorflow": tf.__version__, "keras": keras.__version__},
    )
