"""The budget of a quick look, with a clock of its own."""

import pytest

from grader.evidence import Cut
from grader.limits import Budget
from grader.sandbox.inside.allowance import Allowance

BUDGET = Budget(work_s=20, least_s=4, judge_after=2, enough=0.01, hopeless=0.05, epochs=10)


class Clock:
    """Seconds of work that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def started(clock: Clock, budget: Budget | None = BUDGET) -> Allowance:
    allowance = Allowance(budget, clock)
    clock.now = 7
    allowance.start()
    return allowance


def test_training_ends_when_the_work_is_done(clock: Clock) -> None:
    allowance = started(clock)
    allowance.begin(100)
    clock.now = 26.9
    assert not allowance.after_batch(3.5)
    assert allowance.cut() is None
    clock.now = 27.1
    assert allowance.after_batch(3.6)
    assert allowance.after_epoch(4, 0.5)
    assert allowance.cut() == Cut("budget", 3.6, 100)


def test_what_went_before_fit_leaves_it_a_little(clock: Clock) -> None:
    allowance = started(clock)
    clock.now = 30
    allowance.begin(20)
    clock.now = 33.9
    assert not allowance.after_batch(9)
    clock.now = 34.1
    assert allowance.after_batch(10)


def test_all_trainings_share_one_budget_and_add_up(clock: Clock) -> None:
    allowance = started(clock)
    for _ in range(3):
        allowance.begin(1)
        assert not allowance.after_batch(1)
        assert not allowance.after_epoch(1, 0.03)
    clock.now = 28
    allowance.begin(1)
    assert allowance.after_batch(0.25)
    allowance.begin(1)
    assert allowance.cut() == Cut("budget", 3.25, 5)


def test_an_epoch_may_decide(clock: Clock) -> None:
    allowance = started(clock)
    allowance.begin(10)
    assert not allowance.after_epoch(1, 0.005)
    assert allowance.after_epoch(2, 0.005)
    assert allowance.cut() == Cut("reached", 2, 10)


def test_what_came_to_its_end_was_not_cut(clock: Clock) -> None:
    allowance = started(clock)
    allowance.begin(2)
    clock.now = 28
    assert allowance.after_batch(2)
    assert allowance.cut() is None
    allowance.begin(1)
    assert allowance.cut() == Cut("budget", 2, 3)


def test_without_a_budget_nothing_ends(clock: Clock) -> None:
    allowance = started(clock, None)
    allowance.begin(10)
    clock.now = 1e9
    assert not allowance.after_batch(0.5)
    assert not allowance.after_epoch(1, 0.0)
    assert allowance.cut() is None
