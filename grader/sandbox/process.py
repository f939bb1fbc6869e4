"""A closed process as the grader holds it: started, talked to, watched, and ended whole."""

import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec
import psutil

from grader.errors import SandboxError
from grader.evidence import Died, Garbled, Stopped
from grader.sandbox.channel import BrokenFrameError, Frame, FrameReader, pack
from grader.sandbox.environment import closed_environment

_TICK_S = 0.2
_ANSWER_S = 0.5
_READ = 1 << 20


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What to start: a module of `grader.sandbox.inside`, and what it may use.

    `file_name` is the file whose line is told when the process is stopped.
    """

    module: str
    device: str
    backend: str
    threads: int
    memory_bytes: int
    evidence_bytes: int
    printed_bytes: int
    file_name: str


class Spent(msgspec.Struct, frozen=True):
    """What a process has used by now: processor seconds, wall seconds, bytes of memory."""

    cpu_s: float
    wall_s: float
    memory_bytes: int


Watch = Callable[[Spent], Stopped | None]
"""Looks at what was spent, several times a second; anything but None ends the process."""


class ClosedProcess:
    """One closed process; leaving the `with` block ends it with all that it started."""

    def __init__(
        self,
        start: Start,
        environment: Mapping[str, str],
        prepare: Callable[[Path], None] | None = None,
    ) -> None:
        self._start = start
        self._folder = _work_folder(prepare)
        self._output: deque[bytes] = deque()
        self._kept = 0
        self._line_pattern = rf'File "{re.escape(start.file_name)}", line (\d+)'
        self.printed_bytes = 0
        self.peak_bytes = 0
        self._reader = FrameReader(start.evidence_bytes)
        to_child, self._write = os.pipe()
        self._read, from_child = os.pipe()
        try:
            self._process = self._started((to_child, from_child), environment)
        except OSError as error:
            raise SandboxError(f"a closed process could not be started: {error}") from None
        finally:
            os.close(to_child)
            os.close(from_child)
        self._began = time.monotonic()
        self._seen = psutil.Process(self._process.pid)
        self._selector = selectors.DefaultSelector()
        for descriptor in (self._read, self._stdout):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)
        os.set_blocking(self._write, False)

    def _started(
        self, ends: tuple[int, int], environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Start the process; `ends` are its descriptors to read from and to write to."""
        start, folder = self._start, Path(self._folder.name)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            _command(start, *ends),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=closed_environment(
                environment,
                folder,
                device=start.device,
                backend=start.backend,
                threads=start.threads,
            ),
            pass_fds=ends,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def __enter__(self) -> Self:
        """The running process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End everything and remove the folder."""
        self.close()

    @property
    def _stdout(self) -> int:
        assert self._process.stdout is not None  # noqa: S101 - Popen was asked for a pipe
        return self._process.stdout.fileno()

    def send(self, message: msgspec.Struct, blocks: Sequence[Any] = ()) -> None:
        """Send one frame, reading output meanwhile, so that neither side can wait for the other."""
        for piece in pack(message, blocks):
            view = memoryview(piece).cast("B")
            while view and self._process.poll() is None:
                try:
                    view = view[os.write(self._write, view[:_READ]) :]
                except BlockingIOError:
                    self._await_room()
                except BrokenPipeError:
                    return

    def _await_room(self) -> None:
        """Wait until the process has read some of what was sent, reading its output meanwhile."""
        self._selector.register(self._write, selectors.EVENT_WRITE)
        try:
            self._pump(_TICK_S)
        finally:
            self._selector.unregister(self._write)

    def receive(self, stage: str, watch: Watch) -> Frame | Stopped | Died | Garbled:
        """Wait for one frame, or for the end of the process."""
        while True:
            try:
                if frame := self._reader.next():
                    return frame
            except BrokenFrameError as error:
                self.kill()
                return Garbled(stage, str(error))
            ended = self._process.poll() is not None
            self._pump(0 if ended else _TICK_S)
            if ended:
                self._drain()
                try:
                    return self._reader.next() or self._died(stage)
                except BrokenFrameError as error:
                    return Garbled(stage, str(error))
            if stopped := watch(self.spent()):
                line = self._line()
                self.kill()
                return msgspec.structs.replace(stopped, line=line)

    def spent(self) -> Spent:
        """Processor time and memory of the process and its children, and wall time."""
        cpu_s, memory = 0.0, 0
        for process in self._family():
            try:
                times = process.cpu_times()
                cpu_s += times.user + times.system
                memory += process.memory_info().rss
            except psutil.Error:
                continue
        self.peak_bytes = max(self.peak_bytes, memory)
        return Spent(cpu_s, time.monotonic() - self._began, memory)

    def _line(self) -> int | None:
        """The line where the learner's code stands; the process is asked by `faulthandler`."""
        self._output.clear()
        self._kept = 0
        try:
            self._process.send_signal(signal.SIGUSR1)
        except OSError:
            return None
        deadline = time.monotonic() + _ANSWER_S
        while time.monotonic() < deadline and self._process.poll() is None:
            self._pump(_TICK_S / 4)
            # Innermost first, so the first line that names the file is where it stands.
            if found := re.search(self._line_pattern, self._tail()):
                return int(found[1])
        return None

    def kill(self) -> None:
        """End the process and everything that it started, also in sessions of their own."""
        family = self._family()
        for process in family:
            try:
                process.kill()
            except psutil.Error:
                continue
        if self._process.returncode is None:
            # Not yet waited for, so its number, and that of its group, cannot be anyone else's.
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        psutil.wait_procs(family[1:], timeout=1)

    def close(self) -> None:
        """End the process, close all pipes, remove the folder."""
        if self._selector.get_map() is None:
            return
        self.kill()
        self._selector.close()
        os.close(self._read)
        os.close(self._write)
        if self._process.stdout:
            self._process.stdout.close()
        self._folder.cleanup()

    def last_lines(self, most: int = 8) -> tuple[str, ...]:
        """The last lines of what was printed."""
        lines = [line.rstrip() for line in self._tail().splitlines() if line.strip()]
        return tuple(line[:300] for line in lines[-most:])

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._seen, *self._seen.children(recursive=True)]
        except psutil.Error:
            return [self._seen]

    def _died(self, stage: str) -> Died:
        return Died(stage, self._process.returncode, self.last_lines())

    def _pump(self, timeout_s: float) -> None:
        for key, _ in self._selector.select(timeout_s):
            if key.fd == self._write:
                continue
            try:
                data = os.read(key.fd, _READ)
            except BlockingIOError:
                continue
            if not data:
                self._selector.unregister(key.fd)
            elif key.fd == self._read:
                self._reader.feed(data)
            else:
                self._keep(data)
        if not self._selector.get_map() and timeout_s:
            # Both pipes are closed though the process lives: nothing to select, so only wait.
            time.sleep(timeout_s)

    def _drain(self) -> None:
        """Read what an ended process left in its pipes; a daemon may hold them open, so no EOF."""
        for _ in range(1_000):
            if not self._selector.get_map() or not self._selector.select(0):
                return
            self._pump(0)

    def _keep(self, data: bytes) -> None:
        """Keep the last bytes printed, up to the cap; count all."""
        self.printed_bytes += len(data)
        self._output.append(data)
        self._kept += len(data)
        while self._kept - len(self._output[0]) > self._start.printed_bytes:
            self._kept -= len(self._output.popleft())

    def _tail(self) -> str:
        return b"".join(self._output).decode("utf-8", "replace")


def _command(start: Start, read: int, write: int) -> list[str]:
    # -P: no folder of the learner's on the path before ours; -s: no user site; -B: no bytecode.
    return [
        sys.executable,
        *("-P", "-s", "-B", "-m", f"grader.sandbox.inside.{start.module}"),
        *map(str, (read, write, start.memory_bytes, start.evidence_bytes)),
        start.device,
    ]


def _work_folder(prepare: Callable[[Path], None] | None) -> tempfile.TemporaryDirectory[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="cnn-grade-", ignore_cleanup_errors=True)
    except OSError as error:
        raise SandboxError(
            f"no working folder could be made: {error}. Free some space, or set TMPDIR to a "
            "folder that can be written to."
        ) from None
    try:
        if prepare is not None:
            prepare(Path(folder.name))
    except BaseException:
        folder.cleanup()
        raise
    return folder
