"""All rubrics of words at once: their examples, and what changes by code must and must not do."""

from collections.abc import Callable

import pytest

from criteria.written.changes import (
    bulleted,
    flipped,
    instructed,
    misspelt,
    negated,
    shuffled,
    spaced,
    swapped,
)
from grader.author.check import check
from grader.criteria.written import Prepared, mark, prepare
from grader.exercise import Exercise, course_folder, exercise_numbers, load_exercise
from grader.rubric import Example, WordsRubric
from grader.submission import read_written

COURSE = course_folder()
EXERCISES = {n: load_exercise(n, COURSE) for n in exercise_numbers(COURSE)}
WORDS = {n: one for n, one in EXERCISES.items() if isinstance(one.rubric, WordsRubric)}


def made_ready(exercise: Exercise) -> Prepared:
    assert isinstance(exercise.rubric, WordsRubric)
    return prepare(exercise.rubric, exercise.language, exercise.question)


PREPARED = {number: made_ready(one) for number, one in WORDS.items()}
EXAMPLES = [
    pytest.param(number, example, id=f"{number}-{index}")
    for number, prepared in PREPARED.items()
    for index, example in enumerate(prepared.rubric.examples)
]


def solution(number: int) -> str:
    one = WORDS[number]
    return read_written(one.solution, number, one.name, one.question).text


RIGHT = [pytest.param(number, solution(number), id=f"{number}-solution") for number in WORDS] + [
    pytest.param(number, example.text, id=f"{number}-{index}")
    for number, prepared in PREPARED.items()
    for index, example in enumerate(prepared.rubric.examples)
    if example.score == 1
]


@pytest.mark.parametrize(("number", "example"), EXAMPLES)
def test_each_example_earns_what_its_rubric_says(number: int, example: Example) -> None:
    marked = mark(example.text, PREPARED[number])
    assert marked.share == example.score
    assert set(example.earns) <= {idea.rule.id for idea in marked.ideas if idea.share}


@pytest.mark.parametrize("number", WORDS)
def test_no_rubric_has_a_fault(number: int) -> None:
    rubric = WORDS[number].rubric
    assert isinstance(rubric, WordsRubric)
    assert [one for one in check(WORDS[number], rubric) if one.kind == "fault"] == []


@pytest.mark.parametrize(("number", "text"), RIGHT)
@pytest.mark.parametrize("change", [negated, instructed], ids=["negated", "instructed"])
def test_what_is_no_longer_right_loses(
    change: Callable[[str], str], number: int, text: str
) -> None:
    assert mark(change(text), PREPARED[number]).share < 1


@pytest.mark.parametrize(("number", "text"), RIGHT)
@pytest.mark.parametrize("change", [flipped, negated], ids=["flipped", "negated"])
def test_no_reverse_scores_higher(change: Callable[[str], str], number: int, text: str) -> None:
    assert mark(change(text), PREPARED[number]).share <= mark(text, PREPARED[number]).share


SWAPS = {
    1: {"cnn": "dnn", "convolutional": "dense"},
    4: {"max pooling": "strided convolution", "pooling": "convolution"},
    6: {"resnet": "senet", "googlenet": "xception"},
}
"""Things that answers set against each other; texts that name both of a pair are swapped."""


def compares(number: int, text: str) -> bool:
    pairs = SWAPS.get(number, {}).items()
    return any(one in text.lower() and other in text.lower() for one, other in pairs)


SWAPPED = [
    pytest.param(int(str(number)), str(text), id=str(param.id))
    for param in RIGHT
    for number, text in [param.values]
    if compares(int(str(number)), str(text))
]


@pytest.mark.parametrize(("number", "text"), SWAPPED)
def test_things_named_in_place_of_each_other_lose(number: int, text: str) -> None:
    assert mark(swapped(text.lower(), SWAPS[number]), PREPARED[number]).share < 1


@pytest.mark.parametrize(("number", "text"), RIGHT)
def test_a_synonym_changes_no_mark(number: int, text: str) -> None:
    other = text.replace("picture", "image").replace("Picture", "Image")
    assert mark(other, PREPARED[number]).share == 1


@pytest.mark.parametrize(("number", "text"), RIGHT)
def test_shuffled_words_lose(number: int, text: str) -> None:
    shares = [mark(shuffled(text, seed), PREPARED[number]).share for seed in range(5)]
    assert sum(shares) < 5


@pytest.mark.parametrize(("number", "text"), RIGHT)
@pytest.mark.parametrize(
    "change",
    [str.upper, str.lower, bulleted, spaced, lambda text: f"\n\n{text}\n \n"],
    ids=["capitals", "small letters", "bullets", "spacing", "blank lines"],
)
def test_form_changes_no_mark(change: Callable[[str], str], number: int, text: str) -> None:
    assert mark(change(text), PREPARED[number]).share == mark(text, PREPARED[number]).share


@pytest.mark.parametrize(("number", "text"), RIGHT)
def test_a_slip_of_the_pen_changes_no_mark(number: int, text: str) -> None:
    shares = [mark(misspelt(text, seed), PREPARED[number]).share for seed in range(5)]
    assert shares == [1] * 5


@pytest.mark.parametrize("number", WORDS)
def test_another_exercises_answer_does_not_pass(number: int) -> None:
    others = {other: mark(solution(other), PREPARED[number]).share for other in WORDS}
    assert {n for n, share in others.items() if share >= 0.75} == {number}
