"""A small server that misbehaves as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

_PIECE = 1 << 16


class Manner(msgspec.Struct):
    """How a server answers; `cuts` is how many bytes each of the next answers may have,
    `pause_s` how long it waits between pieces."""

    body: bytes
    status: int = 200
    cuts: list[int] = []
    ranges: bool = True
    tells_length: bool = True
    asked: list[str] = []
    pause_s: float = 0.0


@contextmanager
def serving(manner: Manner) -> Iterator[str]:
    """The address of a server with these manners."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            manner.asked.append(wanted)
            begin = int(wanted[6:-1]) if wanted and manner.ranges else 0
            if manner.status != 200:
                self.send_error(manner.status)
                return
            if begin >= len(manner.body) and begin:
                self.send_error(416)
                return
            self.send_response(206 if begin else 200)
            if begin:
                size = len(manner.body)
                self.send_header("Content-Range", f"bytes {begin}-{size - 1}/{size}")
            if manner.tells_length:
                self.send_header("Content-Length", str(len(manner.body) - begin))
            self.end_headers()
            cut = manner.cuts.pop(0) if manner.cuts else len(manner.body)
            with suppress(ConnectionError):
                for at in range(begin, min(begin + cut, len(manner.body)), _PIECE):
                    self.wfile.write(manner.body[at : min(at + _PIECE, begin + cut)])
                    time.sleep(manner.pause_s)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
