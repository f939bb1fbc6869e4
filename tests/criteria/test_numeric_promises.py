"""Any answer gets a mark in bounded time, the same one each time, and never a right number."""

import math
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.criteria.numeric import mark_numbers, marks
from grader.criteria.numeric.slips import figures
from grader.exercise import course_folder
from grader.learner.quiz import about, draw
from grader.rubric import NumbersRubric, read_rubric
from grader.rubric.numbers import Part

READ = read_rubric(course_folder() / "rubrics" / "ex02_parameters_and_memory.toml")
assert isinstance(READ, NumbersRubric)
RUBRIC: NumbersRubric = READ
PARTS: tuple[Part, ...] = ("parameters", "memory_one", "memory_batch")
LIMIT_S = 20.0
"""Most are marked in half a second; what takes quadratic time takes minutes."""

WORDS = st.sampled_from([
    "parameters", "one picture", "batch", "12.6 MB", "903,400", "=", "+", "x", "(", ")", "**", "a)",
    ".", ",", "not", "or", "50 images", "|", "$", "{", "?", "10**10**10", "1 MB = 1024 kB", "9e9",
    "565 MB", "\\frac{", "total", "-", "layer", "2,800", "%", "single", "\n", "\x00", "٣", "9" * 40,
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))
VALUES = st.dictionaries(
    st.sampled_from(
        ["PARAMETERS", "MEMORY_ONE_PICTURE", "MEMORY_BATCH_OF_50", "A", "weights", "x"]
    ),
    st.one_of(TEXTS, st.integers(), st.floats(), st.just(10**5000)),
    max_size=4,
)


@settings(deadline=None, max_examples=300)
@given(TEXTS, VALUES)
def test_any_answer_gets_rows_and_the_same_ones_each_time(
    text: str, values: dict[str, str | int | float]
) -> None:
    marked = mark_numbers(text, values, RUBRIC)
    assert [row.id for row in marked.rows] == list(PARTS)
    points = marks(marked, RUBRIC).points
    assert 0 <= points <= 1
    assert not math.isnan(points)
    assert marked == mark_numbers(text, values, RUBRIC)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000), st.data())
def test_no_message_holds_a_right_number(seed: int, data: st.DataObject) -> None:
    network = draw(seed)
    rubric = about(network, RUBRIC)
    right = {f"{round(figures(part, network)[0].value):,}" for part in PARTS}
    part = data.draw(st.sampled_from(PARTS))
    wrong = [f"{round(row.value):,}" for row in figures(part, network) if row.slip]
    written = data.draw(st.sampled_from(wrong))
    name = next(rule.constants[0] for rule in rubric.criteria if rule.part == part)
    unit = "" if part == "parameters" else " bytes"
    for row in mark_numbers("", {name: written + unit}, rubric).rows:
        assert not (right - {written}) & set(re.findall(r"[\d,]+", row.message))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10_000), st.sampled_from(PARTS))
def test_right_numbers_of_drawn_networks_are_right(seed: int, part: Part) -> None:
    network = draw(seed)
    rubric = about(network, RUBRIC)
    at = PARTS.index(part)
    value = round(figures(part, network)[0].value)
    for written in (f"{value:,}", f"{value:_}", str(value)):
        text = written if part == "parameters" else f"{written} bytes"
        row = mark_numbers("", {rubric.criteria[at].constants[0]: text}, rubric).rows[at]
        assert row.status == "passed"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "(" * n, id="open brackets"),
        pytest.param(lambda n: "(" * n + "3" + ")" * n, id="nested brackets"),
        pytest.param(lambda n: "(3 4 " * n + ")" * n, id="brackets of nothing"),
        pytest.param(lambda n: "1 x (" * n, id="products without end"),
        pytest.param(lambda n: "1+" * n, id="a long sum"),
        pytest.param(lambda n: "1=" * n, id="a long chain"),
        pytest.param(lambda n: "1," * n, id="a long list"),
        pytest.param(lambda n: "3x" * n, id="a long product"),
        pytest.param(lambda n: "10**" * n + "10", id="a tower"),
        pytest.param(lambda n: "9" * n, id="a long number"),
        pytest.param(lambda n: "\\frac{" * n, id="fractions"),
        pytest.param(lambda n: "a" + "\u0315\u0300" * n, id="marks that combine"),
        pytest.param(lambda n: "12.6 MB or 14 MB " * n, id="alternatives"),
        pytest.param(lambda n: "batch? " * n, id="questions"),
        pytest.param(lambda n: "a) b) c) " * n, id="letters"),
        pytest.param(lambda n: "one picture 12.6 MB, " * n, id="one part again and again"),
        pytest.param(lambda n: "<" * n + "![](" * n + "http://" * n, id="markup"),
        pytest.param(lambda n: "\n \n" * n + "**" * n, id="lines and bold"),
    ],
)
def test_long_answers_take_bounded_time(make: Callable[[int], str]) -> None:
    began = time.process_time()
    marked = mark_numbers(make(30_000), {"PARAMETERS": make(10_000)}, RUBRIC)
    assert len(marked.rows) == 3
    assert time.process_time() - began < LIMIT_S
