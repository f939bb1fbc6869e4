"""Written answers in notebooks: Markdown, comments, loose and printed texts, constants."""

import json
from pathlib import Path

import pytest

from grader.errors import NoAnswerError, SubmissionError
from grader.submission import WrittenAnswer, read_answer, read_written

QUESTION = "Exercise 4: Why may max pooling be better than a convolution of the same stride?"

Cells = list[tuple[str, str]]


def written(folder: Path, cells: Cells, *, number: int = 4) -> WrittenAnswer:
    path = folder / "hw.ipynb"
    output = [{"output_type": "stream", "text": ["## 4. I am an output\n"]}]
    content = {
        "cells": [
            {"cell_type": kind, "source": text, **({"outputs": output} if kind == "code" else {})}
            for kind, text in cells
        ]
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return read_written(path, number, f"ex{number:02}_name", QUESTION)


LAYOUTS: dict[str, tuple[Cells, int]] = {
    "Markdown below a heading": (
        [
            ("markdown", "## 3. Memory\nBatches."),
            ("markdown", "## 4. Pooling"),
            ("markdown", "No parameters."),
            ("markdown", "## 5. Normalization\nRarely."),
        ],
        3,
    ),
    "question and answer in one cell": (
        [
            ("markdown", "**4. Why might you take a pooling layer?**\n\nNo parameters."),
            ("markdown", "**5. When?**\n\nRarely."),
        ],
        1,
    ),
    "Q7 and Ans.": (
        [
            ("markdown", "Q4. Why might you take a pooling layer?"),
            ("markdown", "Ans. No parameters."),
            ("markdown", "Q5. When?"),
            ("markdown", "Ans. Rarely."),
        ],
        2,
    ),
    "comments in code cells": (
        [
            ("code", "# 3. What helps?\n# Batches."),
            ("code", "# 4. Why might you take a pooling layer?\n\n# No parameters."),
        ],
        2,
    ),
    "texts in code cells": (
        [
            ("markdown", "# Exercise 4"),
            ("code", '"""No parameters."""'),
            ("markdown", "# Exercise 5"),
            ("code", '"Rarely."'),
        ],
        2,
    ),
    "printed": (
        [
            ("markdown", "## Question 4: pooling"),
            ("code", 'print("No parameters.")'),
            ("markdown", "## Question 5: normalization"),
            ("code", "print('Rarely.')"),
        ],
        2,
    ),
    "constants": (
        [
            ("markdown", "4) Pooling"),
            ("code", 'ANSWER = """No parameters."""'),
            ("markdown", "5) Normalization"),
            ("code", 'ANSWER = """Rarely."""'),
        ],
        2,
    ),
    "constants with their numbers": (
        [("code", 'ANSWER_4 = """No parameters."""\nANSWER_5 = """Rarely."""')],
        1,
    ),
    "prose in a code cell": (
        [
            ("markdown", "## 3"),
            ("code", "Use smaller batches, or fewer layers."),
            ("markdown", "## 4"),
            ("code", "No parameters."),
            ("code", "# No parameters.\nx = = 1"),
        ],
        5,
    ),
    "a Markdown magic": (
        [("markdown", "## 4"), ("code", "%%markdown\nNo parameters."), ("markdown", "## 5")],
        2,
    ),
    "comments of code are left out beside words": (
        [
            ("markdown", "## 4"),
            ("markdown", "No parameters."),
            ("code", "import keras\n# 4. build a pooling layer\nkeras.layers.MaxPool2D()"),
            ("markdown", "## 9"),
            ("code", "# 1. load\nload()\n# 2. train\ntrain()"),
        ],
        2,
    ),
    "a list in another cell": (
        [
            ("markdown", "### 3"),
            ("markdown", "1. Batches.\n2. Strides.\n3. Layers.\n4. Precision.\n5. GPUs."),
            ("markdown", "### 4"),
            ("markdown", "No parameters."),
        ],
        4,
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_answer_is_read_from_its_cells(name: str, tmp_path: Path) -> None:
    cells, place = LAYOUTS[name]
    (piece,) = written(tmp_path, cells).pieces
    assert piece.text == "No parameters."
    assert piece.place == f"hw.ipynb, cell {place}"
    with pytest.raises(NoAnswerError, match="no answer to exercise 8"):
        written(tmp_path, cells, number=8)


def test_constants_of_its_cells_are_values(tmp_path: Path) -> None:
    cells: Cells = [
        ("code", "maps = 100\nparameters = 1"),
        ("markdown", "## 4"),
        ("code", "parameters = (3 * 3 * 3 + 1) * maps"),
        ("code", 'memory = "12.6 MB"'),
        ("markdown", "## 5"),
        ("code", "parameters = 5"),
    ]
    assert written(tmp_path, cells).values == {"parameters": 2_800, "memory": "12.6 MB"}


def test_numbers_are_put_into_what_is_printed(tmp_path: Path) -> None:
    cells: Cells = [
        ("markdown", "## 4"),
        ("code", 'total = 2_800 + 180_200\nprint(f"{total} parameters")\nprint("RAM:", total * 4)'),
        ("code", 'print("unknown:", model.count_params())'),
    ]
    assert written(tmp_path, cells).text == "183000 parameters\nRAM: 732000\n\nunknown:"


def test_pieces_of_an_answer_name_their_cells(tmp_path: Path) -> None:
    cells: Cells = [("markdown", "## 4"), ("markdown", "Cheap."), ("code", "'No parameters.'")]
    places = [piece.place for piece in written(tmp_path, cells).pieces]
    assert places == ["hw.ipynb, cell 2", "hw.ipynb, cell 3"]


def test_outputs_are_never_read(tmp_path: Path) -> None:
    found = written(tmp_path, [("markdown", "## 4"), ("code", "show()"), ("markdown", "## 5")])
    assert found.pieces == ()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        pytest.param([("code", "x" * 1_000_001)], "too much text", id="code"),
        pytest.param([("markdown", "x" * 5_000_001)], "too much text", id="words"),
        pytest.param([("markdown", "")] * 10_001, "too many cells", id="cells"),
        pytest.param([("markdown", "\n" * 100_001)], "too many cells or lines", id="lines"),
    ],
)
def test_a_notebook_that_no_person_wrote_is_refused(
    cells: Cells, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SubmissionError, match=rf"hw\.ipynb: .*{says}"):
        written(tmp_path, cells)


def test_pictures_in_the_text_do_not_count(tmp_path: Path) -> None:
    picture = "![](data:image/png;base64," + "A" * 6_000_000 + ")"
    assert written(tmp_path, [("markdown", f"## 4\n\nNone. {picture}")]).text == "None. ![]()"


def test_magics_are_left_out_and_texts_stay_as_they_are(tmp_path: Path) -> None:
    cells: Cells = [
        ("markdown", "## 4"),
        ("code", "%matplotlib inline\n!pip install keras\n# No parameters."),
        ("code", "%%bash\nls # nothing"),
        ("code", 'ANSWER = """\n!None\n%at all\n"""'),
    ]
    assert written(tmp_path, cells).text == "No parameters.\n\n!None\n%at all"


@pytest.mark.parametrize("cell", [{"cell_type": "code"}, 3, {"cell_type": "code", "source": 3}])
def test_a_cell_without_text_is_refused(cell: object, tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    with pytest.raises(SubmissionError, match="is no Jupyter notebook"):
        read_written(tmp_path / "hw.ipynb", 4, "ex04_pooling", QUESTION)


def test_the_old_form_of_notebooks_is_read(tmp_path: Path) -> None:
    sheet = {
        "cells": [
            {"cell_type": "heading", "level": 2, "source": "4. Pooling"},
            {"cell_type": "code", "input": ["print('No ", "parameters.')"]},
        ]
    }
    (tmp_path / "hw.ipynb").write_text(json.dumps({"worksheets": [sheet]}), encoding="utf-8")
    found = read_written(tmp_path / "hw.ipynb", 4, "ex04_pooling", QUESTION)
    assert found.text == "No parameters."


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param(
            [("code", "a = 8"), ("markdown", "## 9.\n1. load\n2. build"), ("code", "a = 9")],
            "a = 9\n",
            id="a list of steps below the heading",
        ),
        pytest.param(
            [("code", "# Exercise 8\na = 8"), ("code", "# Exercise 9\na = 9"), ("code", "a += 1")],
            "# Exercise 9\na = 9\na += 1\n",
            id="headings as comments",
        ),
        pytest.param(
            [("markdown", "## MNIST"), ("code", "# 1. load\na = 1\n# 2. build\na = 2")],
            "# 1. load\na = 1\n# 2. build\na = 2\n",
            id="numbered comments are no headings",
        ),
    ],
)
def test_code_is_found_by_the_same_headings(cells: Cells, code: str, tmp_path: Path) -> None:
    content = {"cells": [{"cell_type": kind, "source": text} for kind, text in cells]}
    (tmp_path / "hw.ipynb").write_text(json.dumps(content), encoding="utf-8")
    assert read_answer(tmp_path, 9, "ex09_mnist").code == code
