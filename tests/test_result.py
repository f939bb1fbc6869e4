import msgspec
import pytest

from grader.report.json import to_json
from grader.result import CriterionResult, GraderInfo, Heading, Status, not_attempted, total

HEADING = Heading(9, "A CNN for MNIST")


def row(status: Status, points: float, most: float, *, essential: bool = False) -> CriterionResult:
    return CriterionResult(
        id="row",
        title="row",
        status=status,
        score=points / most,
        points=points,
        max_points=most,
        message="",
        essential=essential,
    )


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        pytest.param([row("passed", 10, 10)], "passed", id="all"),
        pytest.param(
            [row("passed", 7.5, 7.5), row("failed", 0, 2.5)], "passed", id="three quarters"
        ),
        pytest.param([row("passed", 7, 7), row("failed", 0, 3)], "partial", id="less"),
        pytest.param([row("failed", 0, 3)], "failed", id="nothing"),
        pytest.param(
            [row("passed", 9, 9), row("failed", 0, 1, essential=True)],
            "failed",
            id="essential lost",
        ),
        pytest.param(
            [row("passed", 9, 9), row("partial", 0.9, 1, essential=True)],
            "partial",
            id="essential in part",
        ),
        pytest.param(
            [row("passed", 9, 9), row("not_attempted", 0, 1, essential=True)],
            "failed",
            id="essential not measured",
        ),
        pytest.param([row("passed", 9, 9), row("needs_review", 0, 1)], "needs_review", id="review"),
        pytest.param([row("needs_review", 9, 9), row("error", 0, 1)], "error", id="our error"),
    ],
)
def test_status_follows_points_and_essentials(rows: list[CriterionResult], status: Status) -> None:
    assert total(HEADING, rows).status == status


def test_the_json_has_the_fields_that_scripts_rely_on() -> None:
    info = GraderInfo(version="1", device="cpu", data="full", sandbox="none", seed=42)
    text = to_json(
        [total(HEADING, [row("passed", 1, 1)], seconds=1.26), not_attempted(HEADING, 10)], info
    )
    report = msgspec.json.decode(text)
    assert set(report["grader"]) == {"version", "device", "data", "sandbox", "seed"}
    first, second = report["results"]
    assert {
        *("exercise", "title", "status", "score", "points", "max_points", "confidence"),
        *("criteria", "feedback", "seconds"),
    } == set(first)
    assert first["seconds"] == 1.3
    assert second["status"] == "not_attempted"
