import numpy as np
import pytest

from grader.criteria import judge
from grader.criteria.training import confidently_wrong
from grader.evidence import Built, Finished, ModelEvidence, RunEvidence, Source, TestSet, Trained
from grader.exercise import course_folder, load_exercise
from grader.result import CriterionResult
from grader.rubric import AccuracyRule

EXERCISE = load_exercise(9, course_folder())
RULE = next(rule for rule in EXERCISE.rubric.criteria if isinstance(rule, AccuracyRule))
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
TRAINED = Trained(graph=None, history={}, epochs=3, weights_changed=True, finite=True, served=())


def measured(right: int, examples: int = 10_000, *, moved: float | None = None) -> CriterionResult:
    """The accuracy criterion for so many right predictions of a full test set."""
    labels = np.arange(examples) % 10
    guesses = np.where(np.arange(examples) < right, labels, (labels + 1) % 10)
    probabilities = np.eye(10, dtype=np.float32)[guesses]
    test = TestSet(probabilities, labels, "full", predicted_by="measuring")
    if moved is not None:
        kept = round(moved * examples)
        wrong = np.where(np.arange(examples) < kept, labels, (labels + 1) % 10)
        test = TestSet(probabilities, labels, "full", moved=np.eye(10)[wrong], moved_labels=labels)
    run = RunEvidence(Finished(), built=BUILT, trained=TRAINED)
    return judge(ModelEvidence(Source("ex09_mnist.py"), run, test), RULE, EXERCISE.common)


@pytest.mark.parametrize(
    ("right", "status", "points", "words"),
    [
        pytest.param(9960, "passed", 6.0, "0.9960 on 10,000 test digits", id="distinction"),
        pytest.param(9930, "passed", 6.0, "0.990 asked for.", id="clearly"),
        pytest.param(9903, "passed", 6.0, "another run may fall below", id="just above"),
        pytest.param(9900, "passed", 6.0, "another run may fall below", id="on the line"),
        pytest.param(9885, "passed", 5.4, "close to the line, and the line is inside", id="inside"),
        pytest.param(9870, "partial", 3.6, "That earns a part", id="below the interval"),
        pytest.param(9750, "partial", 1.8, "That earns a part", id="small part"),
        pytest.param(9600, "failed", 0.0, "below what earns a part", id="too low"),
    ],
)
def test_accuracy_is_placed_between_the_levels(
    right: int, status: str, points: float, words: str
) -> None:
    result = measured(right)
    assert (result.status, result.points) == (status, points)
    assert words in result.message
    assert result.evidence["test_accuracy"] == right / 10_000
    assert result.evidence["threshold"] == 0.990
    assert result.evidence["examples"] == 10_000
    assert result.evidence["epochs"] == 3
    low, high = result.evidence["interval"]
    assert low < right / 10_000 < high


def test_a_model_that_fails_on_moved_copies_goes_to_review() -> None:
    assert measured(9950, moved=0.95).status == "passed"
    assert measured(9950, moved=0.5).status == "needs_review"


def test_predictions_that_are_no_numbers_are_not_measured() -> None:
    rows = np.full((10, 10), np.nan, dtype=np.float32)
    run = RunEvidence(Finished(), built=BUILT, trained=TRAINED)
    test = TestSet(rows, np.arange(10), "full")
    result = judge(ModelEvidence(Source("x.py"), run, test), RULE, EXERCISE.common)
    assert (result.status, result.score) == ("not_attempted", None)
    assert "not numbers" in result.message


def test_the_most_confident_mistakes_come_first_whatever_their_place() -> None:
    rows = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]], dtype=np.float32)
    found = confidently_wrong(rows, np.array([1, 1, 1]))
    assert [(one["picture"], one["read_as"]) for one in found] == [(0, 0), (1, 0)]
