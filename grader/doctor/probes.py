"""Thin probes: what each of them reads is handed to pure functions."""

import ctypes.util
import importlib.util
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from grader.datasets.cache import cache_folder
from grader.datasets.stock import stock
from grader.doctor import cgroup
from grader.doctor.closed import run_trial
from grader.doctor.machine import Cores, Gpu, Machine, Memory, Room

_DRIVER = re.compile(r"Kernel Module\b.*?\s(\d+(?:\.\d+)+)\s")
_NODES = re.compile(r"nvidia\d+|dxg|kfd")
_MODULES = {"tensorflow": "tensorflow", "jax": "jax", "torch": "torch"}


def look(environ: Mapping[str, str], seconds: float, on_stage: Callable[[str], None]) -> Machine:
    """Find out all about this machine.

    Args:
        environ: the environment.
        seconds: how long training steps are measured, 0 for not at all.
        on_stage: told what is being done.
    """
    backend = environ.get("KERAS_BACKEND") or "tensorflow"
    there = installed(_MODULES.get(backend, backend))
    on_stage("looking at data and weights")
    found = stock(environ)
    on_stage("starting TensorFlow" + (f", and training for {seconds:g} s" if seconds else ""))
    trial = run_trial(environ, seconds, backend if there else "tensorflow")
    limits = cgroup.limits(_read("/proc/self/cgroup"), Path("/sys/fs/cgroup"))
    return Machine(
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        backend=backend,
        backend_there=there,
        avx=avx(platform.machine(), _read("/proc/cpuinfo")),
        cores=Cores(os.cpu_count() or 1, allowed_cores(), limits.cores),
        memory=memory(limits),
        gpu=gpu(environ),
        trial=trial,
        temp=room(Path(tempfile.gettempdir())),
        cache=room(cache_folder(environ)),
        stock=found,
    )


def allowed_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory(limits: cgroup.Limits) -> Memory:
    """Memory of the machine, cut to what a container leaves."""
    there = psutil.virtual_memory()
    free = there.available if limits.free_bytes is None else limits.free_bytes
    return Memory(there.total, min(there.available, free), limits.memory_bytes)


def gpu(environ: Mapping[str, str]) -> Gpu:
    """What tells of a GPU on this machine."""
    nodes = tuple(
        sorted(path.name for path in Path("/dev").glob("*") if _NODES.fullmatch(path.name))
    )
    driver = driver_version(_read("/proc/driver/nvidia/version"))
    visible = environ.get("CUDA_VISIBLE_DEVICES")
    return Gpu(
        nodes=nodes,
        driver=driver,
        libraries=bool(nodes) and cuda_there(),
        hidden=visible if visible is not None and hides(visible) else None,
    )


def driver_version(text: str) -> str:
    """NVIDIA's version from `/proc/driver/nvidia/version`, empty if there is none.

    >>> driver_version("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19")
    '535.104.05'
    """
    found = _DRIVER.search(text)
    return found.group(1) if found else ""


def hides(visible: str) -> bool:
    """Whether this value of `CUDA_VISIBLE_DEVICES` hides every GPU.

    >>> hides(""), hides("-1"), hides("0,1")
    (True, True, False)
    """
    return not visible.strip() or visible.strip().startswith("-")


def avx(machine: str, cpuinfo: str) -> bool | None:
    """Whether a processor has AVX, which TensorFlow is built for; None where that is not told.

    >>> avx("x86_64", "flags : fpu sse2 avx avx2"), avx("aarch64", "Features : asimd")
    (True, None)
    """
    flags = re.search(r"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    if machine not in {"x86_64", "AMD64"} or flags is None:
        return None
    return "avx" in flags.group(1).split()


def room(folder: Path) -> Room:
    """Space in a folder, or in the one that it would be made in."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Room(str(folder), 0, error.strerror or "cannot be looked at")
    if not there.is_dir():
        return Room(str(folder), free, f"{there} is no folder")
    return Room(
        str(folder), free, "" if os.access(there, os.W_OK | os.X_OK) else "no right to write"
    )


def installed(module: str) -> bool:
    """Whether a module can be found, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def cuda_there() -> bool:
    """Whether CUDA's libraries are installed, as packages of Python or in the system."""
    return installed("nvidia.cudnn") or ctypes.util.find_library("cudnn") is not None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
