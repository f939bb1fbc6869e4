"""The closed process that tries TensorFlow: its end, however it comes, is told in words."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from grader.doctor.machine import Trial
from grader.exercise import course_folder
from grader.limits import Limits
from grader.sandbox.environment import closed_environment

_PATIENCE_S = 120.0
_SIGNALS = {
    signal.SIGILL: "illegal instruction: TensorFlow is built for processors with AVX",
    signal.SIGSEGV: "memory fault: the installation is damaged, or two versions are mixed",
    signal.SIGKILL: "killed: most likely memory ran out",
    signal.SIGABRT: "aborted: a library of it is damaged",
}


def run_trial(environ: Mapping[str, str], seconds: float, backend: str) -> Trial:
    """Start Keras in a process of its own, and train there for some seconds.

    Args:
        environ: the environment.
        seconds: how long training steps are measured, 0 for not at all.
        backend: what Keras computes with; it must be installed.
    """
    solution = course_folder() / "solutions" / "ex09_mnist.py"
    try:
        with tempfile.TemporaryDirectory(prefix="cnn-grade-", ignore_cleanup_errors=True) as folder:
            closed = closed_environment(
                environ, Path(folder), device="auto", backend=backend, threads=Limits().threads
            )
            command = [
                *(sys.executable, "-P", "-s", "-B", "-m", "grader.doctor.trial"),
                *(str(seconds), str(solution)),
            ]
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command,
                cwd=folder,
                env=closed,
                capture_output=True,
                timeout=_PATIENCE_S + seconds,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        return told(error.stdout or b"", b"", None, backend)
    except OSError as error:
        return Trial(backend=backend, trouble=f"no process could be started: {error}")
    return told(done.stdout, done.stderr, done.returncode, backend)


def told(out: bytes, err: bytes, status: int | None, backend: str) -> Trial:
    """What the process found, from what it printed and how it ended.

    Args:
        out: JSON lines; other lines come from libraries and are passed over.
        err: what libraries, or Python, complained of.
        status: exit status, negative for a signal, None if it did not end in time.
        backend: what Keras was to compute with.
    """
    found: dict[str, object] = {"backend": backend}
    for line in out.splitlines():
        try:
            found.update(msgspec.json.decode(line, type=dict[str, object]))
        except msgspec.DecodeError:
            continue
    if status != 0:
        found["trouble"] = ending(status, err)
    return msgspec.convert(found, Trial)


def ending(status: int | None, err: bytes) -> str:
    r"""Why a process ended as it did.

    >>> ending(-9, b""), ending(1, b"Traceback\nImportError: no tensorflow\n")
    ('killed: most likely memory ran out', 'ImportError: no tensorflow')
    """
    if status is None:
        return f"it was not done after {_PATIENCE_S:g} s"
    if status < 0:
        number = next((one for one in _SIGNALS if one == -status), None)
        return _SIGNALS[number] if number else f"ended by signal {-status}"
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    return (lines[-1] if lines else f"exit status {status}")[:300]
