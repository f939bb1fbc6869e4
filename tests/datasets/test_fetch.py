import errno
import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grader.datasets import fetch as fetching
from grader.datasets.fetch import FullDiskError, Remote, Tell, fetch
from grader.errors import DataError
from serving import Manner, serving

BODY = os.urandom(400_000)
DIGEST = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
PART = ".photos.tgz.part"


def remote(*urls: str, digest: str = DIGEST) -> Remote:
    return Remote(name="photos.tgz", urls=urls, size_bytes=len(BODY), digest=digest)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_breaks_off_is_taken_up_where_it_was(tmp_path: Path) -> None:
    manner = Manner(BODY, cuts=[100_000, 150_000])
    with serving(manner) as url:
        assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY
    assert manner.asked == ["", "bytes=100000-", "bytes=250000-"]
    assert left(tmp_path) == ["photos.tgz"]


def test_what_came_stays_for_the_next_run_and_is_no_file_yet(tmp_path: Path) -> None:
    manner = Manner(BODY, cuts=[100_000, 0])
    with serving(manner) as url:
        with pytest.raises(DataError, match=r"127.0.0.1: broke off after 100,000 of 400,000 bytes"):
            fetch(remote(url), tmp_path, Tell())
        assert left(tmp_path) == [PART]
        assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY
    assert manner.asked[-1] == "bytes=100000-"


def test_a_cancelled_transfer_is_kept_and_never_taken_for_whole(tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done > 200_000:
            raise KeyboardInterrupt

    with serving(Manner(BODY)) as url:
        with pytest.raises(KeyboardInterrupt):
            fetch(remote(url), tmp_path, Tell(stop))
        assert left(tmp_path) == [PART]
        seen: list[int] = []
        fetch(remote(url), tmp_path, Tell(lambda done, _: seen.append(done)))
    assert min(seen) > 200_000


def test_a_server_that_cannot_resume_is_read_from_the_start(tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(b"x" * 50_000)
    with serving(Manner(BODY, ranges=False)) as url:
        assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY


@pytest.mark.parametrize("lies_there", [b"x" * 1_000, b"x" * len(BODY), b"x" * 500_000])
def test_a_part_that_was_no_good_is_fetched_anew(lies_there: bytes, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(lies_there)
    with serving(Manner(BODY)) as url:
        assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY


def test_a_length_that_is_not_told_is_no_trouble(tmp_path: Path) -> None:
    with serving(Manner(BODY, tells_length=False)) as url:
        assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY


def test_the_next_source_is_asked_when_one_has_nothing_good(tmp_path: Path) -> None:
    notes: list[str] = []
    with (
        serving(Manner(BODY, status=404)) as missing,
        serving(Manner(b"<html>log in</html>")) as other,
        serving(Manner(BODY)) as good,
    ):
        path = fetch(remote(missing, other, good), tmp_path, Tell(on_note=notes.append))
    assert path.read_bytes() == BODY
    assert [note.removeprefix("127.0.0.1: ") for note in notes] == [
        "HTTP Error 404: Not Found.",
        "what came is not the file that was expected.",
    ]


def test_what_every_source_said_is_told(tmp_path: Path) -> None:
    with (
        serving(Manner(BODY, status=503)) as first,
        pytest.raises(DataError, match=r"HTTP Error 503.*Connection refused"),
    ):
        fetch(remote(first, "http://127.0.0.1:9/"), tmp_path, Tell())
    assert left(tmp_path) == []


def test_a_body_without_end_is_cut(tmp_path: Path) -> None:
    with (
        serving(Manner(b"x" * 1_500_000, tells_length=False)) as url,
        pytest.raises(DataError, match=r"larger than photos\.tgz can be"),
    ):
        fetch(remote(url), tmp_path, Tell())
    assert left(tmp_path) == []


def test_a_file_without_a_digest_is_looked_at(tmp_path: Path) -> None:
    def refuse(_: Path) -> None:
        raise DataError("holds 7 weights.")

    with serving(Manner(BODY)) as url:
        one = Remote(name="a.h5", urls=(url,), size_bytes=len(BODY), check=refuse)
        with pytest.raises(DataError, match="holds 7 weights"):
            fetch(one, tmp_path, Tell())
    assert left(tmp_path) == []


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    with pytest.raises(FullDiskError, match=r"0 MB are free, 0 MB are needed.*CNN_GRADE_CACHE"):
        fetch(remote("http://127.0.0.1:9/"), tmp_path, Tell())


def test_a_disk_that_fills_up_is_freed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetching, "_copy", full)
    with (
        serving(Manner(BODY)) as url,
        pytest.raises(FullDiskError, match=r"the disk is full\. Free some space, or set CNN_GRADE"),
    ):
        fetch(remote(url, url), tmp_path, Tell())
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match="cannot be written to: Not a directory"):
        fetch(remote("http://127.0.0.1:9/"), tmp_path / "file" / "cache", Tell())


def test_two_at_once_do_not_write_into_one_file(tmp_path: Path) -> None:
    with (tmp_path / PART).open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write(b"half of another's")
        other.flush()
        with serving(Manner(BODY)) as url:
            assert fetch(remote(url), tmp_path, Tell()).read_bytes() == BODY
        assert left(tmp_path) == [PART, "photos.tgz"]
        assert (tmp_path / PART).read_bytes() == b"half of another's"
