"""`check` and `grade` without a kernel: words, numbers, what cannot be checked, and being light."""

import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from command import ROOT, cnn_grade
from grader import check, grade
from grader.errors import GraderError, SubmissionError, UsageError
from grader.notebook.function import capture
from grader.notebook.magics import run
from grader.notebook.words import as_file

POOLING = "Max pooling has no parameters, a strided convolution does."
THERE_IS = 3


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, grader; "
        "print([n for n in sys.modules if n.split('.')[0] in "
        "{'numpy', 'rich', 'typer', 'msgspec', 'keras', 'tensorflow', 'IPython'}])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert out.strip() == "[]"


def test_words_are_marked_as_the_command_marks_them(tmp_path: Path) -> None:
    (tmp_path / "ex04_pooling.py").write_text(f'ANSWER = """{POOLING}"""', encoding="utf-8")
    there = cnn_grade("exercise", 4, "--path", tmp_path).out.strip("\n")
    here = str(check(4, POOLING))
    assert here.replace("this cell", "ex04_pooling.py") == there
    assert grade(tmp_path, 4).points == check(4, POOLING).result.points


def test_a_result_reads_like_the_command_and_is_true_when_passed() -> None:
    checked = check(4, POOLING)
    assert checked
    assert not check(4, "It is smaller.")
    assert repr(checked) == str(checked)
    assert repr(checked) == snapshot("""\
Exercise 4 · Max pooling or a strided convolution?                PASSED  1 of 1

  ✓ “Max pooling has no parameters”  that is the point most people miss

Next: another exercise.\
""")


def test_the_cell_is_named_in_place_of_a_file() -> None:
    text = str(check(2, "902,000 parameters"))
    assert "ex02" not in text
    assert "in this cell" in text


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"PARAMETERS": 903400}, id="a number"),
        pytest.param({"PARAMETERS": "903,400"}, id="a text"),
        pytest.param({"parameters": 903400.0}, id="another spelling"),
    ],
)
def test_numbers_by_name_or_in_a_dictionary(values: dict[str, object]) -> None:
    one, other = check(2, values), check(2, **values)  # type: ignore[arg-type]
    assert one.result.criteria[0].status == other.result.criteria[0].status == "passed"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param((9,), r"check\(9, model\), with the Keras model", id="nothing for 9"),
        pytest.param((10,), r"preprocess=preprocess", id="nothing for 10"),
        pytest.param((4,), r'check\(4, "your answer in words"\)', id="nothing for words"),
        pytest.param((2,), r"check\(2, PARAMETERS=\.\.\., ", id="nothing for numbers"),
        pytest.param((7,), r"check\(7, to_fully_convolutional, ", id="nothing for 7"),
        pytest.param((99, "x"), "there is no exercise 99", id="no such exercise"),
        pytest.param(("9", "x"), "the number of the exercise comes first", id="no number"),
        pytest.param((True, "x"), "the number of the exercise comes first", id="a truth"),
        pytest.param((4, 5), "int: not what is asked for", id="a number for words"),
        pytest.param((2, {"a b": 1}), "is no name", id="a name with a blank"),
        pytest.param((2, {"PARAMETERS": [1]}), "PARAMETERS is list", id="a list"),
        pytest.param((2, {"PARAMETERS": float("nan")}), "PARAMETERS is nan", id="no number at all"),
        pytest.param((9, "model.keras"), "keras.models.load_model", id="the name of a file"),
        pytest.param((9, None), "does your function return the model", id="None"),
        pytest.param((9, grade), r"grade is a function: model = grade\(", id="a function"),
        pytest.param((9, Path), "Path is a class", id="a class"),
        pytest.param((9, 1, 2), r"check\(9, model\)", id="too much"),
        pytest.param((7, 3), "int: not what is asked for", id="a number for 7"),
        pytest.param((7, len), "defined with def", id="a builtin for 7"),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(given: tuple[object, ...], says: str) -> None:
    with pytest.raises(GraderError, match=says) as raised:
        check(*given)  # type: ignore[arg-type]
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "keywords", [{"data": "all"}, {"seed": -1}, {"seed": "x"}, {"PARAMETERS": 1}]
)
def test_unknown_settings_are_refused(keywords: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=next(iter(keywords))):
        check(4, POOLING, **keywords)  # type: ignore[arg-type]


def test_an_error_shows_its_sentence_alone_in_ipython() -> None:
    with pytest.raises(GraderError) as raised:
        check(4)
    assert raised.value._render_traceback_() == [f"cnn-grade: {raised.value}"]


def test_words_cannot_leave_their_quotes() -> None:
    namespace: dict[str, object] = {}
    text = '""" + "\\' + "'''\n\ud800 #"
    exec(as_file(text, {"A": "'"}), namespace)  # noqa: S102 - our own text, to see it come back
    assert (namespace["ANSWER"], namespace["A"]) == (text, "'")


def uses_much(model: Path) -> object:
    return helper(model), THERE_IS, Path


def helper(OPENED: object) -> object:  # noqa: N803 - the name of what cannot be taken along
    return [OPENED, sys.path, uses_much]


def uses_what_stays(model: object) -> object:
    return model, OPENED


OPENED = object()


def test_a_function_takes_along_what_it_uses() -> None:
    captured = capture(uses_much, "uses_much")
    namespace: dict[str, object] = {}
    exec(captured.code, namespace)  # noqa: S102 - this file's own functions
    assert namespace["uses_much"](1)[1:] == (3, Path)  # type: ignore[operator]
    lines = captured.code.splitlines()
    assert lines[captured.parts["uses_much"]].startswith("def uses_much")
    assert lines[captured.parts["helper"]].startswith("def helper")


def test_a_function_of_another_name_gets_the_one_that_is_asked_for() -> None:
    assert "to_fully_convolutional = helper" in capture(helper, "to_fully_convolutional").code


def test_what_cannot_be_taken_along_is_named() -> None:
    with pytest.raises(SubmissionError, match="uses OPENED, which"):
        capture(uses_what_stays, "uses_what_stays")


@pytest.mark.parametrize(
    ("line", "cell", "says"),
    [
        pytest.param("", None, "which exercise", id="nothing"),
        pytest.param("nine", None, "which exercise", id="a word"),
        pytest.param("9", None, "there is no variable model yet", id="no model"),
        pytest.param("9 net", None, "there is no variable net yet", id="no such model"),
        pytest.param("9 epochs=3", None, "epochs=3: not known", id="no such setting"),
        pytest.param("4", None, r'check\(4, "your answer', id="words without words"),
    ],
)
def test_a_magic_that_cannot_work_says_how(line: str, cell: str | None, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        run(line, cell, {})


def test_the_cell_magic_takes_the_cell() -> None:
    assert run("4", POOLING, {}).result.points == check(4, POOLING).result.points
    assert run("4 data=sample seed=1", POOLING, {})


def test_a_kernel_older_than_the_installed_grader_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.notebook.beside.__version__", "0.0.1")
    with pytest.raises(UsageError, match=r"had imported 0\.0\.1: restart the kernel"):
        check(7, helper)


def test_grade_reads_what_the_command_reads(tmp_path: Path) -> None:
    assert grade(ROOT / "solutions", 4).status == "passed"
    with pytest.raises(SubmissionError, match="nothing there"):
        grade(tmp_path / "nothing there", 4)
