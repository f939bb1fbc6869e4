"""What is left of a quick look's budget, and whether training is to end now."""

from collections.abc import Callable

from grader.evidence import Cut
from grader.limits import Budget, WhyStopped, why_stop


class Allowance:
    """The budget of one quick look over all calls of `fit`; without one nothing ever ends.

    `clock` gives the seconds of work that the process has done.
    """

    def __init__(self, budget: Budget | None, clock: Callable[[], float]) -> None:
        self._budget, self._clock = budget, clock
        self._began = clock()
        self._until: float | None = None
        self._asked, self._before, self._now = 0, 0.0, 0.0
        self.why: WhyStopped = ""

    def start(self) -> None:
        """The word to train came now."""
        self._began = self._clock()

    def begin(self, epochs: int) -> None:
        """A call of `fit` begins that asks for so many epochs."""
        self._asked += epochs
        self._before, self._now = self._before + self._now, 0.0
        if self._until is None and self._budget is not None:
            self._until = max(self._budget.work_s, self._used_s() + self._budget.least_s)

    def after_batch(self, epochs: float) -> bool:
        """Whether the budget is used up, `epochs` into this call of `fit`."""
        self._now = epochs
        if not self.why and self._until is not None and self._used_s() > self._until:
            self.why = "budget"
        return bool(self.why)

    def after_epoch(self, epochs: int, error: float | None) -> bool:
        """Whether the error on validation pictures decides, `epochs` into this call of `fit`."""
        if self._budget is not None and not self.why:
            self._now = epochs
            done = int(self._before) + epochs
            self.why = why_stop(self._budget, done, self._asked, error)
        return bool(self.why)

    def cut(self) -> Cut | None:
        """How the training was ended; None where it came to its own end."""
        done = self._before + self._now
        return Cut(self.why, done, self._asked) if self.why and done < self._asked else None

    def _used_s(self) -> float:
        return self._clock() - self._began
