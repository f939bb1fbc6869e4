"""What a closed process does to itself before anything else: limits and ties to the grader.

The walls of the sandbox (namespaces, Landlock, seccomp) belong here, before TensorFlow starts its
threads.
"""

import ctypes
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1


def confine(memory_bytes: int) -> None:
    """Set limits of memory and core dumps, and end together with the grader.

    Args:
        memory_bytes: cap of data memory; 0 sets none (a GPU reserves addresses far beyond use).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_bytes and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
