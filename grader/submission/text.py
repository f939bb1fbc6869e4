"""Bytes of a learner's file to text, or a reason why not."""

from pathlib import Path

from grader.errors import SubmissionError

MOST_BYTES = 1_000_000


def read_text(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """A file's text.

    Args:
        path: a regular file, UTF-8 with or without a byte order mark.
        most_bytes: larger files are refused.

    Raises:
        SubmissionError: naming the file, what is wrong with it, and what would help.
    """
    try:
        if not path.is_file():
            raise SubmissionError(f"{path}: is no regular file.")
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) > most_bytes:
        raise SubmissionError(f"{path}: larger than {most_bytes:,} bytes, so it was not read.")
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """Bytes as text; UTF-8 with or without a byte order mark.

    Raises:
        SubmissionError: the bytes are UTF-16, binary, or in another encoding.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise SubmissionError(f"{name}: is UTF-16 text. Save it as UTF-8 and try again.")
    if b"\0" in data:
        raise SubmissionError(f"{name}: is a binary file, not Python source.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SubmissionError(
            f"{name}:{line}: is not UTF-8 (byte {data[error.start]:#04x}). Save it as UTF-8 and "
            "try again."
        ) from None
