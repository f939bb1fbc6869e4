"""Folders and archives: which file is read, how it is named, and what is refused."""

import errno
import os
import zipfile
from pathlib import Path

import pytest

from grader.errors import NoAnswerError, SubmissionError
from grader.submission import read_answer, read_written

QUESTION = "Exercise 4: Why may max pooling be better than a convolution of the same stride?"
STUB = f'"""{QUESTION}"""\n\nANSWER = """\n"""\n'
FILLED = STUB.replace('"""\n"""', '"""Mine."""')

Files = dict[str, str | bytes]


def folder_of(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def archive_of(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def place(path: Path) -> str:
    return read_written(path, 4, "ex04_pooling", QUESTION).pieces[0].place


CHOICES: dict[str, tuple[Files, str]] = {
    "the stub before all": (
        {"ex04_pooling.py": FILLED, "a.md": "## 4\nNo.", "ex04.md": "No."},
        "ex04_pooling.py:3",
    ),
    "a stub left as it was gives way": (
        {"ex04_pooling.py": STUB, "notes.md": "## 3\nNo.\n\n## 4\n\nMine.\nToo.\n"},
        "notes.md:6-7",
    ),
    "a file named for the exercise before others": (
        {"notes.md": "## 4\nB.", "q4.md": "Mine.", "q5.md": "Other.", "4a.md": "## 4\nC."},
        "q4.md:1",
    ),
    "a bare number as name": ({"3.txt": "Other.", "4.txt": "Mine."}, "4.txt:1"),
    "a heading in a file named for the exercise": (
        {"ex04.md": "# Exercise 4: pooling\n\n1. Mine.\n2. Too.\n3. And.\n4. That.\n"},
        "ex04.md:3-6",
    ),
    "a list in a file named for the exercise": (
        {"ex04.md": "1. Mine.\n2. Too.\n3. And.\n4. That.\n"},
        "ex04.md:1-4",
    ),
    "the last by name": ({"hw2.md": "## 4\nB.", "hw10.md": "## 4\nMine."}, "hw10.md:2"),
    "a README at the very end": ({"README.md": "## 4\nB.", "a.md": "## 4\nMine."}, "a.md:2"),
    "in a folder": ({"week 2/hw/notes.md": "## 4\nMine."}, "week 2/hw/notes.md:2"),
    "a stub in a folder": (
        {"hw/ex04_pooling.py": FILLED, "a.md": "## 4\nB."},
        "hw/ex04_pooling.py:3",
    ),
    "hidden files and junk are skipped": (
        {
            ".draft.md": "## 4\nB.",
            "__MACOSX/notes.md": "## 4\nB.",
            ".ipynb_checkpoints/notes.md": "## 4\nB.",
            "requirements.txt": "4. Mine",
            "notes.md": "## 4\nMine.",
        },
        "notes.md:2",
    ),
    "a broken file beside a good one": (
        {"z.ipynb": "{", "z.py": "x = = 1", "notes.md": "## 4\nMine."},
        "notes.md:2",
    ),
    "steps in code are no answer": (
        {"model.py": "import os\n# 4. save\nos.sync()\n", "a.txt": "4. Mine."},
        "a.txt:1",
    ),
    "the stub of another exercise is not searched": (
        {"ex09_mnist.py": '"""4. No."""\n', "a.txt": "4. Mine."},
        "a.txt:1",
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_of_several_files_the_likeliest_is_read(name: str, tmp_path: Path) -> None:
    files, expected = CHOICES[name]
    assert place(folder_of(tmp_path, files)) == expected


@pytest.mark.parametrize("name", CHOICES)
def test_an_archive_is_read_like_a_folder(name: str, tmp_path: Path) -> None:
    files, expected = CHOICES[name]
    assert place(archive_of(tmp_path / "all.zip", files)) == f"all.zip/{expected}"


def test_an_archive_in_a_folder_is_opened(tmp_path: Path) -> None:
    archive_of(tmp_path / "all.ZIP", {"hw/notes.md": "## 4\nMine."})
    assert place(tmp_path) == "all.ZIP/hw/notes.md:2"


def test_a_document_named_on_the_command_line_is_read_whole(tmp_path: Path) -> None:
    folder_of(tmp_path, {"notes.md": "# Pooling\n\nNo parameters.\n"})
    found = read_written(tmp_path / "notes.md", 4, "ex04_pooling", QUESTION)
    assert found.text == "# Pooling\n\nNo parameters."
    with pytest.raises(NoAnswerError):
        read_written(tmp_path, 4, "ex04_pooling", QUESTION)


def test_a_heading_with_nothing_below_is_no_piece(tmp_path: Path) -> None:
    folder_of(tmp_path, {"notes.md": "## 4. Why pooling?\n\nAnswer:\n\n## 5\nRarely.\n"})
    found = read_written(tmp_path, 4, "ex04_pooling", QUESTION)
    assert (found.shown, found.pieces) == ("notes.md", ())


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param({}, "it is empty", id="empty"),
        pytest.param(
            {"notes.md": "## 3\nB."},
            "Looked for ex04_pooling.py and for a heading such as “## 4.” or “Exercise 4”; found: "
            "notes.md. Name the file with --path.",
            id="another exercise",
        ),
        pytest.param(
            {"hw.docx": b"PK"},
            "hw.docx is of a kind that is not read; save it as Markdown or plain text.",
            id="a form that is not read",
        ),
        pytest.param({"a/b/c/d.md": "## 4\nB."}, "found: a.", id="too deep"),
    ],
)
def test_a_folder_without_the_answer_is_told(files: Files, says: str, tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError) as error:
        read_written(folder_of(tmp_path, files), 4, "ex04_pooling", QUESTION)
    assert "no answer to exercise 4" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.pdf", "%PDF-", "is read from a Python file", id="another form"),
        pytest.param("a.md", b"\x00\x01", "is no plain text", id="binary"),
        pytest.param("a.md", b"%PDF-1.7", "is no plain text", id="a renamed PDF"),
        pytest.param("a.md", b"PK\x03\x04", "is no plain text", id="a renamed docx"),
        pytest.param("a.md", b"x" * 5_000_001, "larger than 5,000,000 bytes", id="too large"),
        pytest.param("a.md", b"\n" * 100_001, "more than 100,000 lines", id="too many lines"),
        pytest.param("a.py", b"x = '\xe4'", "a.py:1: is not UTF-8", id="Latin-1 in Python"),
        pytest.param("a.ipynb", b'{"cells": 3}', "is no Jupyter notebook", id="no notebook"),
        pytest.param("a.zip", b"PK\x03\x04", "is no zip archive, or a damaged", id="no archive"),
        pytest.param("a.zip", b"", "is no zip archive", id="an empty archive"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    name: str, content: str | bytes, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SubmissionError, match=says):
        place(folder_of(tmp_path, {name: content}) / name)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("## 4\nGrößer.".encode(), id="UTF-8"),
        pytest.param("## 4\nGrößer.".encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param("## 4\nGrößer.".encode("utf-16"), id="UTF-16"),
        pytest.param("## 4\nGrößer.".encode("cp1252"), id="Windows"),
    ],
)
def test_documents_in_usual_encodings_are_read(data: bytes, tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.txt": data})
    assert read_written(tmp_path, 4, "ex04_pooling", QUESTION).text == "Größer."


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder_of(tmp_path, {"secret/notes.md": "## 4\nNot yours.", "hw/readme.md": "Nothing."})
    (tmp_path / "hw" / "link.md").symlink_to(tmp_path / "secret" / "notes.md")
    (tmp_path / "hw" / "linked").symlink_to(tmp_path / "secret")
    (tmp_path / "hw" / "loop").symlink_to(tmp_path / "hw" / "loop")
    with pytest.raises(NoAnswerError):
        place(tmp_path / "hw")


def test_a_link_within_a_folder_is_followed(tmp_path: Path) -> None:
    folder_of(tmp_path, {"sub/text": "## 4\nMine."})
    (tmp_path / "notes.md").symlink_to(tmp_path / "sub" / "text")
    assert place(tmp_path) == "notes.md:2"


def test_a_name_is_shown_without_codes_for_the_terminal(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a\x1b[31m\u202e.md": "## 4\nMine."})
    assert place(tmp_path) == "a.md:2"


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        pytest.param({"exercise9.py": "a", "hw.ipynb": ""}, "exercise9.py", id="named for it"),
        pytest.param({"ex09_mine.py": "a", "hw.py": "b"}, "ex09_mine.py", id="of two scripts"),
        pytest.param({"a/b/ex09_mnist.py": "a"}, "a/b/ex09_mnist.py", id="in folders"),
    ],
)
def test_code_is_found_by_its_name(files: Files, chosen: str, tmp_path: Path) -> None:
    assert read_answer(folder_of(tmp_path, files), 9, "ex09_mnist").shown == chosen


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("hw.md", "exercise 9 is read from a Python file", id="a document"),
        pytest.param("ex04_pooling.py", "is named for another exercise than 9", id="another stub"),
    ],
)
def test_a_file_of_words_has_no_code(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match=says):
        read_answer(folder_of(tmp_path, {name: "a"}) / name, 9, "ex09_mnist")


def test_code_that_could_be_in_two_files_is_not_guessed(tmp_path: Path) -> None:
    folder_of(tmp_path, {"ex09_a.py": "a", "ex09_b.py": "b"})
    with pytest.raises(NoAnswerError, match=r"found: ex09_a\.py, ex09_b\.py"):
        read_answer(tmp_path, 9, "ex09_mnist")


def test_a_folder_with_far_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.submission.files.MOST_IN_FOLDER", 2)
    folder_of(tmp_path, {f"{number}.txt": "" for number in range(3)})
    with pytest.raises(SubmissionError, match="holds more than 2 files"):
        place(tmp_path)


def test_what_is_no_file_is_left_out_or_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(NoAnswerError):
        place(tmp_path)
    with pytest.raises(SubmissionError, match=r"pipe\.py: is no regular file"):
        read_answer(tmp_path / "pipe.py", 9, "ex09_mnist")


def test_a_folder_that_may_not_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.scandir", denied)
    with pytest.raises(SubmissionError, match="cannot be read: Permission denied"):
        place(tmp_path)


def test_a_file_that_may_not_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of(tmp_path, {"a.md": "## 4\nMine."})
    monkeypatch.setattr("pathlib.Path.open", denied)
    with pytest.raises(SubmissionError, match=r"a\.md: cannot be read: Permission denied"):
        place(tmp_path / "a.md")


def denied(*_: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_folder_called_like_the_stub_is_told(tmp_path: Path) -> None:
    (tmp_path / "ex09_mnist.py").mkdir()
    with pytest.raises(SubmissionError, match="is a folder; a Python file should be there"):
        read_answer(tmp_path, 9, "ex09_mnist")


@pytest.mark.parametrize("name", ["nowhere", "a\0b", "x" * 5_000, "x" * 5_000 + ".zip/a.md"])
def test_a_path_that_leads_nowhere_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError):
        place(tmp_path / name)
