"""When a run has had enough: work done counts, not the clock alone."""

from grader.evidence import Progress, Stopped
from grader.limits import Limits, allowed_s
from grader.sandbox.process import Spent

_IDLE_SHARE = 0.01
"""Below this share of one processor a process counts as doing nothing."""


class Clock:
    """Watches one stage of a run; keeps where the stage began and when work was last seen."""

    def __init__(self, limits: Limits, stage: str, began: Spent, limit_s: float) -> None:
        self._limits, self.stage, self._began = limits, stage, began
        self._limit_s = limit_s
        self._mark = began
        self._steps_began: tuple[float, int] | None = None
        self._done = 0
        self.now = began

    def __call__(self, spent: Spent) -> Stopped | None:
        """None while the run may go on, else what was hit."""
        self.now = spent
        if spent.memory_bytes > self._limits.memory_bytes:
            return Stopped(self.stage, "memory", spent.memory_bytes, self._limits.memory_bytes)
        work_s, wall_s = self.work_s(), spent.wall_s - self._began.wall_s
        if work_s > self._limit_s:
            return Stopped(self.stage, "work", work_s, self._limit_s)
        if wall_s > self._limits.wall_factor * self._limit_s:
            return Stopped(self.stage, "wall", wall_s, self._limits.wall_factor * self._limit_s)
        if self._idle_s(spent) > self._limits.idle_s:
            return Stopped(self.stage, "idle", self._limits.idle_s, self._limits.idle_s)
        return None

    def work_s(self) -> float:
        """Seconds of work in this stage: processor seconds, shared out over the threads."""
        return (self.now.cpu_s - self._began.cpu_s) / self._limits.threads

    def follow(self, progress: Progress) -> None:
        """Fit the limit to the work: epochs asked for times the measured cost of a step.

        Code may train several times, one model after another. Between two trainings there is
        nothing to follow, and the absolute cap holds.
        """
        done = (progress.epoch - 1) * progress.steps + progress.step
        ended = done >= progress.steps * progress.epochs
        if self._steps_began is None or done < self._done or ended:
            # The first steps trace and compile the graph; what follows is what a step costs.
            self._steps_began = None if ended else (self.work_s(), done)
            self._limit_s = self._limits.training_s
        else:
            self._expect(progress, done)
        self._done = done

    def _expect(self, progress: Progress, done: int) -> None:
        work_s, before = self._steps_began or (0.0, 0)
        if done > before and progress.steps:
            step_s = (self.work_s() - work_s) / (done - before)
            expected_s = step_s * progress.steps * progress.epochs
            limit_s = work_s + allowed_s(self._limits, expected_s=expected_s)
            self._limit_s = min(limit_s, self._limits.training_s)

    def _idle_s(self, spent: Spent) -> float:
        elapsed = spent.wall_s - self._mark.wall_s
        if spent.cpu_s - self._mark.cpu_s > max(0.05, _IDLE_SHARE * elapsed):
            self._mark = spent
            return 0.0
        return elapsed
