"""Exercises in words and numbers as their users meet them, through the real command."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from command import COMMAND, ROOT, cnn_grade, environment
from grader.exercise import course_folder, exercise_numbers, load_exercise
from grader.rubric import ModelRubric

COURSE = course_folder()
WRITTEN = [
    number
    for number in exercise_numbers(COURSE)
    if not isinstance(load_exercise(number, COURSE).rubric, ModelRubric)
]


def test_the_chapter_has_its_written_exercises() -> None:
    assert WRITTEN == [1, 2, 3, 4, 5, 6, 7, 8]


WORDS_ALONE = [number for number in WRITTEN if number != 7]
"""Exercise 7 asks for code, too; its solution is run in `test_exercise_7.py`."""


@pytest.mark.parametrize("number", WORDS_ALONE)
def test_the_stub_is_not_attempted_and_the_solution_passes_whole(number: int) -> None:
    stub = cnn_grade("exercise", number, "--path", ROOT / "exercises", "--json")
    assert (stub.status, stub.result["status"], stub.result["criteria"]) == (1, "not_attempted", [])
    solution = cnn_grade("exercise", number, "--path", ROOT / "solutions", "--json")
    assert (solution.status, solution.result["status"]) == (0, "passed")
    assert solution.result["score"] == 1
    assert solution.result["confidence"] == "sure"


def workspace(folder: Path, **answers: str) -> Path:
    """A workspace with the stubs, some of them filled in: ex04="…"."""
    folder.mkdir()
    for stub in sorted((ROOT / "exercises").glob("ex0[1-8]_*.py")):
        text = stub.read_text(encoding="utf-8")
        answer = answers.get(stub.name[:4])
        if answer is not None:
            text = text.partition("ANSWER")[0] + f'ANSWER = """\n{answer}\n"""\n'
        (folder / stub.name).write_text(text, encoding="utf-8")
    return folder


def test_a_partial_answer_is_quoted_and_asked_on(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "work", ex04="Max pooling is faster to compute.")
    assert cnn_grade("exercise", 4, "--path", folder).out == snapshot("""\

Exercise 4 · Max pooling or a strided convolution?             PARTIAL  0.5 of 1

  ~ “Max pooling is faster to compute”  What makes it cheaper? Think of what
    each layer has to learn.

Next: add to your answer in ex04_pooling.py, or take a hint: cnn-grade hint 4
""")


def test_what_was_read_can_be_shown(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "work", ex04="It has no weights.\x1b[31m\nNothing to learn.")
    out = cnn_grade("exercise", 4, "--path", folder, "--show-answers").out
    assert "read from ex04_pooling.py:" in out
    assert "It has no weights." in out
    assert "\x1b" not in out


def test_all_of_a_workspace_tells_what_is_left(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "work", ex04="A pooling layer has no parameters.")
    ran = cnn_grade("exercise", "all", "--path", folder, "--json", CNN_GRADE_OFFLINE="1")
    found = {row["exercise"]: row["status"] for row in json.loads(ran.out)["results"]}
    assert ran.status == 1
    assert found == {n: "passed" if n == 4 else "not_attempted" for n in found}
    assert set(WRITTEN) <= set(found)


def document(*, heading: str = "## {number}.") -> str:
    """All reference answers in one Markdown document."""
    parts = []
    for number in WRITTEN:
        exercise = load_exercise(number, COURSE)
        code: dict[str, object] = {}
        source = exercise.solution.read_text(encoding="utf-8")
        exec(compile(source, exercise.name, "exec"), code)  # noqa: S102 - our own solutions
        text = code.get("ANSWER") or "\n".join(
            f"- {name.replace('_', ' ').lower()}: {value}"
            for name, value in code.items()
            if name.isupper()
        )
        parts.append(f"{heading.format(number=number)}\n\n{text}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("form", ["md", "txt", "ipynb", "zip"])
def test_one_document_with_all_answers_passes_them_all(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"homework.{form}"
    text = document()
    if form == "ipynb":
        cells = [{"cell_type": "markdown", "source": part} for part in text.split("\n## ")]
        cells = [{**cell, "source": f"## {cell['source'].removeprefix('## ')}"} for cell in cells]
        path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    elif form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("work/answers.md", text)
    else:
        path.write_text(text, encoding="utf-8")
    ran = cnn_grade("exercise", *WRITTEN, "--path", path, "--json")
    results = json.loads(ran.out)["results"]
    assert {row["exercise"]: row["score"] for row in results} == dict.fromkeys(WRITTEN, 1.0)
    passed = [row["exercise"] for row in results if row["status"] == "passed"]
    assert passed == WORDS_ALONE  # a document has no code
    assert ran.status == 1


def test_nothing_of_a_submission_is_run(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "work", ex04="It has no parameters.")
    stub = folder / "ex04_pooling.py"
    mark = tmp_path / "ran"
    stub.write_text(
        f"open({str(mark)!r}, 'w')\n{stub.read_text(encoding='utf-8')}", encoding="utf-8"
    )
    assert cnn_grade("exercise", 4, "--path", folder).status == 0
    assert not mark.exists()


@pytest.mark.slow
def test_the_same_answer_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    def said(seed: str) -> str:
        words = ("exercise", *WRITTEN, "--path", ROOT / "solutions", "--json")
        results = json.loads(cnn_grade(*words, PYTHONHASHSEED=seed).out)
        for row in results["results"]:
            del row["seconds"]
        return json.dumps(results)

    assert len({said("0"), said("1"), said("4711")}) == 1


def test_no_heavy_package_is_imported_for_words() -> None:
    watch = (
        "import sys, grader.cli as cli\n"
        "try: cli.app(['exercise', '1', '--path', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "heavy = {'tensorflow', 'keras', 'numpy', 'psutil', 'sqlalchemy', 'PIL'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, ROOT / "solutions"],
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_rubric_check_finds_nothing_to_mend() -> None:
    ran = cnn_grade("rubric", "check")
    assert ran.status == 0, ran.out
    assert "to mend" not in ran.out


def test_rubric_check_names_an_example_that_earns_something_else(tmp_path: Path) -> None:
    for room in ("exercises", "solutions", "rubrics"):
        shutil.copytree(COURSE / room, tmp_path / room)
    path = tmp_path / "rubrics" / "ex04_pooling.toml"
    path.write_text(
        f"{path.read_text(encoding='utf-8')}\n[[examples]]\ntext = 'It is nice.'\nscore = 1.0\n",
        encoding="utf-8",
    )
    ran = cnn_grade("rubric", "check", 4, "--course", tmp_path)
    assert ran.status == 1
    assert "earns 0, not 1: It is nice." in ran.out


def test_rubric_check_against_marked_answers_prints_agreement(tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    rows = [("It has no weights.", 1.0), ("It is blue.", 0.0), ("It is faster.", 0.5)]
    path.write_text(
        "".join(json.dumps({"exercise": 4, "answer": a, "score": s}) + "\n" for a, s in rows),
        encoding="utf-8",
    )
    out = cnn_grade("rubric", "check", 4, "--against", path).out
    assert "3 answers: r 1.000" in out
    assert "idea:no parameters: earned by 2" in out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("{", "marked.jsonl:1:", id="no JSON"),
        pytest.param('{"answer": "x"}', "marked.jsonl:1:", id="no score"),
        pytest.param('{"answer": "x", "score": 3, "exercise": 4}', "from 0 to 1", id="no share"),
        pytest.param("", "holds no answers", id="empty"),
    ],
)
def test_marked_answers_that_cannot_be_read(line: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text(line, encoding="utf-8")
    ran = cnn_grade("rubric", "check", 4, "--against", path)
    assert ran.status == 2
    assert says in ran.err
    assert "Traceback" not in ran.err


def quiz(*words: object, replies: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "quiz", *map(str, words)],
        input=replies,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )


def test_the_quiz_names_a_slip_and_never_the_number() -> None:
    asked = quiz(2, "--seed", 7)
    assert asked.returncode == 1
    assert asked.stdout == quiz(2, "--seed", 7).stdout
    assert asked.stdout != quiz(2, "--seed", 8).stdout
    assert "cnn-grade quiz 2 --seed 7" in asked.stdout
    wrong = quiz(2, "--seed", 7, replies="12345\n\n\n")
    assert (wrong.returncode, "1 try" in wrong.stdout) == (1, True)


def test_only_numbers_have_a_quiz() -> None:
    ran = quiz(4)
    assert (ran.returncode, ran.stderr) == (
        2,
        "cnn-grade: exercise 4 has no quiz; exercise 2 has.\n",
    )


CORPUS = os.environ.get("CNN_GRADE_CORPUS", "")


@pytest.mark.skipif(not CORPUS, reason="CNN_GRADE_CORPUS names no folder with marked answers")
def test_marks_agree_with_a_careful_person() -> None:
    from written import all_markers, corpus, outcomes, pairs

    from grader.author.agreement import agreement

    found = agreement(pairs(outcomes(corpus(Path(CORPUS)), all_markers())))
    assert found.r is not None
    assert found.kappa is not None
    assert found.r >= 0.90
    assert found.kappa >= 0.85
    assert found.rmse <= 0.18
