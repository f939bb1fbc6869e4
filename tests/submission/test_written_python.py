"""Written answers in Python files: constants, docstrings, comments, several exercises in one."""

import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import NoAnswerError, SubmissionError
from grader.submission import WrittenAnswer, read_written

QUESTION = """Exercise 4: Why may max pooling be better than a convolution of the same stride?

Two or three sentences are enough.

    cnn-grade exercise 4
"""
STUB = f'"""{QUESTION}"""\n\nANSWER = """\n"""\n'


def read(code: str, folder: Path, *, name: str = "ex04_pooling.py") -> WrittenAnswer:
    (folder / name).write_text(code, encoding="utf-8")
    return read_written(folder / name, 4, "ex04_pooling", QUESTION)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('ANSWER = "No parameters."', id="one line"),
        pytest.param('ANSWER: str = "No parameters."', id="annotated"),
        pytest.param('ANSWER = ("No "\n "parameters.")', id="implicit concatenation"),
        pytest.param('ANSWER = "No " + "parameters."', id="plus"),
        pytest.param('ANSWER = "No "\nANSWER += "parameters."', id="added"),
        pytest.param('ANSWER = f"No parameters."', id="f-string without fields"),
        pytest.param('count = "No"\nANSWER = f"{count} parameters."', id="f-string of a constant"),
        pytest.param('ANSWER = """\n  No parameters.\n""".strip()', id="strip"),
        pytest.param(
            'import textwrap\nANSWER = textwrap.dedent("""No parameters.""")', id="dedent"
        ),
        pytest.param('ANSWER = "Cheap."\nANSWER = "No parameters."', id="the last one counts"),
        pytest.param('ANSWER = "No parameters."\nANSWER = ""', id="the last that is filled in"),
        pytest.param('answer = "No parameters."', id="small letters"),
        pytest.param('ANSWER_4 = "No parameters."', id="with its number"),
        pytest.param('ANSWER = """No parameters.""",', id="a comma too many"),
        pytest.param('"""Mine.\n\nNo parameters.\n"""\nANSWER = """No parameters."""', id="both"),
    ],
)
def test_the_answer_is_read_from_its_constant(code: str, tmp_path: Path) -> None:
    assert read(code, tmp_path).text == "No parameters."


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(STUB, id="as it came"),
        pytest.param(STUB.replace('"""\n"""', "None"), id="None"),
        pytest.param(STUB.replace('"""\n"""', "..."), id="an ellipsis"),
        pytest.param(STUB.replace('"""\n"""', '" ... "'), id="three dots"),
        pytest.param(f'"""{QUESTION}"""\n', id="the constant removed"),
        pytest.param("", id="an empty file"),
    ],
)
def test_a_stub_left_as_it_is_has_no_pieces(code: str, tmp_path: Path) -> None:
    found = read(code, tmp_path)
    assert found.pieces == ()
    assert found.values == {}
    assert found.shown == "ex04_pooling.py"


@pytest.mark.parametrize(
    ("code", "place"),
    [
        pytest.param(STUB.replace("4\n", "4\n\nNo parameters.\n", 1), "7", id="in the docstring"),
        pytest.param(STUB + "\n# No parameters.\n", "11", id="as a comment"),
        pytest.param(STUB + '\n"""No parameters."""\n', "11", id="as a loose text"),
        pytest.param(STUB + '\nprint("No parameters.")\n', "11", id="printed"),
        pytest.param(STUB + "\n# Answer:\n# No parameters.\n", "12", id="below a mark"),
    ],
)
def test_words_around_a_blank_constant_are_the_answer(
    code: str, place: str, tmp_path: Path
) -> None:
    (piece,) = read(code, tmp_path).pieces
    assert piece.text == "No parameters."
    assert piece.place == f"ex04_pooling.py:{place}"


VISIBLE = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"))


@given(text=st.text(VISIBLE | st.just("\n")))
def test_any_text_comes_back_from_its_constant(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = read(f"ANSWER = {text!r}\n", tmp_path_factory.getbasetemp())
    assert found.text == (text if text.strip(" .…_\n\t\xa0") and text.strip() else "")


@given(text=st.text(VISIBLE.filter(lambda letter: letter not in '\\"') | st.just("\n"), min_size=1))
def test_any_text_comes_back_from_between_three_quotes(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = read(f'ANSWER = """No.{text}"""\n', tmp_path_factory.getbasetemp())
    assert found.text == f"No.{text}"


def test_a_place_is_the_line_of_the_constant(tmp_path: Path) -> None:
    (piece,) = read(STUB.replace('"""\n"""', '"""\nNo parameters.\n"""'), tmp_path).pieces
    assert piece.place == "ex04_pooling.py:8"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        pytest.param("PARAMETERS = 903_400", {"PARAMETERS": 903_400}, id="a number"),
        pytest.param('MEMORY = "12.6 MB"', {"MEMORY": "12.6 MB"}, id="a text with a unit"),
        pytest.param("X = (3 * 3 * 3 + 1) * 100", {"X": 2_800}, id="an expression"),
        pytest.param("A = 2\nB = A ** 3 - 1", {"A": 2, "B": 7}, id="a name from above"),
        pytest.param("A, B = 1, 2.5", {"A": 1, "B": 2.5}, id="two at once"),
        pytest.param("A = round(12.618, 1)", {"A": 12.6}, id="rounded"),
        pytest.param("import math\nA = math.ceil(75 / 2)", {"A": 38}, id="ceil"),
        pytest.param("A = -7 // 2 % 5", {"A": 1}, id="floor and remainder"),
        pytest.param("A = 1\nA += 2", {"A": 3}, id="added to"),
        pytest.param("A = 1\nA = None", {}, id="blanked again"),
        pytest.param("A = ''\nB = ...\nC = None", {}, id="blanks"),
        pytest.param("A = True", {}, id="a truth is no number"),
        pytest.param("A = 1 / 0", {}, id="divided by nothing"),
        pytest.param("A = 9 ** 9 ** 9", {}, id="a tower of powers"),
        pytest.param("A = round(5, -10 ** 9)", {}, id="rounded to a tower"),
        pytest.param("A = 1e308 * 10", {}, id="infinite"),
        pytest.param("A = 'a' * 10 ** 9", {}, id="a text a billion times"),
        pytest.param("A = [1] * 10 ** 9", {}, id="a list a billion times"),
        pytest.param("A = __import__('os').getcwd()", {}, id="a call"),
        pytest.param("A = " + "-" * 60 + "1", {}, id="too deep"),
        pytest.param("A = " + " + ".join(["1"] * 300), {"A": 300}, id="a long sum"),
        pytest.param("a = 'ab' * 1\nA = 'x'\n" + "A = A + A\n" * 60, {}, id="doubled for ever"),
        pytest.param("A = lambda: 1\nB = []\nC = (lambda: 1)()", {}, id="no values"),
        pytest.param(
            "x = {}\nx[0], B = 1, 2\nx.y = 3\nC: int\nD = E = 4",
            {"B": 2, "D": 4, "E": 4},
            id="other targets",
        ),
        pytest.param(
            "A = 1\nB = A @ A\nC = -'a'\nD = round()\nE = round(1, 2, 3)",
            {"A": 1},
            id="what does not go",
        ),
        pytest.param("__version__ = 3", {}, id="a name of Python's"),
    ],
)
def test_constants_are_evaluated_safely(
    code: str, values: dict[str, int | float | str], tmp_path: Path
) -> None:
    assert read(code, tmp_path).values == values


@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param(
            'ANSWER = """No parameters.\n\n', r":1: the text .* three quotes has no end", id="open"
        ),
        pytest.param('\nANSWER = "No\nmore"', r":2: .* ends with its line", id="one quote"),
        pytest.param(
            "ANSWER = No parameters.", r":1: Python cannot read this line", id="no quotes"
        ),
        pytest.param("A = " + "(" * 5_000, "ex04_pooling.py", id="brackets"),
        pytest.param("A = " + "-" * 500_000 + "1", "nested too deeply", id="signs"),
        pytest.param('ANSWER = input("Why? ")', r":1: ANSWER is computed", id="computed"),
        pytest.param("ANSWER = 'a\0b'", "is a binary file", id="a null byte"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_reason(
    code: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SubmissionError, match=says):
        read(code, tmp_path)


def test_latex_in_a_text_that_is_not_raw_is_repaired(tmp_path: Path) -> None:
    code = 'ANSWER = """$3 \\times 3$, $\\frac{1}{2}$, \\beta, \\sum"""'.replace("\\\\", "\\")
    assert read(code, tmp_path).text == r"$3 \times 3$, $\frac{1}{2}$, \beta, \sum"


def test_what_cannot_be_seen_is_taken_out(tmp_path: Path) -> None:
    code = r"ANSWER = 'No\u202e par\x1b[31mam\x00eters\ud800.\r\nNone.'"
    assert read(code, tmp_path).text == "No parameters\ufffd.\nNone."


SEVERAL = {
    "numbered constants": "ANSWER_3 = 'Batches.'\nANSWER_4 = 'No parameters.'\nanswer5 = 'Rare.'\n",
    "constants under headings": (
        "# Exercise 3\nANSWER = 'Batches.'\n\n# Exercise 4\nANSWER = 'No parameters.'\n"
    ),
    "any text under a numbered comment": (
        "# 3.\nremedies = 'Use smaller batches of pictures.'\n\n# 4.\nreason = 'No parameters.'\n"
    ),
    "answers as comments": (
        "# 3. What helps?\n# Batches.\n\n# 4. Why pooling?\n# No parameters.\n\n"
        "# 5. When?\n# Rare.\n"
    ),
    "answers as loose texts": (
        '"""\n3. What helps?\n\nBatches.\n"""\n\n"""\n4. Why pooling?\n\nNo parameters.\n"""\n'
    ),
    "one text with all answers": '"""My homework\n\n3. Batches.\n\n4. No parameters.\n"""\n',
    "printed": 'print("Question 3:")\nprint("Batches.")\nprint("Question 4:", "No parameters.")\n',
    "beside code": (
        "import keras\n\n# Exercise 3:\n# Batches.\nmodel = keras.Sequential()\n"
        "# 4. this is a step of the code\nmodel.build()\n\n# Exercise 4:\n# No parameters.\n"
    ),
    "decorated": "##### Exercise 3 #####\n# Batches.\n\n# ==== Exercise 4 ====\n# No parameters.\n",
    "cells of a script": "# %% [markdown]\n# ## 4. Pooling\n# No parameters.\n# %%\nimport keras\n",
}


@pytest.mark.parametrize("name", SEVERAL)
def test_of_several_exercises_in_a_file_the_right_one_is_read(name: str, tmp_path: Path) -> None:
    assert read(SEVERAL[name], tmp_path, name="homework.py").text == "No parameters."
    with pytest.raises(NoAnswerError):
        read_written(tmp_path, 8, "ex08_semantic_segmentation", "Why?")


def test_words_stay_where_comments_cannot_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise tokenize.TokenError

    monkeypatch.setattr("tokenize.generate_tokens", refuse)
    assert read("# 4.\n'4. No parameters.'\n", tmp_path, name="hw.py").text == "No parameters."


def test_calls_of_other_things_say_nothing(tmp_path: Path) -> None:
    code = "# Exercise 4\n# No parameters.\nlog('a b c d')\nlogs[0]('e f')\nlambda: 'g h'\n"
    assert read(code, tmp_path, name="hw.py").text == "No parameters."


def test_parts_in_constants_keep_their_letters(tmp_path: Path) -> None:
    code = "ANSWER_4A = 'No parameters.'\nANSWER_4_b = 'Cheap.'\nANSWER_5 = 'Rare.'\n"
    text = read(code, tmp_path, name="homework.py").text
    assert text.split() == ["A)", "No", "parameters.", "b)", "Cheap."]


def test_constants_of_another_exercise_are_left_out(tmp_path: Path) -> None:
    code = "# Exercise 4\nCOUNT = 0\n\n# Exercise 5\nCOUNT = 3\nOTHER = 4\n"
    assert read(code, tmp_path, name="homework.py").values == {"COUNT": 0}


def test_the_stub_of_another_exercise_is_not_the_answer(tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match="no answer to exercise 4"):
        read("ANSWER = '4. No parameters.'", tmp_path, name="ex05_normalization.py")
