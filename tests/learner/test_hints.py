"""Hints go by what the last attempt lacked, a step further each time."""

import re
from pathlib import Path

import pytest

from grader.exercise import Exercise, course_folder, exercise_numbers, load_exercise
from grader.learner import progress
from grader.learner.hinting import hint
from grader.learner.hints import Topic, lacked, next_hint, topics
from grader.learner.progress import Made
from grader.pipeline import Graded
from grader.result import CriterionResult, Heading, total
from grader.rubric import Rule, WordsRubric
from learner.workspaces import NOON, graded, made, row

COURSE = course_folder()
ALL = [load_exercise(number, COURSE) for number in exercise_numbers(COURSE)]


def rules(exercise: Exercise) -> list[Rule]:
    rubric = exercise.rubric
    table = rubric.conversion if isinstance(rubric, WordsRubric) else None
    return [*rubric.criteria, *(table.criteria if table else ())]


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_every_criterion_has_hints(exercise: Exercise) -> None:
    assert exercise.rubric.opening
    for rule in rules(exercise):
        assert 2 <= len(rule.hints) <= 4, rule.id
        assert all(20 <= len(text) <= 200 for text in rule.hints), rule.id


@pytest.mark.parametrize(
    "exercise",
    [one for one in ALL if isinstance(one.rubric, WordsRubric)],
    ids=lambda one: one.name,
)
def test_a_first_hint_is_not_the_answer(exercise: Exercise) -> None:
    """Handed in as an answer, no opening and no first hint passes, nor all of them together."""
    from grader.pipeline import marker
    from grader.submission import Piece, WrittenAnswer

    mark = marker(exercise)
    firsts = [exercise.rubric.opening, *(rule.hints[0] for rule in exercise.rubric.criteria)]
    for text in firsts:
        result = mark(WrittenAnswer(exercise.number, "x.py", (Piece("x.py:1", text),)))
        assert result.status != "passed", text


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        pytest.param(
            [
                row("a", "partial", 0.2, 0.3, state="partly"),
                row("b", "failed", 0, 0.4, state="missing"),
            ],
            "b",
            id="words: by points lost",
        ),
        pytest.param(
            [row("compiled", "failed", 0), row("accuracy", "not_attempted", 0, 6)],
            "compiled",
            id="a model: the cause first",
        ),
        pytest.param(
            [row("parameters", "partial", 0.3), row("accuracy", "failed", 0, 6)],
            "parameters",
            id="a model: as the rubric has it",
        ),
        pytest.param(
            [row("a", "failed", 0, 1, state="missing"), row("code:kernels", "failed", 0, 0.15)],
            "code:kernels",
            id="words and code: code that was handed in",
        ),
        pytest.param(
            [row("a", "partial", 0.5, 1, state="partly"), row("code", "not_attempted", 0)],
            "a",
            id="words and code: code that was not",
        ),
    ],
)
def test_what_comes_first(rows: list[CriterionResult], first: str) -> None:
    assert lacked(rows)[0].id == first


def test_what_is_passed_needs_no_hint() -> None:
    assert lacked([row("a", "passed", 1)]) == []
    assert topics(ALL[3], graded(4, 1.0).result) == ()


def test_each_step_goes_further_and_then_on_to_the_next_topic() -> None:
    found = (Topic("a", "", ("one", "two")), Topic("b", "b", ("three",)))
    said = []
    shown: dict[str, int] = {}
    while (step := next_hint(found, shown)) is not None:
        said.append(step.text)
        shown[step.topic.id] = step.step
    assert said == ["one", "two", "three"]


def answered(number: int, *rows: CriterionResult) -> Graded:
    return Graded(total(Heading(number, "title"), rows))


def test_the_whole_way_through_the_hints_of_an_exercise(tmp_path: Path) -> None:
    workspace, exercise = made(tmp_path / "mine"), ALL[8]
    first = hint(workspace, exercise, NOON)
    assert first.hint is not None
    assert first.hint.text == exercise.rubric.opening
    tried = answered(9, row("model", "passed", 0.5, 0.5), row("compiled", "failed", 0))
    progress.record(workspace, tried, Made(at=NOON))
    rule = next(rule for rule in exercise.rubric.criteria if rule.id == "compiled")
    for text in rule.hints:
        said = hint(workspace, exercise, NOON)
        assert said.hint is not None
        assert (said.hint.text, said.hint.topic.title) == (text, "compiled soundly")
    end = hint(workspace, exercise, NOON)
    assert end.hint is None
    assert [one.text for one in end.shown] == list(rule.hints)
    assert len(progress.hints_used(workspace)) == 1 + len(rule.hints)


def test_words_alone_lead_to_hints_on_the_code() -> None:
    words = [row(rule.id, "passed", 0.1, 0.1) for rule in ALL[6].rubric.criteria]
    code = row("code", "not_attempted", 0)
    found = topics(ALL[6], answered(7, *words, code).result)
    assert found[0].id == "code:converts"


def test_outside_of_a_workspace_nothing_is_written(tmp_path: Path) -> None:
    said = hint(None, ALL[3], NOON)
    assert said.hint is not None
    assert said.hint.text == ALL[3].rubric.opening
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_hints_are_plain_sentences(exercise: Exercise) -> None:
    for text in [
        exercise.rubric.opening,
        *(text for rule in rules(exercise) for text in rule.hints),
    ]:
        assert text[-1] in '.?)"' or re.search(r"[).]$", text), text
