"""Bytes of a learner's file to text, or a reason why not."""

from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.archive import inside_archive, read_member
from grader.submission.clean import clean_name

MOST_BYTES = 1_000_000
MOST_WORDS_BYTES = 5_000_000
MOST_LINES = 100_000

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """A file's text.

    Args:
        path: a regular file, UTF-8 with or without a byte order mark; it may lie in an archive.
        most_bytes: larger files are refused.

    Raises:
        SubmissionError: naming the file, what is wrong with it, and what would help.
    """
    return decode(_read(path, most_bytes), clean_name(str(path)))


def read_words(path: Path) -> str:
    """The text of a document of words; other encodings than UTF-8 are known by their bytes.

    Raises:
        SubmissionError: naming the file, what is wrong with it, and what would help.
    """
    name = clean_name(str(path))
    text = decode_words(_read(path, MOST_WORDS_BYTES), name)
    if text.count("\n") > MOST_LINES:
        raise SubmissionError(f"{name}: has more than {MOST_LINES:,} lines, so it was not read.")
    return text


def decode(data: bytes, name: str) -> str:
    """Bytes as text; UTF-8 with or without a byte order mark.

    Raises:
        SubmissionError: the bytes are UTF-16, binary, or in another encoding.
    """
    if data[:2] in _UTF16:
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


def decode_words(data: bytes, name: str) -> str:
    """Bytes of a document as text: UTF-8, UTF-16 with a byte order mark, else Windows-1252.

    Systems of schools hand out texts in all three, and a wrong letter harms less than no mark.

    Raises:
        SubmissionError: the bytes are no text.
    """
    if data[:2] in _UTF16:
        return data.decode("utf-16", errors="replace")
    if b"\0" in data or data[:5] in {b"%PDF-", b"{\\rtf"} or data[:4] == b"PK\x03\x04":
        raise SubmissionError(
            f"{name}: is no plain text. Save it as Markdown or plain text (UTF-8) and try again."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _read(path: Path, most_bytes: int) -> bytes:
    name = clean_name(str(path))
    within = inside_archive(path)
    if within:
        data = read_member(*within, most_bytes)
    else:
        try:
            if not path.is_file():
                raise SubmissionError(f"{name}: is no regular file.")
            with path.open("rb") as file:
                data = file.read(most_bytes + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SubmissionError(f"{name}: cannot be read: {reason}.") from None
    if len(data) > most_bytes:
        raise SubmissionError(f"{name}: larger than {most_bytes:,} bytes, so it was not read.")
    return data
