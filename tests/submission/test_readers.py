import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission import read_answer
from grader.submission.notebook import read_notebook
from grader.submission.source import describe, parse
from grader.submission.syntax import parse_code
from grader.submission.text import decode


def notebook(path: Path, *cells: tuple[str, str]) -> Path:
    content = {"cells": [{"cell_type": kind, "source": text} for kind, text in cells]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_with_the_file(data: bytes) -> None:
    try:
        decode(data, "ex09_mnist.py")
    except SubmissionError as error:
        assert "ex09_mnist.py" in str(error)  # noqa: PT017 - both ends of the try are right


@pytest.mark.parametrize(
    "heading", ["## 9. MNIST", "9) a CNN", "### Exercise 9: build", "# Q9. digits", "Question 9."]
)
def test_a_heading_that_starts_with_the_number_is_found(heading: str, tmp_path: Path) -> None:
    path = notebook(
        tmp_path / "a.ipynb",
        ("code", "a = 8"),
        ("markdown", heading),
        ("code", "a = 9"),
        ("markdown", "## 10. Flowers"),
        ("code", "a = 10"),
    )
    assert read_notebook(path, 9, "ex09_mnist.py").code == "a = 9\n"


def test_lines_of_a_notebook_are_named_by_cell(tmp_path: Path) -> None:
    path = notebook(tmp_path / "a.ipynb", ("code", "import keras"), ("code", "x = 1\nf(x)"))
    answer = read_notebook(path, 9, "ex09_mnist.py")
    source = describe(answer, parse(answer), ())
    assert source.place(source.calls["f"][0]) == "a.ipynb, cell 2, line 2"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}]}', "[" * 100_000])
def test_what_is_no_notebook_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SubmissionError, match=r"a\.ipynb: is no Jupyter notebook"):
        read_answer(path, 9, "ex09_mnist")


@pytest.mark.parametrize("code", ["a = '\0'", "a = '\ud800'"], ids=["null byte", "surrogate"])
def test_letters_that_no_source_may_have_are_a_syntax_error(code: str) -> None:
    with pytest.raises(SyntaxError, match=r"null bytes|surrogates"):
        parse_code(code, "a.ipynb")


def test_a_cell_of_another_program_is_a_comment(tmp_path: Path) -> None:
    path = notebook(tmp_path / "a.ipynb", ("code", "%%bash\nls"), ("code", "a = 9"))
    assert read_notebook(path, 9, "ex09_mnist.py").code == "# %%bash\n# ls\na = 9\n"


def test_one_notebook_in_a_folder_is_the_answer(tmp_path: Path) -> None:
    notebook(tmp_path / "homework.ipynb", ("code", "a = 9"))
    assert read_answer(tmp_path, 9, "ex09_mnist").shown == "homework.ipynb"
