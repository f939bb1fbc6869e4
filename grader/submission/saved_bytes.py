"""Bytes of a saved model's description, out of a `.keras` file or a JSON file, with caps."""

import zipfile
import zlib
from pathlib import Path

import msgspec

from grader.errors import SubmissionError
from grader.submission.archive import MOST_DIRECTORY_BYTES, directory_bytes
from grader.submission.clean import clean_name

MOST_BYTES = 10_000_000
MOST_ENTRIES = 1_000
_CONFIG, _METADATA = "config.json", "metadata.json"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError,
           OverflowError, MemoryError, NotImplementedError)  # fmt: skip


class _Metadata(msgspec.Struct, frozen=True):
    keras_version: str = ""


def config_bytes(path: Path) -> bytes:
    """The JSON that describes a model.

    Raises:
        SubmissionError: there is no such file, it is damaged, or larger than a description can be.
    """
    data = _member(path, _CONFIG) if _is_zip(path) else _whole(path)
    if not data.strip():
        raise SubmissionError(f"{clean_name(str(path))}: is empty.")
    return data


def version_in(path: Path) -> str:
    """The version of Keras that wrote a `.keras` file; empty where it is not told."""
    if not _is_zip(path):
        return ""
    try:
        return msgspec.json.decode(_member(path, _METADATA), type=_Metadata).keras_version
    except (SubmissionError, msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".keras"


def _whole(path: Path) -> bytes:
    name = clean_name(str(path))
    try:
        if not path.is_file():
            raise SubmissionError(f"{name}: there is no such file.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SubmissionError(f"{name}: cannot be read: {reason}.") from None
    if len(data) > MOST_BYTES:
        raise SubmissionError(f"{name}: larger than {MOST_BYTES:,} bytes, so it was not read.")
    return data


def _member(path: Path, member: str) -> bytes:
    """One small file of a zip archive; nothing else in it is unpacked."""
    name = clean_name(str(path))
    if not path.is_file():
        raise SubmissionError(f"{name}: there is no such file.")
    try:
        if directory_bytes(path) > MOST_DIRECTORY_BYTES:
            raise SubmissionError(f"{name}: holds more than {MOST_ENTRIES:,} files.")
        with zipfile.ZipFile(path) as archive:
            return _read_entry(archive, member, name)
    except _BROKEN as error:
        raise SubmissionError(
            f"{name}: is no .keras file, or a damaged one ({clean_name(str(error))[:200]}). "
            'A .keras file is what model.save("name.keras") writes.'
        ) from None


def _read_entry(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    if len(archive.infolist()) > MOST_ENTRIES:
        raise SubmissionError(f"{name}: holds more than {MOST_ENTRIES:,} files.")
    entry = next((one for one in archive.infolist() if one.filename == member), None)
    if entry is None:
        raise SubmissionError(f"{name}: has no {member}, so it is no model that Keras 3 saved.")
    # The stated size may lie, so that no more than the cap is unpacked either.
    with archive.open(entry) as file:
        data = file.read(MOST_BYTES + 1)
    if max(len(data), entry.file_size) > MOST_BYTES:
        raise SubmissionError(f"{name}: {member} is larger than {MOST_BYTES:,} bytes.")
    return data
