"""Fetching MNIST once into our own cache; gives up within seconds where there is no network."""

import hashlib
import os
import queue
import threading
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from grader.errors import DataError

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
"""Source: the hash that `keras.datasets.mnist.load_data` checks for the same address."""

FILE_NAME = "mnist.npz"
CONNECT_S = 4.0
_STALL_S = 5.0
_MOST_BYTES = 50_000_000
_PIECE = 1 << 16


def fetch_mnist(
    folder: Path,
    on_bytes: Callable[[int, int], None],
    *,
    url: str = URL,
    sha256: str = SHA256,
) -> Path:
    """Fetch mnist.npz into `folder`; the file appears only when it is whole and checked.

    Raises:
        DataError: no answer within `CONNECT_S`, a stalled or damaged transfer, a full disk.
    """
    target = folder / FILE_NAME
    partial = folder / f".{FILE_NAME}.{os.getpid()}"
    try:
        with _opened(url) as answer:
            folder.mkdir(parents=True, exist_ok=True)
            found = _copy(answer, partial, on_bytes)
        if found != sha256:
            raise DataError("what came is not the file that was expected.")
        partial.replace(target)
    except (OSError, HTTPException) as error:
        raise DataError(f"{error}.") from None
    finally:
        partial.unlink(missing_ok=True)
    return target


def _opened(url: str) -> HTTPResponse:
    """The answer of a server, or DataError within `CONNECT_S`, whatever name look-up does."""
    answers: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(url, timeout=_STALL_S))  # noqa: S310 - https, or a test's own
        # Whatever went wrong is told to the waiting side, which raises it.
        except Exception as error:  # noqa: BLE001
            answers.put(error)

    # A look-up that hangs cannot be cancelled; a daemon thread need not be waited for.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=CONNECT_S)
    except queue.Empty:
        raise DataError(f"no answer within {CONNECT_S:g} s.") from None
    if isinstance(answer, Exception):
        raise DataError(f"{answer}.") from None
    return answer


def _copy(answer: HTTPResponse, path: Path, on_bytes: Callable[[int, int], None]) -> str:
    """Write an answer's body to a file; its SHA-256."""
    total = int(answer.headers.get("Content-Length") or 0)
    digest, done = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := answer.read(_PIECE):
            done += len(piece)
            if done > _MOST_BYTES:
                raise DataError("what came is larger than MNIST can be.")
            file.write(piece)
            digest.update(piece)
            on_bytes(done, total)
    return digest.hexdigest()
