"""A quick look in figures: what is projected, and when a training may end."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.quick import stratified
from grader.criteria import judge
from grader.criteria.projection import Seen, budget, project
from grader.criteria.quick import as_estimate
from grader.evidence import (
    Built,
    Cut,
    End,
    Finished,
    Look,
    ModelEvidence,
    RunEvidence,
    Source,
    Stopped,
    TestSet,
    Trained,
)
from grader.exercise import course_folder, load_exercise
from grader.limits import Budget, why_stop
from grader.result import CriterionResult

EXERCISE = load_exercise(9, course_folder())
RUBRIC = EXERCISE.model_rubric
QUICK = RUBRIC.quick or pytest.fail("the rubric has no table for quick looks")
BUILT = Built(
    kind="Sequential",
    graph=None,
    why_no_graph="",
    layer_kinds=("Conv2D", "Dense"),
    input_shape=(28, 28, 1),
    output_shape=(10,),
    last_activation="softmax",
    compiled=None,
    parameters=100,
    trainable_parameters=100,
)
FIFTH, DONE = Look(10_000, 55_000), Finished()
HISTORY: dict[str, tuple[float | None, ...]] = {"loss": (0.9, 0.1), "accuracy": (0.7, 0.97)}


def looked(
    right: int,
    *,
    cut: Cut | None = None,
    look: Look | None = FIFTH,
    end: End = DONE,
) -> dict[str, CriterionResult]:
    """The rows by id for so many right predictions of 10,000."""
    labels = np.arange(10_000) % 10
    guesses = np.where(np.arange(10_000) < right, labels, (labels + 1) % 10)
    test = TestSet(np.eye(10, dtype=np.float32)[guesses], labels, "full", predicted_by="measuring")
    trained = Trained(
        graph=None,
        history=HISTORY,
        epochs=2,
        weights_changed=True,
        finite=True,
        served=(),
        cut=cut,
    )
    done = isinstance(end, Finished)
    run = RunEvidence(end, built=BUILT, trained=trained if done else None)
    evidence = ModelEvidence(Source("ex09_mnist.py"), run, test if done else None, look=look)
    rows = tuple(judge(evidence, rule, EXERCISE.common) for rule in RUBRIC.criteria)
    return {row.id: row for row in as_estimate(rows, evidence, RUBRIC)}


@pytest.mark.parametrize(
    ("right", "status", "points", "words"),
    [
        pytest.param(9_890, "passed", 6.0, "about 0.995 (0.9", id="clearly"),
        pytest.param(9_800, "passed", 6.0, "either side of the line", id="about on the line"),
        pytest.param(9_740, "passed", 5.4, "either side of the line", id="close below"),
        pytest.param(9_640, "partial", 3.6, "about 0.985 (0.9", id="part"),
        pytest.param(9_000, "failed", 0.0, "about 0.957 (0.9", id="too low"),
    ],
)
def test_the_mark_is_that_of_the_projected_accuracy(
    right: int, status: str, points: float, words: str
) -> None:
    row = looked(right)["accuracy"]
    assert (row.status, row.points) == (status, points)
    assert words in row.message
    assert "quick look, not the mark" in row.message
    assert row.evidence["quick"] is True
    assert row.evidence["test_accuracy"] == right / 10_000
    low, high = row.evidence["interval"]
    assert low < row.evidence["projected"] < high


def test_without_a_quick_look_nothing_is_projected() -> None:
    row = looked(9_890, look=None)["accuracy"]
    assert row.message.startswith("0.9890 on 10,000 test digits")
    assert not {"quick", "projected"} & row.evidence.keys()


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (Cut("budget", 4.25, 100), "stopped after 4.2 of 100 epochs: there is no time"),
        (Cut("reached", 6, 25), "stopped after 6 of 25 epochs: by then it was as good as certain"),
        (Cut("hopeless", 3, 10), "stopped after 3 of 10 epochs: it could no longer get there"),
    ],
)
def test_the_reason_of_an_early_end_is_told(cut: Cut, words: str) -> None:
    row = looked(9_800, cut=cut)["accuracy"]
    assert words in row.message
    assert row.evidence["stopped"] == cut.why


def test_fewer_epochs_than_asked_for_make_the_projection_higher_and_less_sure() -> None:
    whole, half = looked(9_800), looked(9_800, cut=Cut("budget", 5, 10))
    ends = [row["accuracy"].evidence["interval"] for row in (whole, half)]
    assert half["accuracy"].evidence["projected"] > whole["accuracy"].evidence["projected"]
    assert ends[1][1] - ends[1][0] > 0.9 * (ends[0][1] - ends[0][0])


def test_what_cannot_be_stopped_is_no_fault() -> None:
    rows = looked(0, end=Stopped("train", "work", 26.0, 25.0, 12))
    assert (rows["trains"].status, rows["trains"].score) == ("not_attempted", None)
    assert rows["trains"].message.startswith("ex09_mnist.py:12  Training was still at it")
    assert looked(0, end=Stopped("train", "memory", 7e9, 6e9))["trains"].status == "failed"


@given(
    st.integers(0, 10_000),
    st.floats(0.01, 1),
    st.floats(0.01, 1),
)
def test_a_projection_lies_within_its_interval_and_never_below_what_was_measured(
    wrong: int, size: float, epochs: float
) -> None:
    found = project(Seen(wrong, 10_000, size, epochs), QUICK)
    assert 0 <= found.low <= found.accuracy <= found.high <= 1
    assert found.accuracy >= 1 - wrong / 10_000 - 1e-12


@given(st.integers(1, 9_999), st.floats(0.01, 1), st.floats(0.01, 1))
def test_more_mistakes_never_project_to_more(wrong: int, size: float, other: float) -> None:
    few, many = (project(Seen(n, 10_000, size), QUICK) for n in (wrong, wrong + 1))
    assert few.accuracy >= many.accuracy
    smaller, larger = sorted((size, other))
    ends = [project(Seen(wrong, 10_000, one), QUICK).accuracy for one in (smaller, larger)]
    assert ends[0] >= ends[1]


def test_all_pictures_project_to_what_was_measured() -> None:
    assert project(Seen(150, 10_000), QUICK).accuracy == pytest.approx(0.985)


def given_budget(size: float = 0.2) -> Budget:
    found = budget(RUBRIC, (10_000, 2_500), size, "full")
    assert found is not None
    return found


def test_the_ends_of_a_training_lie_on_both_sides_of_the_threshold() -> None:
    found = given_budget()
    # A fifth of the digits: 0.990 takes about 0.978 on them.
    assert 0.005 < found.enough < 1 - 0.978 < found.hopeless < 0.06
    assert found.epochs == RUBRIC.plan.epochs


@pytest.mark.parametrize(
    ("epoch", "error", "why"),
    [
        pytest.param(4, 0.001, "", id="too soon"),
        pytest.param(5, 0.004, "reached", id="certain"),
        pytest.param(5, 0.05, "", id="open"),
        pytest.param(5, 0.5, "hopeless", id="never"),
        pytest.param(9, 0.09, "hopeless", id="never near the end"),
        pytest.param(10, 0.09, "", id="nothing to end"),
        pytest.param(9, None, "", id="no validation"),
    ],
)
def test_a_training_ends_when_its_outcome_is_certain(
    epoch: int, error: float | None, why: str
) -> None:
    assert why_stop(given_budget(), epoch, 10, error) == why


@given(st.integers(1, 50), st.integers(1, 50), st.floats(0, 1), st.floats(0, 1))
def test_no_error_is_both_too_large_and_small_enough(
    epoch: int, epochs: int, error: float, size: float
) -> None:
    found = given_budget(max(0.01, size))
    assert found.enough < found.hopeless
    later = why_stop(found, epoch + 1, epochs, error)
    if why_stop(found, epoch, epochs, error) == "hopeless":
        assert later in {"", "hopeless"}
    never = msgspec.structs.replace(found, judge_after=0)
    assert why_stop(never, epoch, epochs, error) == ""


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=300), st.integers(0, 300), st.integers(0, 9)
)
def test_a_part_keeps_each_classs_share(labels: list[int], most: int, seed: int) -> None:
    whole = np.array(labels, dtype=np.uint8)
    places = stratified(whole, most, seed)
    assert len(places) == min(most, len(whole))
    assert list(places) == sorted(set(places.tolist()))
    assert np.array_equal(places, stratified(whole, most, seed))
    share = len(places) / len(whole)
    for one in np.unique(whole):
        exact = share * (whole == one).sum()
        assert abs((whole[places] == one).sum() - exact) <= 3
