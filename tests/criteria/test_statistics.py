import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.criteria.statistics import falling, wilson_interval


@pytest.mark.parametrize(
    ("correct", "examples", "interval"),
    [
        # The first is an example of Newcombe, Statist. Med. 17 (1998) 857.
        pytest.param(81, 263, (0.2553, 0.3662), id="81 of 263"),
        pytest.param(0, 20, (0.0, 0.1611), id="none"),
        pytest.param(9_900, 10_000, (0.98786, 0.99177), id="MNIST"),
    ],
)
def test_the_interval_agrees_with_published_values(
    correct: int, examples: int, interval: tuple[float, float]
) -> None:
    assert wilson_interval(correct, examples) == pytest.approx(interval, abs=1e-4)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_in_range(counts: tuple[int, int]) -> None:
    low, high = wilson_interval(*counts)
    assert 0 <= low <= counts[0] / counts[1] + 1e-12
    assert counts[0] / counts[1] - 1e-12 <= high <= 1


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_more_parameters_never_score_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert falling(low, full=2e6, none=2e7) >= falling(high, full=2e6, none=2e7)
