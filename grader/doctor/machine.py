"""What was found out about a machine; plain data, so that checks can be tried on any machine."""

import msgspec

from grader.datasets.stock import Stock


class Cores(msgspec.Struct, frozen=True):
    """Processor cores: in the machine, allowed to this process, and a container's share of time."""

    total: int
    allowed: int
    quota: float | None = None


class Memory(msgspec.Struct, frozen=True):
    """Memory in bytes: in the machine, free for new programs, and a container's limit."""

    total_bytes: int
    available_bytes: int
    limit_bytes: int | None = None


class Gpu(msgspec.Struct, frozen=True):
    """What tells of a GPU.

    Attributes:
        nodes: device files, such as "nvidia0".
        driver: version of NVIDIA's driver, empty when none is loaded.
        libraries: whether CUDA's libraries are installed.
        hidden: `CUDA_VISIBLE_DEVICES`, where that hides every GPU.
    """

    nodes: tuple[str, ...] = ()
    driver: str = ""
    libraries: bool = False
    hidden: str | None = None


class Room(msgspec.Struct, frozen=True):
    """Space on a disk; `trouble` says why a folder cannot be written to."""

    path: str
    free_bytes: int
    trouble: str = ""


class Trial(msgspec.Struct, frozen=True):
    """What a closed process found: versions, device, a measured step, or how it ended.

    Attributes:
        tensorflow: version, empty if it could not be imported.
        keras: version, empty if it could not be started.
        backend: what Keras computes with.
        device: "cpu" or "gpu (name)".
        start_s: seconds until Keras was there.
        steps: training steps that were measured, 0 if none.
        step_s: seconds a step, the middle of those measured.
        reference_steps: steps of the whole training of exercise 9's reference.
        trouble: what went wrong, in words.
    """

    tensorflow: str = ""
    keras: str = ""
    backend: str = ""
    device: str = ""
    start_s: float = 0.0
    steps: int = 0
    step_s: float = 0.0
    reference_steps: int = 0
    trouble: str = ""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """All that the checks look at. `avx` is None where the processor's abilities are not told."""

    python: str
    platform: str
    backend: str
    backend_there: bool
    avx: bool | None
    cores: Cores
    memory: Memory
    gpu: Gpu
    trial: Trial
    temp: Room
    cache: Room
    stock: tuple[Stock, ...]
    walls: str = "none"
