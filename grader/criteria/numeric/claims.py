"""Which number of a text answers which part of the question."""

import msgspec

from grader.criteria.numeric.finality import CUES, finality, goes_on, structure
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.order import in_order, loose
from grader.criteria.numeric.scene import Scene, differs
from grader.criteria.numeric.support import ENOUGH
from grader.result import Confidence
from grader.rubric.numbers import Part

_CLOSE = 0.5
_AS_GOOD = 1.0
_STEP_NEAR = 0.01
_EITHER = frozenset({"or", "/", "maybe", "perhaps", "else", "either", "possibly"})


class Claim(msgspec.Struct, frozen=True):
    """A number read as the answer to a part; `rivals` are others that claim the same part."""

    number: Mention
    confidence: Confidence
    rivals: tuple[Mention, ...] = ()


class Claims(msgspec.Struct, frozen=True):
    """What was read: a claim a part, and numbers that may be answers but belong to none."""

    by_part: dict[Part, Claim]
    loose: tuple[Mention, ...]
    candidates: tuple[Mention, ...]


def find_claims(scene: Scene) -> Claims:
    """The answer to each part, by the names beside it or else by the order of the question."""
    by_part = {part: claim for part in scene.parts if (claim := _claim(scene, part))}
    missing = tuple(part for part in scene.parts if part not in by_part)
    by_order = {part: Claim(number, "probable") for part, number in in_order(scene, missing)}
    numbers = tuple(scene.numbers[at] for at in loose(scene))
    return Claims(by_part | by_order, numbers, scene.numbers)


def _claim(scene: Scene, part: Part) -> Claim | None:
    """The number that looks most like the result of a part, among those that belong to it."""
    held = [at for at in range(len(scene.numbers)) if _belongs(scene, at, part)]
    if not held:
        return None
    added = _added(scene, part, held)
    scores = [
        scene.supports[at][part] + weight + _cues(scene, part, at)
        for at, weight in zip(held, added, strict=True)
    ]
    scores[-1] += CUES.last
    best = max(range(len(held)), key=lambda place: (scores[place], place))
    number, at = scene.numbers[held[best]], held[best]
    by_name = part in scene.named[at].strong
    close = (
        scene.numbers[other]
        for other, score, weight in zip(held, scores, added, strict=True)
        # What is called by the part's own name has no rival in what is not.
        if score >= scores[best] - _CLOSE
        and weight >= 0
        and (not by_name or part in scene.named[other].strong)
    )
    rivals = tuple(one for one in (*_alternatives(scene, at), *close) if differs(number, one))
    is_named = part in scene.named[at].strong or scene.outline.section[number.start] == part
    return Claim(number, "needs_review" if rivals else "sure" if is_named else "probable", rivals)


def _belongs(scene: Scene, at: int, part: Part) -> bool:
    """Whether enough speaks for a part, and not clearly more for another."""
    supports = scene.supports[at]
    best = max(supports.values(), default=0.0)
    return supports.get(part, 0.0) >= max(ENOUGH, best - _AS_GOOD)


def _added(scene: Scene, part: Part, held: list[int]) -> tuple[float, ...]:
    """Weights of the sums that the numbers of a part make with each other."""
    numbers = [scene.numbers[at] for at in held]
    weights = structure(
        [_measured(number, part) for number in numbers],
        [number.value for number in numbers],
        [number.operands for number in numbers],
    )
    rows = zip(weights, (*numbers[1:], None), strict=True)
    return tuple(
        CUES.component if following and goes_on(scene.layout, following) else weight
        for weight, following in rows
    )


def _measured(number: Mention, part: Part) -> float:
    return number.value if part == "parameters" else in_bytes(number)[0].value


def _cues(scene: Scene, part: Part, at: int) -> float:
    """What words and signs around a number say, and what is known of such numbers."""
    number = scene.numbers[at]
    weight = finality(scene.layout, scene.numbers, at, part)
    weight += CUES.known_step if _is_step(number, part, scene.steps[part]) else 0.0
    return weight + (CUES.no_unit if part != "parameters" and not number.has_bytes else 0.0)


def _is_step(number: Mention, part: Part, steps: frozenset[float]) -> bool:
    if part == "parameters":
        return number.value in steps
    return any(
        abs(reading.value - step) <= _STEP_NEAR * step
        for reading in in_bytes(number)
        for step in steps
    )


def _alternatives(scene: Scene, at: int) -> list[Mention]:
    """Numbers beside one that are offered in its place: “12.6 or 14.1 MB”."""
    beside = []
    for first in (at - 1, at):
        if 0 <= first < len(scene.numbers) - 1:
            one, two = scene.numbers[first], scene.numbers[first + 1]
            between = scene.layout.texts_in(one.end, two.start)
            if between and between <= _EITHER:
                beside.append(two if first == at else one)
    return beside
