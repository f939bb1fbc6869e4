"""Archives: hostile ones are refused with a reason, honest ones are read in memory."""

import zipfile
from pathlib import Path

import pytest

from grader.errors import NoAnswerError, SubmissionError
from grader.submission import read_answer, read_written
from grader.submission.archive import is_archive
from grader.submission.siblings import siblings
from grader.submission.source import parse

QUESTION = "Exercise 4: Why may max pooling be better than a convolution of the same stride?"

Files = dict[str, str | bytes]


def archive_of(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def place(path: Path) -> str:
    return read_written(path, 4, "ex04_pooling", QUESTION).pieces[0].place


def test_names_of_windows_are_read(tmp_path: Path) -> None:
    assert place(archive_of(tmp_path / "a.zip", {"hw\\notes.md": "## 4\nMine."})) == (
        "a.zip/hw/notes.md:2"
    )


def encrypted(path: Path) -> Path:
    """An archive whose entries say that they are encrypted."""
    data = archive_of(path, {"notes.md": "## 4\nMine."}).read_bytes()
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        flags = data.index(mark) + at
        data = data[:flags] + b"\x01" + data[flags + 1 :]
    path.write_bytes(data)
    return path


def damaged(path: Path) -> Path:
    """An archive with one byte of its only file changed."""
    data = bytearray(archive_of(path, {"notes.md": "## 4\nMine."}).read_bytes())
    data[len("PK..") + 26 + len("notes.md") + 2] ^= 0xFF
    path.write_bytes(bytes(data))
    return path


def many(path: Path) -> Path:
    return archive_of(path, {f"{number}.md": "" for number in range(2_001)})


def endless(path: Path) -> Path:
    """A table of contents that is said to be larger than any honest one."""
    data = bytearray(archive_of(path, {"notes.md": ""}).read_bytes())
    data[-10:-6] = (5_000_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    return path


HOSTILE = {
    "encrypted": (encrypted, "notes.md: is encrypted. Zip it without a password"),
    "damaged": (damaged, "notes.md: is damaged"),
    "many": (many, "holds more than 2,000 files"),
    "endless": (endless, "holds more than 2,000 files"),
    "bomb": (
        lambda path: archive_of(path, {"4.md": b"0" * 20_000_000}),
        "4.md would grow to 20,000,000 bytes",
    ),
    "large": (
        lambda path: archive_of(path, {"4.md": b"0" * 30_000_001}),
        "4.md is larger than 30,000,000 bytes",
    ),
    "nested": (
        lambda path: archive_of(path, {"a.zip": b"PK", "b.bin": b""}),
        "all.zip/a.zip: is an archive within an archive, which is not opened",
    ),
    "packed otherwise": (
        lambda path: _packed(path, zipfile.ZIP_LZMA),
        "notes.md: is packed in an unusual way",
    ),
}


def _packed(path: Path, method: int) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("notes.md", "## 4\nMine.")
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    make, says = HOSTILE[name]
    with pytest.raises(SubmissionError) as error:
        place(make(tmp_path / "all.zip"))
    assert says in str(error.value)


@pytest.mark.parametrize("name", ["../notes.md", "/notes.md", "a/../../notes.md", "C:/notes.md"])
def test_a_name_that_leads_out_of_an_archive_is_not_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError):
        place(archive_of(tmp_path / "all.zip", {name: "## 4\nMine."}))


def test_a_link_in_an_archive_is_not_read(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("notes.md")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(entry, "## 4\nMine.")
    with pytest.raises(NoAnswerError):
        place(tmp_path / "all.zip")


def test_an_archive_that_unpacks_to_far_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.submission.archive.MOST_TOTAL_BYTES", 9)
    with pytest.raises(SubmissionError, match="unpacks to more than 9 bytes"):
        place(archive_of(tmp_path / "a.zip", {"a.md": "## 4\nMine."}))


def test_a_name_that_no_file_can_have_is_no_archive() -> None:
    assert not is_archive(Path("x" * 5_000 + ".zip"))


def test_code_is_read_from_an_archive_with_the_modules_beside_it(tmp_path: Path) -> None:
    files: Files = {
        "hw/ex09_mnist.py": "import keras\nfrom settings import BATCH\n",
        "hw/settings.py": "from deep import BATCH\n",
        "hw/deep.py": "BATCH = 256\n",
        "deep.py": "BATCH = 1\n",
    }
    answer = read_answer(archive_of(tmp_path / "all.zip", files), 9, "ex09_mnist")
    assert (answer.name, answer.shown) == ("ex09_mnist.py", "all.zip/hw/ex09_mnist.py")
    found = siblings(answer.folder, parse(answer))
    assert found == {"settings.py": files["hw/settings.py"], "deep.py": files["hw/deep.py"]}
