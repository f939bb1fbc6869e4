"""The way across a closed process' border: length-capped messages, each with raw array bytes.

A frame is a header of 12 bytes (lengths of message and payload), a JSON message under a schema,
and the payload: little-endian arrays one after another. Nothing is un-pickled, no path is opened.
"""

import os
import struct
from collections.abc import Sequence
from typing import Any

import msgspec

HEADER = struct.Struct("<IQ")
MESSAGE_BYTES = 4_000_000


class BrokenFrameError(Exception):
    """Bytes that are no frame, or one above its cap."""


class Frame(msgspec.Struct, frozen=True):
    """One message as bytes, and its payload."""

    message: bytes
    payload: bytes


def pack(message: msgspec.Struct, blocks: Sequence[bytes | memoryview] = ()) -> list[Any]:
    """The pieces of one frame, ready to be written one after another."""
    text = msgspec.json.encode(message)
    size = sum(memoryview(block).nbytes for block in blocks)
    return [HEADER.pack(len(text), size) + text, *blocks]


class FrameReader:
    """Collects bytes as they come and gives back whole frames, none above `payload_bytes`."""

    def __init__(self, payload_bytes: int) -> None:
        self._payload_bytes = payload_bytes
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Add bytes that were read."""
        self._buffer += data

    def next(self) -> Frame | None:
        """The next whole frame, or None while it is incomplete.

        Raises:
            BrokenFrameError: a length is above its cap.
        """
        if len(self._buffer) < HEADER.size:
            return None
        text_size, payload_size = HEADER.unpack_from(self._buffer)
        if text_size > MESSAGE_BYTES or payload_size > self._payload_bytes:
            raise BrokenFrameError(f"a message of {text_size + payload_size:,} bytes")
        end = HEADER.size + text_size + payload_size
        if len(self._buffer) < end:
            return None
        middle = HEADER.size + text_size
        frame = Frame(bytes(self._buffer[HEADER.size : middle]), bytes(self._buffer[middle:end]))
        del self._buffer[:end]
        return frame


def write_frame(
    descriptor: int, message: msgspec.Struct, blocks: Sequence[bytes | memoryview] = ()
) -> None:
    """Write one frame, waiting as long as the reader needs."""
    for piece in pack(message, blocks):
        view = memoryview(piece).cast("B")
        while view:
            view = view[os.write(descriptor, view[: 1 << 20]) :]


def read_frame(descriptor: int, payload_bytes: int) -> Frame | None:
    """Wait for one frame; None when the writer has closed.

    Raises:
        BrokenFrameError: a length is above its cap.
    """
    reader = FrameReader(payload_bytes)
    while True:
        if frame := reader.next():
            return frame
        # One frame at a time: the two sides take turns, so no byte of a later frame is read here.
        data = os.read(descriptor, 1 << 20)
        if not data:
            return None
        reader.feed(data)
