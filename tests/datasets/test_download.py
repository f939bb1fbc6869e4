import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from grader.datasets.download import CONNECT_S, fetch_mnist
from grader.errors import DataError

BODY = b"digits" * 1000


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mnist.npz"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_appears_only_when_it_is_whole_and_checked(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with serving() as url:
        path = fetch_mnist(
            tmp_path,
            lambda done, total: seen.append((done, total)),
            url=url,
            sha256=hashlib.sha256(BODY).hexdigest(),
        )
        assert path.read_bytes() == BODY
        assert seen[-1] == (len(BODY), len(BODY))
        with pytest.raises(DataError, match="not the file that was expected"):
            fetch_mnist(tmp_path / "other", lambda *_: None, url=url)
    assert list((tmp_path / "other").iterdir()) == []


def test_a_peer_that_says_nothing_is_given_up_within_seconds(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(DataError, match="no answer within"):
            fetch_mnist(
                tmp_path, lambda *_: None, url=f"http://127.0.0.1:{silent.getsockname()[1]}/"
            )
        assert time.monotonic() - began < CONNECT_S + 1
