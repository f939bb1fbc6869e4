"""Fields of protobuf messages, found as places in a buffer, so that nothing large is copied.

Source: the wire format in the Protocol Buffers encoding guide.
"""

import mmap
from collections.abc import Iterator

Buffer = bytes | mmap.mmap
Span = tuple[int, int]
"""Begin and end of a part of a buffer."""


def only(buffer: Buffer, message: Span, number: int) -> Span:
    """The first field `number` of a message; empty where it is left out, as protobuf does."""
    return next(fields(buffer, message, number), (message[1], message[1]))


def fields(buffer: Buffer, message: Span, number: int) -> Iterator[Span]:
    """Length-delimited and varint fields `number` of a message.

    Raises:
        ValueError: the message is damaged.
    """
    place, end = message
    while place < end:
        key, place = varint(buffer, (place, end))
        begin = place
        match key & 7:
            case 0:
                _, place = varint(buffer, (place, end))
            case 1:
                place += 8
            case 2:
                size, begin = varint(buffer, (place, end))
                place = begin + size
            case 5:
                place += 4
            case kind:
                raise ValueError(f"a field of kind {kind}")
        if place > end:
            raise ValueError("a field that is cut off")
        if key >> 3 == number:
            yield begin, place


def varint(buffer: Buffer, span: Span) -> Span:
    """A number in base 128 from the begin of `span` on, and the place behind it.

    Raises:
        ValueError: it is longer than 64 bits or cut off.
    """
    place, end = span
    value = shift = 0
    while place < end and shift < 70:
        byte = buffer[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise ValueError("a number that is cut off")
