"""Promises of the readers: every answer to its exercise, and any bytes are read or refused."""

import json
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import NoAnswerError, SubmissionError
from grader.submission import read_answer, read_written

WORDS = st.sampled_from(
    ["kernels", "maps", "fewer", "weights", "per", "layer", "3x3", "12.6", "MB", "no", "(a)", "2"]
)
SENTENCE = st.lists(WORDS, min_size=2, max_size=12).map(
    lambda words: "They " + " ".join(words) + "."
)
NUMBERED = st.lists(SENTENCE, min_size=2, max_size=5).map(
    lambda items: "\n".join(f"{place}. {item}" for place, item in enumerate(items, 1))
)
BULLETS = st.lists(SENTENCE, min_size=1, max_size=5).map(
    lambda items: "\n".join(f"- {item}" for item in items)
)
FENCE = SENTENCE.map(lambda text: f"```python\n# 1. {text}\n## 4. {text}\nx = 1\n```")
FORMULA = st.just("$$\n(3 \\times 3 + 1) \\cdot 100\n$$")
TABLE = st.just("| layer | maps |\n|---|---|\n| 1. | 100 |")
BLOCK = st.one_of(SENTENCE, NUMBERED, BULLETS, FENCE, FORMULA, TABLE)
ANSWER = st.tuples(SENTENCE, st.lists(BLOCK, max_size=4)).map(
    lambda parts: "\n\n".join([parts[0], *parts[1]])
)
STYLES = {
    "ATX": "## {n}.\n\n{answer}",
    "ATX without a point": "# {n}\n{answer}",
    "ATX and question": "### {n}. What is it, and how does it work?\n\n{answer}",
    "ATX exercise": "## Exercise {n} - pooling\n\n{answer}",
    "setext": "Question {n}\n----------\n{answer}",
    "label": "Exercise {n}\n\n{answer}",
    "label on the line": "Exercise {n}: {answer}",
    "bold question": "**{n}. What is it, and how does it work?**\n\n{answer}",
    "bold number": "**{n}.** {answer}",
    "Q and A": "Q{n}. What is it, and how does it work?\nA{n}. {answer}",
    "quoted": "> {n}. What is it, and how does it work?\n\n{answer}",
    "point": "{n}. {answer}",
    "point and question": "{n}. What is it, and how does it work?\n\n{answer}",
    "point, question, Ans": "{n}. What is it, and how does it work?\nAns: {answer}",
    "bracket": "{n}) {answer}",
    "HTML": "<h3>{n}. Pooling</h3>\n{answer}",
}


ALIKE = {"point", "bracket"}
"""Forms that lists within an answer have, too: sure only if no exercise is missing."""


def homework(style: str, answers: dict[int, str]) -> str:
    """A document with all answers under headings of one style."""
    sections = [STYLES[style].format(n=number, answer=text) for number, text in answers.items()]
    return "\n\n".join(sections) + "\n"


def texts(path: Path, text: str) -> dict[int, str]:
    """What is read from a document for each exercise that is there."""
    path.write_text(text, encoding="utf-8")
    found = {}
    for number in range(1, 11):
        with suppress(NoAnswerError):
            found[number] = read_written(path.parent, number, "ex", "").text
    return found


@given(
    style=st.sampled_from(sorted(STYLES)),
    answers=st.lists(ANSWER, min_size=10, max_size=10),
    title=st.sampled_from(["", "# My homework\n\n", "---\ntitle: 3. of May\n---\n\n"]),
)
def test_ten_answers_under_any_headings_come_back_to_their_numbers(
    style: str, answers: list[str], title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("ten", numbered=True) / "homework.md"
    drawn = dict(enumerate(answers, 1))
    assert texts(path, title + homework(style, drawn)) == drawn


@given(
    style=st.sampled_from(sorted(STYLES.keys() - ALIKE)),
    answers=st.dictionaries(st.integers(1, 10), ANSWER, min_size=1),
)
def test_a_missing_exercise_gives_its_place_to_no_other(
    style: str, answers: dict[int, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("some", numbered=True) / "homework.md"
    drawn = dict(sorted(answers.items()))
    assert texts(path, homework(style, drawn)) == drawn


MARKS = st.sampled_from(
    ["## 4. ", "4. ", "1. ", "**4.** ", "Exercise 4", "Answer:", "Q4", "a) ", "?", "\n", "\n\n",
     "```", "---\n", "> ", "- ", "# ", "| ", "<h2>", "<!--", "-->", '"""', "'", "(", "[", "{", "\\",
     "ANSWER = ", "print(", "= 1", "**", "*", "\0", "\ud800", "\u202e", "\x1b[31m", "\r", "\x0c",
     "\u2028", "$$", "word ", "no parameters. ", "%%markdown\n", "!ls\n", "\t", "é", "7️⃣ "]
)  # fmt: skip


def encoded(parts: list[str]) -> bytes:
    """Text as bytes, lone surrogates as they come."""
    return "".join(parts).encode("utf-8", "surrogatepass")


SUFFIXES = st.sampled_from([".py", ".md", ".txt", ".rst", ".ipynb", ".zip", ".md.zip", ""])


def read_or_refused(path: Path, data: bytes) -> None:
    """Read some bytes in all ways; only a `SubmissionError` may say that it does not go."""
    path.write_bytes(data)
    for given_path in (path, path.parent):
        with suppress(SubmissionError):
            written = read_written(given_path, 4, "ex04_pooling", "Why pooling? " * 3)
            "".join(f"{piece.place}{piece.text}" for piece in written.pieces).encode()
            msgspec.json.encode(written.values)
        with suppress(SubmissionError):
            read_answer(given_path, 4, "ex04_pooling")


@given(
    stem=st.sampled_from(["hw", "ex04_pooling", "q5"]),
    suffix=SUFFIXES,
    data=st.binary(max_size=400) | st.lists(MARKS, max_size=60).map(encoded),
)
def test_any_bytes_are_read_or_refused(
    stem: str, suffix: str, data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read_or_refused(tmp_path_factory.mktemp("any", numbered=True) / f"{stem}{suffix}", data)


@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["code", "markdown", "raw", "heading"]), st.lists(MARKS).map("".join)
        )
    )
)
def test_any_notebook_is_read_or_refused(
    cells: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = {"cells": [{"cell_type": kind, "source": text} for kind, text in cells]}
    data = json.dumps(content).encode()
    read_or_refused(tmp_path_factory.mktemp("any", numbered=True) / "hw.ipynb", data)


@given(place=st.integers(0, 400), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_any_archive_is_read_or_refused(
    place: int, byte: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any", numbered=True) / "hw.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw/notes.md", "## 4\nNo parameters.\n")
        archive.writestr("hw/ex09_mnist.py", "import keras\n")
    data = bytearray(path.read_bytes())
    data[place % len(data)] = byte
    read_or_refused(path, bytes(data[: len(data) - cut // 4]))


LARGE = {
    "words": "## 4\n" + "no parameters at all. " * 200_000,
    "brackets": "(" * 1_000_000 + ")" * 1_000_000,
    "hashes": "#" * 2_000_000,
    "stars": "*" * 2_000_000,
    "tags": "<" * 2_000_000,
    "comments": "<!--" * 500_000,
    "codes for a terminal": "\x1b[" * 1_000_000,
    "spaces": "4." + " " * 2_000_000 + "x",
    "questions": "## 4\n" + "Why? " * 400_000,
    "headings": "## 4\nwhy\n" * 45_000,
    "numbers": "\n".join(f"{number % 20 + 1}. a" for number in range(90_000)),
    "parts": "## 4\n" + "a) Why?\n" * 90_000,
    "fences": "\n".join("`" * (3 + number % 300) for number in range(20_000)),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_text_is_read_in_bounded_time(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    read_or_refused(tmp_path / "hw.md", LARGE[name].encode())
    # Twice a few tenths of a second here; what grows with the square takes minutes.
    assert time.process_time() - began < 20
