"""A connection that is there within seconds, or given up."""

import queue
import threading
import urllib.request
from http.client import HTTPResponse
from urllib.error import HTTPError

from grader.errors import DataError

CONNECT_S = 4.0
_STALL_S = 5.0


def opened(request: urllib.request.Request) -> HTTPResponse:
    """The answer of a server, or DataError within `CONNECT_S`, whatever name look-up does.

    Raises:
        DataError: no answer came in time, or none can be had.
        HTTPError: the server says no.
    """
    answers: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(request, timeout=_STALL_S))  # noqa: S310 - https, or a test's own
        # Whatever went wrong is told to the waiting side, which raises it.
        except Exception as error:  # noqa: BLE001
            answers.put(error)

    # A look-up that hangs cannot be cancelled; a daemon thread need not be waited for.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=CONNECT_S)
    except queue.Empty:
        raise DataError(f"no answer within {CONNECT_S:g} s.") from None
    if isinstance(answer, HTTPError):
        raise answer
    if isinstance(answer, Exception):
        raise DataError(f"{answer}.") from None
    return answer
