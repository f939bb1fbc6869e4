"""The kernel's side of the grader's process: started, talked to, ended whatever happens."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec

from grader import __version__, errors
from grader.notebook.talk import (
    PAYLOAD_BYTES,
    CodeJob,
    Done,
    Failed,
    FromGrader,
    ModelJob,
    Stage,
)
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.environment import import_folders
from grader.sandbox.requests import Preprocess

Prepared = tuple[msgspec.Struct, Sequence[Any]]
Prepare = Callable[[Sequence[bytes]], Prepared]
"""Photos through the learner's `preprocess`: a message for the grader, and its blocks."""

_PATIENCE_S = 5.0
_TAIL = 600


def ask(job: ModelJob | CodeJob, blocks: Sequence[Any], prepare: Prepare | None = None) -> Done:
    """Let a process of the grader's own do a job, and show its stages.

    Args:
        job: what is to be done.
        blocks: bytes that follow it.
        prepare: called here with photos, where the job needs it.

    Raises:
        GraderError: what went wrong there.
    """
    to_child, write = os.pipe()
    read, from_child = os.pipe()
    with tempfile.TemporaryFile() as said:
        process = _start((to_child, from_child), said)
        try:
            os.close(to_child)
            os.close(from_child)
            write_frame(write, job, blocks)
            return _until_done((read, write), prepare, said)
        except BrokenPipeError:
            raise _lost(said) from None
        finally:
            os.close(write)
            os.close(read)
            _end(process)


def _start(ends: tuple[int, int], said: IO[bytes]) -> "subprocess.Popen[bytes]":
    folders = os.pathsep.join(import_folders(sys.path, Path.cwd()))
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-B", "-m", "grader.notebook.apart", *map(str, ends), __version__],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env={**os.environ, **_backend(), "PYTHONPATH": folders},
        pass_fds=ends,
        # An interrupted cell must not interrupt it half-way: it is ended below, in order.
        start_new_session=True,
    )


def _backend() -> dict[str, str]:
    """What Keras computes with in this kernel, so that code is run with the same."""
    keras = sys.modules.get("keras")
    backend = getattr(keras, "backend", None)
    return {"KERAS_BACKEND": backend.backend()} if backend else {}


def _until_done(ends: tuple[int, int], prepare: Prepare | None, said: IO[bytes]) -> Done:
    read, write = ends
    while frame := read_frame(read, PAYLOAD_BYTES):
        match msgspec.json.decode(frame.message, type=FromGrader):
            case Done() as done:
                return done
            case Stage(text):
                sys.stderr.write(f"{text}\n")
                sys.stderr.flush()
            case Failed(kind, text):
                raise _error(kind, text)
            case Preprocess(sizes) if prepare is not None:
                message, blocks = prepare(_cut(frame.payload, sizes))
                write_frame(write, message, blocks)
            case other:
                raise errors.SandboxError(f"the grader's process sent {type(other).__name__}")
    raise _lost(said)


def _cut(payload: bytes, sizes: Sequence[int]) -> list[bytes]:
    parts, begin = [], 0
    for size in sizes:
        parts.append(payload[begin : begin + size])
        begin += size
    return parts


def _error(kind: str, text: str) -> errors.GraderError:
    """An error of the grader's process as one of this process."""
    if not kind:
        return errors.GraderError(f"{text}This is a bug of the grader.")
    found = getattr(errors, kind, errors.GraderError)
    return found(text) if issubclass(found, errors.GraderError) else errors.GraderError(text)


def _lost(said: IO[bytes]) -> errors.SandboxError:
    said.seek(0)
    tail = said.read()[-_TAIL:].decode("utf-8", "replace").strip()
    return errors.SandboxError(f"the grader's process ended early: {tail or 'it said nothing'}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and wait for it; it ends its closed processes first."""
    if process.poll() is None:
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE_S)
    if process.poll() is None:
        process.kill()
        process.wait()
