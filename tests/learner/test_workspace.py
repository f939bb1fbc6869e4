import ast
import json
import shutil
from pathlib import Path

import pytest

from command import ROOT, cnn_grade
from grader.exercise import Exercise, course_folder, exercise_numbers, load_exercise
from grader.learner import workspace
from grader.learner.place import answer_path
from grader.learner.sheet import NOTEBOOK
from grader.learner.store import FOLDER
from grader.submission import read_answer, read_written
from grader.submission.source import is_untouched, parse
from learner.workspaces import made

COURSE = course_folder()
ALL = [load_exercise(number, COURSE) for number in exercise_numbers(COURSE)]
WITH_CODE = [exercise for exercise in ALL if exercise.number in {7, 9, 10}]


def test_start_writes_the_stubs_and_never_overwrites(tmp_path: Path) -> None:
    ran = cnn_grade("start", tmp_path / "mine")
    assert ran.status == 0
    mine = tmp_path / "mine" / "ex09_mnist.py"
    assert mine.read_bytes() == (ROOT / "exercises" / "ex09_mnist.py").read_bytes()
    mine.write_text("my work", encoding="utf-8")
    again = cnn_grade("start", tmp_path / "mine")
    assert again.status == 0
    assert "ex09_mnist.py was there already" in again.out
    assert mine.read_text(encoding="utf-8") == "my work"


def test_a_file_where_the_workspace_should_be(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    ran = cnn_grade("start", tmp_path / "mine")
    assert ran.status == 2
    assert "mine: cannot be written to" in ran.err


def test_what_a_workspace_is(tmp_path: Path) -> None:
    mine = made(tmp_path / "mine")
    assert workspace.workspace_of(mine) == mine
    assert workspace.workspace_of(mine / "ex04_pooling.py") == mine
    assert workspace.workspace_of(mine / "not there.py") == mine
    assert workspace.workspace_of(tmp_path) is None
    assert workspace.workspace_of(tmp_path / "nowhere" / "at all") is None
    assert workspace.workspace_of(Path("\0")) is None


@pytest.mark.parametrize("notebook", [False, True], ids=["stubs", "and a notebook"])
def test_in_a_fresh_workspace_nothing_is_attempted(notebook: bool, tmp_path: Path) -> None:
    """The README and the questions of the notebook are no answers."""
    mine = made(tmp_path / "mine", notebook=notebook)
    ran = cnn_grade("exercise", "all", "--json", cwd=mine)
    assert ran.status == 1
    statuses = [result["status"] for result in json.loads(ran.out)["results"]]
    assert statuses == ["not_attempted"] * 10


def filled(mine: Path) -> Path:
    """The notebook of a workspace with the reference answers in its cells."""
    path = mine / NOTEBOOK
    notebook = json.loads(path.read_bytes())
    for exercise in ALL:
        text = exercise.solution.read_text(encoding="utf-8")
        end = ast.parse(text).body[0].end_lineno
        for cell in notebook["cells"]:
            if cell["id"] == f"{exercise.name}-answer":
                cell["source"] = "\n".join(text.splitlines()[end:])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_answers_in_the_notebook_are_read_as_those_in_files(
    exercise: Exercise, tmp_path: Path
) -> None:
    path = filled(made(tmp_path / "mine", notebook=True))
    if exercise.number < 9:
        read, meant = (
            read_written(one, exercise.number, exercise.name, exercise.question, beside_code=True)
            for one in (path, exercise.solution)
        )
        assert read.text.strip() == ("" if read.values else meant.text.strip())
        assert read.values == meant.values
    if exercise in WITH_CODE:
        code = read_answer(path, exercise.number, exercise.name).code
        solution = ast.parse(exercise.solution.read_text(encoding="utf-8"))
        assert [ast.dump(one) for one in ast.parse(code).body] == [
            ast.dump(one) for one in solution.body[1:]
        ]


@pytest.mark.parametrize("exercise", WITH_CODE, ids=lambda exercise: exercise.name)
def test_code_in_the_notebook_counts_while_the_stub_is_untouched(
    exercise: Exercise, tmp_path: Path
) -> None:
    mine = made(tmp_path / "mine", notebook=True)
    empty = parse(read_answer(mine / NOTEBOOK, exercise.number, exercise.name))
    assert is_untouched(empty, ast.parse(exercise.stub.read_text(encoding="utf-8")))
    assert answer_path(mine, exercise) == filled(mine)
    shutil.copy(exercise.solution, mine)
    assert answer_path(mine, exercise) == mine


def test_a_notebook_is_valid_and_holds_no_output(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    path = made(tmp_path / "mine", notebook=True) / NOTEBOOK
    nbformat.validate(nbformat.read(path, as_version=4))
    headings = [
        "".join(cell["source"]).splitlines()[0]
        for cell in json.loads(path.read_bytes())["cells"]
        if cell["cell_type"] == "markdown"
    ]
    assert headings[7] == "## 7. Fully convolutional networks"
    assert len(headings) == 11


def newer(course: Path, name: str) -> bytes:
    """A course whose stub of one exercise has another question; the new stub."""
    for room in ("exercises", "solutions", "rubrics"):
        shutil.copytree(COURSE / room, course / room)
    stub = course / "exercises" / name
    stub.write_text(stub.read_text(encoding="utf-8").replace("Exercise", "Exercise number"))
    return stub.read_bytes()


def test_an_update_comes_beside_work_and_in_place_of_an_untouched_stub(tmp_path: Path) -> None:
    mine = made(tmp_path / "mine")
    stub, name = mine / "ex04_pooling.py", "ex04_pooling.py"
    text = newer(tmp_path / "course", name)
    assert workspace.start(mine, tmp_path / "course").outdated == (name,)
    stub.write_text('ANSWER = "my work"\n', encoding="utf-8")
    started = workspace.start(mine, tmp_path / "course", update=True)
    assert started.beside == ((name, "ex04_pooling.new.py"),)
    assert (mine / "ex04_pooling.new.py").read_bytes() == text
    assert stub.read_text(encoding="utf-8") == 'ANSWER = "my work"\n'
    again = workspace.start(mine, tmp_path / "course", update=True)
    assert (again.beside, again.renewed, again.outdated) == ((), (), ())


def test_an_untouched_stub_is_renewed(tmp_path: Path) -> None:
    mine = made(tmp_path / "mine")
    text = newer(tmp_path / "course", "ex04_pooling.py")
    started = workspace.start(mine, tmp_path / "course", update=True)
    assert (started.renewed, started.beside) == (("ex04_pooling.py",), ())
    assert (mine / "ex04_pooling.py").read_bytes() == text
    assert not list(mine.glob("*.new*"))


def test_a_folder_with_answers_becomes_a_workspace_and_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "ex04_pooling.py").write_text('ANSWER = "mine"\n', encoding="utf-8")
    ran = cnn_grade("start", cwd=tmp_path)
    assert "ex04_pooling.py was there already" in ran.out
    assert (tmp_path / "ex04_pooling.py").read_text(encoding="utf-8") == 'ANSWER = "mine"\n'
    assert (tmp_path / FOLDER).is_dir()
    ran = cnn_grade("start", "--update", cwd=tmp_path)
    assert "the new stub is beside it: ex04_pooling.new.py" in ran.out


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_a_new_stub_beside_an_answer_is_not_read(exercise: Exercise, tmp_path: Path) -> None:
    mine = made(tmp_path / "mine")
    shutil.copy(exercise.stub, mine / f"{exercise.name}.new.py")
    if exercise.number < 9:
        read = read_written(
            mine, exercise.number, exercise.name, exercise.question, beside_code=True
        )
        assert (read.pieces, read.values) == ((), {})
