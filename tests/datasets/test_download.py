import hashlib
import socket
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.datasets.connect import CONNECT_S
from grader.datasets.download import FLOWERS, MNIST, WEIGHTS, fetch_mnist
from grader.errors import DataError
from serving import Manner, serving

BODY = b"digits" * 1000


def test_a_file_appears_only_when_it_is_whole_and_checked(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    digest = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    with serving(Manner(BODY)) as url:
        remote = replace(MNIST, urls=(url,), digest=digest)
        path = fetch_mnist(tmp_path, lambda done, total: seen.append((done, total)), remote=remote)
        assert path.read_bytes() == BODY
        assert seen[-1] == (len(BODY), len(BODY))
        with pytest.raises(DataError, match="not the file that was expected"):
            fetch_mnist(tmp_path / "other", lambda *_: None, remote=replace(MNIST, urls=(url,)))
    assert list((tmp_path / "other").iterdir()) == []


def test_a_peer_that_says_nothing_is_given_up_within_seconds(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        remote = replace(MNIST, urls=(f"http://127.0.0.1:{silent.getsockname()[1]}/",))
        began = time.monotonic()
        with pytest.raises(DataError, match="no answer within"):
            fetch_mnist(tmp_path, lambda *_: None, remote=remote)
        assert time.monotonic() - began < CONNECT_S + 1


@pytest.mark.parametrize("remote", [MNIST, FLOWERS, *WEIGHTS], ids=lambda remote: remote.name)
def test_everything_has_two_sources_and_a_check(remote: object) -> None:
    assert len(remote.urls) > 1  # type: ignore[attr-defined]
    assert remote.digest or remote.check.__name__ == "check"  # type: ignore[attr-defined]
