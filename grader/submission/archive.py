"""Zip archives, read in memory; a file inside is a path that leads through the archive."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.submission.clean import clean_name

MOST_ENTRIES = 2_000
MOST_MEMBER_BYTES = 30_000_000
MOST_TOTAL_BYTES = 200_000_000
MOST_RATIO = 200
"""Text shrinks to a tenth, rarely to a fiftieth; what shrinks more was made to burst."""

MOST_DIRECTORY_BYTES = 4_000_000
_END, _END_BYTES, _COMMENT_BYTES = b"PK\x05\x06", 22, 65_536
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
# All that `zipfile` is known to raise on bytes that only look like an archive.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError,
           OverflowError, MemoryError)  # fmt: skip


def inside_archive(path: Path) -> tuple[Path, str] | None:
    """Archive and name within it, where a path leads through a zip file; None for other paths."""
    for parent in path.parents:
        if is_archive(parent):
            return parent, path.relative_to(parent).as_posix()
    return None


def is_archive(path: Path) -> bool:
    """Whether a path is a file that is called a zip; its bytes may still be none."""
    try:
        return path.suffix.lower() == ".zip" and path.is_file()
    except (OSError, ValueError):
        return False


def members(archive: Path) -> tuple[str, ...]:
    """Names of the regular files in an archive, sorted; names that lead out of it are left out.

    Raises:
        SubmissionError: it is damaged, too large, or made to burst.
    """
    with _opened(archive) as opened:
        return tuple(sorted(_regular(opened)))


def read_member(archive: Path, name: str, most_bytes: int) -> bytes:
    """Bytes of one file of an archive, one more than `most_bytes` at most.

    Raises:
        SubmissionError: the archive is damaged, the file is not there, or it is encrypted.
    """
    shown = clean_name(f"{archive}/{name}")
    with _opened(archive) as opened:
        entry = _regular(opened).get(name)
        if entry is None:
            raise SubmissionError(f"{shown}: there is no such file in the archive.")
        if entry.flag_bits & _ENCRYPTED:
            raise SubmissionError(f"{shown}: is encrypted. Zip it without a password.")
        if entry.compress_type not in _METHODS:
            raise SubmissionError(f"{shown}: is packed in an unusual way. Zip it as usual.")
        try:
            with opened.open(entry) as file:
                return file.read(most_bytes + 1)
        except _BROKEN as error:
            raise SubmissionError(f"{shown}: is damaged ({clean_name(str(error))}).") from None


def _opened(archive: Path) -> zipfile.ZipFile:
    shown = clean_name(str(archive))
    try:
        if directory_bytes(archive) > MOST_DIRECTORY_BYTES:
            raise SubmissionError(f"{shown}: holds more than {MOST_ENTRIES:,} files.")
        opened = zipfile.ZipFile(archive)
    except _BROKEN as error:
        raise SubmissionError(
            f"{shown}: is no zip archive, or a damaged one ({clean_name(str(error))})."
        ) from None
    reason = _too_large(opened.infolist())
    if reason:
        opened.close()
        raise SubmissionError(f"{shown}: {reason}")
    return opened


def directory_bytes(archive: Path) -> int:
    """Size of the table of contents as the archive states it: it is read before all else."""
    with archive.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _COMMENT_BYTES - _END_BYTES))
        tail = file.read()
    at = len(tail) - _END_BYTES
    if tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _too_large(entries: list[zipfile.ZipInfo]) -> str:
    if len(entries) > MOST_ENTRIES:
        return f"holds more than {MOST_ENTRIES:,} files."
    for entry in entries:
        if entry.file_size > MOST_MEMBER_BYTES:
            return f"{clean_name(entry.filename)} is larger than {MOST_MEMBER_BYTES:,} bytes."
        if entry.file_size > max(MOST_RATIO * entry.compress_size, 1_000_000):
            return f"{clean_name(entry.filename)} would grow to {entry.file_size:,} bytes."
    if sum(entry.file_size for entry in entries) > MOST_TOTAL_BYTES:
        return f"unpacks to more than {MOST_TOTAL_BYTES:,} bytes."
    return ""


def _regular(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Regular files by name, with the slashes of Windows turned."""
    found = {}
    for entry in opened.infolist():
        name = entry.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        leads_out = name.startswith("/") or ".." in parts or ":" in name[:2]
        if parts and not leads_out and not entry.is_dir() and not _is_link(entry):
            found["/".join(parts)] = entry
    return found


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
