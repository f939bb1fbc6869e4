import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.limits import Plan
from grader.sandbox.channel import HEADER, BrokenFrameError, FrameReader, pack
from grader.sandbox.requests import DigitsJob, Go


def whole(message: msgspec.Struct, *blocks: bytes) -> bytes:
    return b"".join(bytes(piece) for piece in pack(message, blocks))


@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(1, 50))
def test_frames_arrive_whole_however_the_bytes_are_cut(blocks: list[bytes], size: int) -> None:
    data = whole(Go(), *blocks) + whole(Go())
    reader = FrameReader(10_000)
    frames = []
    for place in range(0, len(data), size):
        reader.feed(data[place : place + size])
        while frame := reader.next():
            frames.append(frame)
    assert [frame.payload for frame in frames] == [b"".join(blocks), b""]


@given(st.binary(min_size=HEADER.size, max_size=400))
def test_any_bytes_are_a_frame_or_refused_or_awaited(data: bytes) -> None:
    reader = FrameReader(1_000)
    reader.feed(data)
    try:
        frame = reader.next()
    except BrokenFrameError:
        return
    assert frame is None or len(frame.payload) <= 1_000


def test_a_payload_above_its_cap_is_refused_before_it_is_read() -> None:
    reader = FrameReader(1_000)
    reader.feed(HEADER.pack(10, 1_001))
    with pytest.raises(BrokenFrameError, match="1,011 bytes"):
        reader.next()


def test_a_job_survives_the_way() -> None:
    job = DigitsJob(
        file_name="a.py",
        code="x = 1",
        support={"own.py": ""},
        defines_builder=True,
        defines_train=False,
        counts=(1, 2),
        image_shape=(28, 28),
        plan=Plan(epochs=1, batch_size=2),
        seed=3,
    )
    reader = FrameReader(0)
    reader.feed(whole(job))
    frame = reader.next()
    assert frame is not None
    assert msgspec.json.decode(frame.message, type=DigitsJob) == job
