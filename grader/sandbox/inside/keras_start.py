"""How Keras and its backend are started in every closed process: same threads, same seeds."""

import os
import time
from functools import cache
from typing import Any

import keras

from grader.evidence import Machine


class NoGpuError(Exception):
    """A GPU was asked for and there is none."""


def pin() -> None:
    """Pin the threads to the constant of the environment: their number changes trained weights."""
    threads = int(os.environ["CNN_GRADE_THREADS"])
    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
        case "torch":
            import torch

            torch.set_num_threads(threads)
    keras.utils.disable_interactive_logging()


def machine(device: str) -> Machine:
    """Look for devices and say what is there.

    Raises:
        NoGpuError: `device` is "gpu" and the backend sees none.
    """
    backend = keras.backend.backend()
    name, version = _LOOK[backend](device)
    if device == "gpu" and not name:
        raise NoGpuError
    return Machine(
        device=f"gpu ({name})" if name else "cpu",
        threads=int(os.environ["CNN_GRADE_THREADS"]),
        versions={backend: version, "keras": keras.__version__},
    )


def work_s() -> float:
    """Seconds of work done by now: processor seconds over the threads, or on a GPU wall seconds."""
    if _on_gpu():
        return time.monotonic()
    return time.process_time() / int(os.environ["CNN_GRADE_THREADS"])


@cache
def _on_gpu() -> bool:
    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            return bool(tf.config.list_physical_devices("GPU"))
        case "jax":
            import jax

            return bool(jax.default_backend() == "gpu")
    import torch

    return bool(torch.cuda.is_available())


def _tensorflow(device: str) -> tuple[str, str]:
    """Name of the first GPU, empty without one, and the version."""
    import tensorflow as tf

    gpus: list[Any] = tf.config.list_physical_devices("GPU") if device != "cpu" else []
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    if not gpus:
        return "", tf.__version__
    details = tf.config.experimental.get_device_details(gpus[0])
    return details.get("device_name") or "unnamed", tf.__version__


def _jax(device: str) -> tuple[str, str]:
    import jax

    gpus = [one for one in jax.devices() if one.platform == "gpu"] if device != "cpu" else []
    return (gpus[0].device_kind if gpus else ""), jax.__version__


def _torch(device: str) -> tuple[str, str]:
    import torch

    there = device != "cpu" and torch.cuda.is_available()
    return (torch.cuda.get_device_name(0) if there else ""), torch.__version__


_LOOK = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
