"""The truth and the slips, worked out from an architecture; what marks and sentences follow."""

import re

import pytest
from msgspec.structs import replace

from grader.criteria.numeric import mark_numbers, marks, remarks
from grader.criteria.numeric.architecture import count
from grader.criteria.numeric.constants import part_of
from grader.criteria.numeric.slips import figures
from grader.exercise import course_folder
from grader.rubric import NumbersRubric, read_rubric
from grader.rubric.numbers import Layer, Network, Part

READ = read_rubric(course_folder() / "rubrics" / "ex02_parameters_and_memory.toml")
assert isinstance(READ, NumbersRubric)
RUBRIC: NumbersRubric = READ
PARTS: tuple[Part, ...] = ("parameters", "memory_one", "memory_batch")


def slips_of(text: str, values: dict[str, str | int | float] | None = None) -> list[str | None]:
    """For each part the slip that was named, "" for none; None where nothing was read."""
    marked = mark_numbers(text, values or {}, RUBRIC)
    return [None if row.score is None else str(row.evidence["slip"]) for row in marked.rows]


def test_the_network_of_the_exercise_is_counted() -> None:
    counted = count(RUBRIC.network)
    assert counted.layers == (2_800, 180_200, 720_400)
    assert counted.parameters == 903_400
    assert counted.maps == (100 * 150 * 100, 50 * 75 * 200, 25 * 38 * 400)
    assert counted.peak == counted.maps[0] + counted.maps[1]
    right = {part: figures(part, RUBRIC.network)[0].value for part in PARTS}
    assert right == {"parameters": 903_400, "memory_one": 12_613_600, "memory_batch": 565_613_600}


@pytest.mark.parametrize(
    ("change", "maps"),
    [
        pytest.param({}, (3 * 4 * 8,), id="same padding rounds up"),
        pytest.param({"padding": "valid"}, (2 * 3 * 8,), id="valid padding"),
        pytest.param({"stride": 1}, (5 * 7 * 8,), id="stride 1"),
        pytest.param({"kernel": 9, "padding": "valid"}, (8,), id="never below one"),
    ],
)
def test_sizes_follow_padding_and_stride(change: dict[str, int], maps: tuple[int, ...]) -> None:
    layer = replace(Layer(maps=8, kernel=3, stride=2), **change)
    network = Network(height=5, width=7, channels=3, number_bytes=4, batch=2, layers=(layer,))
    assert count(network).maps == maps


@pytest.mark.parametrize(
    ("part", "slip", "value"),
    [
        pytest.param("parameters", "no_biases", 902_700, id="no biases"),
        pytest.param("parameters", "wrong_channels", 28 * 700, id="all layers on the picture"),
        pytest.param("parameters", "layer_missed", 183_000, id="last layer missed"),
        pytest.param("memory_one", "all_maps", 14_133_600, id="all maps kept"),
        pytest.param("memory_one", "weights_left_out", 9_000_000, id="no weights"),
        pytest.param("memory_one", "bits", 8 * 12_613_600, id="bits for bytes"),
        pytest.param("memory_one", "stride_ignored", 147_613_600, id="stride ignored"),
        pytest.param("memory_batch", "activations_only", 526_000_000, id="maps only"),
        pytest.param("memory_batch", "input_forgotten", 529_613_600, id="no input"),
        pytest.param("memory_batch", "weights_forgotten", 562_000_000, id="no weights at 50"),
        pytest.param("memory_batch", "times_batch", 630_680_000, id="50 times a prediction"),
    ],
)
def test_a_slip_leads_to_its_number(part: Part, slip: str, value: float) -> None:
    assert value in {row.value for row in figures(part, RUBRIC.network) if row.slip == slip}


def test_height_and_width_swapped_change_nothing_here() -> None:
    for part in PARTS:
        right = figures(part, RUBRIC.network)[0].value
        swapped = [row.value for row in figures(part, RUBRIC.network) if row.slip == "swapped"]
        assert right in swapped


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        pytest.param((903400, "12.6 MB", "565 MB"), [1, 1, 1], id="right"),
        pytest.param(("902,700", "12.6 MB", "565 MB"), [0.5, 1, 1], id="biases"),
        pytest.param(("183,000", "9.732 MB", "562.7 MB"), [0.5, 0.9, 0.9], id="own parameters"),
        pytest.param((903400, "12.41 MB", "548.8 MB"), [1, 0.5, 0.9], id="valid padding twice"),
        pytest.param((903400, "100.9 MB", "4.525 GB"), [1, 0.5, 0.9], id="bits twice"),
        pytest.param((903400, "20 MB", "1000 MB"), [1, 0, 0], id="50 times nothing right"),
        pytest.param((903400, "14.1 MB", "630.7 MB"), [1, 0.5, 0.25], id="50 times, but sound"),
        pytest.param((903400, "12 MB", "539 MB"), [1, 1, 1], id="binary megabytes"),
        pytest.param((903400, "12.6 MiB", "565.6 MiB"), [1, 0.75, 0.75], id="mixed bases"),
        pytest.param((903400, "12.32 MB", "552.4 MB"), [1, 0.75, 0.75], id="1,024 x 1,000"),
        pytest.param((903400, "12.5 MB", "561 MB"), [1, 1, 0.75], id="tolerance, and near a slip"),
        pytest.param((5, "78 kB", "4 MB"), [0, 0, 0], id="nothing"),
    ],
)
def test_marks_go_with_the_slips(values: tuple[str | int, ...], scores: list[float]) -> None:
    names = ("PARAMETERS", "MEMORY_ONE_PICTURE", "MEMORY_BATCH_OF_50")
    marked = mark_numbers("", dict(zip(names, values, strict=True)), RUBRIC)
    assert [row.score for row in marked.rows] == scores


@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param("PARAMETERS", "parameters", id="the stub's"),
        pytest.param("total_params", "parameters", id="an own name"),
        pytest.param("ramSingleInstance", "memory_one", id="camel case"),
        pytest.param("MEMORY_BATCH_OF_50_PICTURES", "memory_batch", id="a batch of pictures"),
        pytest.param("C", "memory_batch", id="a letter"),
        pytest.param("CONV1_PARAMETERS", None, id="one layer"),
        pytest.param("BATCH_SIZE", None, id="a size"),
        pytest.param("PARAMETERS_MB", None, id="memory of parameters"),
        pytest.param("STONE", None, id="one within a word"),
    ],
)
def test_a_constant_is_known_by_its_name(name: str, part: Part | None) -> None:
    assert part_of(name, RUBRIC) == part


def test_of_several_constants_the_stubs_own_counts_else_the_last() -> None:
    values = {"PARAMETERS": 903400, "params": 5}
    assert mark_numbers("", values, RUBRIC).rows[0].status == "passed"
    values = {"my_params": 5, "params": 903400}
    row = mark_numbers("", values, RUBRIC).rows[0]
    assert (row.status, row.evidence["place"]) == ("passed", "params")


def test_a_constant_without_a_number_says_so() -> None:
    row = mark_numbers("", {"MEMORY_ONE_PICTURE": "much"}, RUBRIC).rows[1]
    assert row.score is None
    assert row.message.startswith("MEMORY_ONE_PICTURE holds no number that could be read.")


def test_own_parameters_times_four_are_weights_alone() -> None:
    assert slips_of("", {"PARAMETERS": 5000, "MEMORY_ONE_PICTURE": "20 kB"})[1] == "weights_only"


def test_many_times_an_own_memory_is_named_and_worth_nothing() -> None:
    marked = mark_numbers("one picture: 21 MB, batch: 1050 MB", {}, RUBRIC)
    assert marked.rows[2].evidence["slip"] == "times_batch"
    assert marked.rows[2].score == 0


def test_a_slip_that_the_rubric_does_not_price_is_none() -> None:
    bare = replace(RUBRIC, criteria=tuple(replace(rule, slips=()) for rule in RUBRIC.criteria))
    row = mark_numbers("902,700 parameters", {}, bare).rows[0]
    assert (row.score, row.evidence["slip"]) == (0, "")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        pytest.param("903,400 parameters", 0.5, id="0.4 rounds up"),
        pytest.param("903,400 parameters, 12.6 MB for one picture", 0.75, id="0.7 rounds up"),
        pytest.param("902,700 parameters", 0.25, id="0.2 rounds up"),
        pytest.param("", 0.0, id="nothing"),
    ],
)
def test_points_come_in_quarters(text: str, points: float) -> None:
    assert marks(mark_numbers(text, {}, RUBRIC), RUBRIC).points == points


def test_without_a_step_points_are_the_sum() -> None:
    rubric = replace(RUBRIC, step=0.0)
    assert marks(mark_numbers("903,400 parameters", {}, rubric), rubric).points == 0.4


@pytest.mark.parametrize("example", RUBRIC.examples, ids=lambda example: example.text[:30])
def test_the_examples_of_the_rubric_earn_what_they_say(example: object) -> None:
    assert example in RUBRIC.examples
    for one in (one for one in RUBRIC.examples if one == example):
        marked = mark_numbers(one.text, {}, RUBRIC)
        assert marks(marked, RUBRIC).points == one.score
        assert {row.id for row in marked.rows if row.status == "passed"} >= set(one.earns)


def test_no_sentence_holds_a_number_that_could_be_right() -> None:
    shown = {"1,000", "1,024", "7", "11", "4", "77"}
    for rule in RUBRIC.criteria:
        texts = (*rule.says.values(), *(slip.says for slip in rule.slips), *rule.hints)
        for text in texts:
            assert set(re.findall(r"\d[\d,.]*\d|\d", text)) <= shown, text


def test_a_person_is_asked_with_a_reason() -> None:
    marked = mark_numbers("One picture: 12.6 MB or 14.1 MB.", {}, RUBRIC)
    assert marked.confidence == "needs_review"
    assert marked.rows[1].status == "needs_review"
    assert marked.rows[1].score == 0.5
    assert remarks(marked) == (
        "A person should look at this mark: several numbers stand for “one picture”.",
    )
    assert remarks(mark_numbers("One picture: 12.6 MB", {}, RUBRIC)) == ()
