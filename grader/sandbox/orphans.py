"""Programs that learner code started and left: adopted by the grader, and ended with the run."""

import ctypes
import os
import sys
from collections.abc import Iterable

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_PR_GET_CHILD_SUBREAPER = 37
_ROUNDS = 20


def adopt() -> None:
    """Make this process the parent of whatever its descendants leave behind (Linux).

    Only for a process whose children are all closed processes, such as the command line.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def sweep(known: Iterable[int]) -> None:
    """End all children of this process but the `known`, again until none is left.

    Does nothing in a process that did not `adopt`: its other children are not ours to end.
    """
    kept = set(known)
    for _ in range(_ROUNDS if _adopts() else 0):
        strays = [child for child in psutil.Process().children() if child.pid not in kept]
        if not strays:
            return
        for stray in strays:
            for process in (*_descendants(stray), stray):
                _kill(process)
        for stray in strays:
            _reap(stray.pid)


def _adopts() -> bool:
    if sys.platform != "linux":
        return False
    answer = ctypes.c_int(0)
    ctypes.CDLL(None).prctl(_PR_GET_CHILD_SUBREAPER, ctypes.byref(answer), 0, 0, 0)
    return answer.value == 1


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return
