import msgspec
import pytest

from grader.evidence import Progress
from grader.limits import Limits
from grader.sandbox.clock import Clock
from grader.sandbox.process import Spent

LIMITS = Limits(threads=2, training_s=900, slack=2, grace_s=10, idle_s=30, wall_factor=6)


def stopped(clock: Clock, *spent: Spent) -> str:
    """Why the clock stopped a process that spent this, one look after another; empty if never."""
    for one in spent:
        if found := clock(one):
            return found.reason
    return ""


def progress(step: int, *, epochs: int = 10) -> Progress:
    return Progress(1, epochs, step, 100, {})


def training() -> Clock:
    return Clock(LIMITS, "train", Spent(10, 5, 0), LIMITS.training_s)


@pytest.mark.parametrize(
    ("looks", "reason"),
    [
        pytest.param([(100, 60)], "", id="working"),
        pytest.param([(1_900, 1_000)], "work", id="over the cap"),
        pytest.param([(100, 5_000)], "", id="slow machine, little work"),
        pytest.param([(100, 5_500)], "wall", id="there for hours"),
        pytest.param([(10, 20), (10, 34)], "", id="waits a little"),
        pytest.param([(10, 20), (10, 40)], "idle", id="waits for ever"),
        pytest.param([(10, 20), (11, 34), (11, 50)], "", id="works now and then"),
    ],
)
def test_work_counts_and_not_the_clock_alone(looks: list[tuple[float, float]], reason: str) -> None:
    assert stopped(training(), *(Spent(cpu, wall, 0) for cpu, wall in looks)) == reason


def test_the_limit_follows_the_epochs_asked_for() -> None:
    clock = training()
    clock(Spent(20, 10, 0))
    clock.follow(progress(10))
    clock(Spent(40, 20, 0))
    clock.follow(progress(20))
    # 10 steps cost 10 s of work, so 1,000 cost 1,000: the cap of 900 stays.
    assert stopped(clock, Spent(1_700, 850, 0)) == ""
    assert stopped(clock, Spent(1_900, 950, 0)) == "work"
    quick = training()
    quick(Spent(20, 10, 0))
    quick.follow(progress(10, epochs=1))
    quick(Spent(22, 11, 0))
    quick.follow(progress(20, epochs=1))
    # 10 steps cost 1 s, so 100 cost 10: 5 s so far, twice 10 and a grace of 10.
    assert stopped(quick, Spent(76, 40, 0)) == ""
    assert stopped(quick, Spent(84, 42, 0)) == "work"


def test_memory_is_watched() -> None:
    limits = msgspec.structs.replace(LIMITS, memory_bytes=1_000)
    clock = Clock(limits, "train", Spent(0, 0, 0), 900)
    assert stopped(clock, Spent(1, 1, 1_001)) == "memory"


def test_between_two_trainings_the_cap_holds() -> None:
    clock = training()
    for cpu, step in ((20, 10), (22, 20), (24, 100)):
        clock(Spent(cpu, cpu / 2, 0))
        clock.follow(progress(step, epochs=1))
    # The first training is over: features for the next one may take as long as they need.
    assert stopped(clock, Spent(1_700, 850, 0)) == ""
    clock.follow(progress(10, epochs=1))
    clock(Spent(1_702, 851, 0))
    clock.follow(progress(20, epochs=1))
    assert stopped(clock, Spent(1_756, 880, 0)) == ""
    assert stopped(clock, Spent(1_764, 882, 0)) == "work"
