"""One call for a hint: what the last attempt lacked, one step further, and kept."""

from datetime import datetime
from pathlib import Path

import msgspec

from grader.exercise import Exercise
from grader.learner import progress
from grader.learner.hints import Hint, Topic, next_hint, topics
from grader.learner.progress import HintUsed, ProgressError
from grader.result import Status


class Hinted(msgspec.Struct, frozen=True):
    """The next hint, and how things stand.

    `hint` is None where nothing is left to say; `shown` are the hints so far on what is lacking.
    `status` is that of the last attempt; `trouble` says why the step could not be kept.
    """

    hint: Hint | None
    shown: tuple[Hint, ...]
    status: Status
    trouble: str = ""


def hint(workspace: Path | None, exercise: Exercise, at: datetime) -> Hinted:
    """One step further in an exercise; without progress, or where it cannot be read, the first."""
    if workspace is None:
        return _first(exercise)
    try:
        last = progress.last_graded(workspace, exercise.number)
        used = [one for one in progress.hints_used(workspace) if one.exercise == exercise.number]
    except ProgressError as error:
        return _first(exercise, str(error))
    found = topics(exercise, last.result if last else None)
    counts = {topic.id: sum(one.criterion == topic.id for one in used) for topic in found}
    new = next_hint(found, counts)
    hinted = Hinted(new, _shown(found, counts), last.result.status if last else "not_attempted")
    return hinted if new is None else _kept(workspace, exercise, hinted, at)


def _first(exercise: Exercise, trouble: str = "") -> Hinted:
    return Hinted(next_hint(topics(exercise, None), {}), (), "not_attempted", trouble)


def _shown(found: tuple[Topic, ...], counts: dict[str, int]) -> tuple[Hint, ...]:
    return tuple(
        Hint(topic, step + 1)
        for topic in found
        for step in range(min(counts[topic.id], len(topic.steps)))
    )


def _kept(workspace: Path, exercise: Exercise, hinted: Hinted, at: datetime) -> Hinted:
    if hinted.hint is None:
        return hinted
    used = HintUsed(exercise.number, hinted.hint.topic.id, hinted.hint.step)
    try:
        progress.use_hint(workspace, used, at)
    except ProgressError as error:
        return msgspec.structs.replace(hinted, trouble=str(error))
    return hinted
