"""Promises of the readers: every answer to its exercise, and any bytes are read or refused."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission import read_answer, read_written
from grader.submission.candidates import candidates
from grader.submission.document import document_lines
from grader.submission.headings import find_headings

WORDS = st.sampled_from(
    "kernels maps stride fewer weights per layer 3x3 smaller 12.6 MB pixels no bias (a) e.g. 2".split()
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
ASKS = "What is it, and how does it work?"
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


@given(
    style=st.sampled_from(sorted(STYLES)),
    answers=st.lists(ANSWER, min_size=10, max_size=10),
    title=st.sampled_from(["", "# My homework\n\n", "---\ntitle: 3. of May\n---\n\n"]),
)
def test_ten_answers_under_any_headings_come_back_to_their_numbers(
    style: str, answers: list[str], title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sections = [
        STYLES[style].format(n=number, answer=answer) for number, answer in enumerate(answers, 1)
    ]
    path = tmp_path_factory.getbasetemp() / "homework.md"
    path.write_text(title + "\n\n".join(sections) + "\n", encoding="utf-8")
    read = [read_written(path, number, "ex", "").text for number in range(1, 11)]
    assert read == answers
