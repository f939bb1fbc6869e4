"""The environment of a closed process: an allow-list, and a home that is its own folder."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "CUDA_HOME", "XLA_FLAGS", "TZ")

_NO_GPU = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}


def closed_environment(
    outer: Mapping[str, str], folder: Path, *, device: str, backend: str, threads: int
) -> dict[str, str]:
    """Variables of a closed process.

    Args:
        outer: the grader's own environment; little of it is passed on.
        folder: the process' working folder, its home and place for temporary files.
        device: "auto", "cpu" or "gpu".
        backend: what Keras computes with: "tensorflow", "jax" or "torch".
        threads: pinned number of threads of TensorFlow and OpenMP.
    """
    passed = {name: outer[name] for name in _PASSED_ON if name in outer}
    visible = _NO_GPU if device == "cpu" else _gpus(outer)
    return {
        **passed,
        **visible,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        # Keras writes its settings and data sets there.
        "KERAS_HOME": str(folder / ".keras"),
        "KERAS_BACKEND": backend,
        "MPLBACKEND": "Agg",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(import_folders(sys.path, Path.cwd())),
        "CNN_GRADE_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def import_folders(paths: list[str], here: Path) -> list[str]:
    """Folders that the closed process imports from: the grader's own, never the current folder."""
    return [path for path in paths if path and Path(path).resolve() != here.resolve()]


def _gpus(outer: Mapping[str, str]) -> dict[str, str]:
    name = "CUDA_VISIBLE_DEVICES"
    return {name: outer[name]} if name in outer else {}
