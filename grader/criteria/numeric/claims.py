"""Which number of a text answers which part of the question."""

from collections.abc import Mapping, Sequence

import msgspec

from grader.criteria.numeric.candidate import fits, is_candidate
from grader.criteria.numeric.finality import CUES, NEAR, finality, goes_on, structure
from grader.criteria.numeric.compare import distance
from grader.criteria.numeric.layout import Layout
from grader.criteria.numeric.listed import heaps, in_lists
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.outline import Outline, outline, whole
from grader.criteria.numeric.support import ENOUGH, Named, names, support
from grader.result import Confidence
from grader.rubric.numbers import NumbersRubric, Part

_CLOSE = 0.5
_AS_GOOD = 1.0
_FINAL = 1.0
_NO_UNIT = -1.0
_LEAST_COUNT = 100
_MOST_JOINS = 6
_JOINS = frozenset(
    "( [ or about approximately approx roughly around ca = ~ ≈ i e . , ie that is which".split()
)
_EITHER = frozenset("or / maybe perhaps else either possibly".split())


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


class Scene(msgspec.Struct, frozen=True):
    """A text with all that is needed to weigh its numbers."""

    layout: Layout
    numbers: tuple[Mention, ...]
    named: tuple[Named, ...]
    outline: Outline
    parts: tuple[Part, ...]
    steps: Mapping[Part, frozenset[float]]
    heaped: frozenset[int]


def find_claims(
    layout: Layout, rubric: NumbersRubric, steps: Mapping[Part, frozenset[float]], only: Part | None
) -> Claims:
    """Read the answer to each part out of a text.

    Args:
        layout: the text.
        rubric: names of the parts, and what the question gives.
        steps: numbers that are only steps on the way, such as the parameters of one layer.
        only: the part that all of the text answers, if that is known.
    """
    network = rubric.network
    numbers = merged(layout, [n for n in layout.numbers if is_candidate(n, layout, network)])
    heaped = frozenset() if only else heaps(layout, numbers)
    parts = (only,) if only else tuple(rule.part for rule in rubric.criteria)
    listed = in_lists(layout, numbers)
    layout = msgspec.structs.replace(layout, labels=listed.labels)
    seen = (
        whole(only, len(layout.row))
        if only
        else outline(layout, parts, tuple(number.start for number in numbers))
    )
    scene = Scene(
        layout, numbers, names(layout, numbers, listed.numbers), seen, parts, steps, heaped
    )
    by_part = {part: claim for part in parts if (claim := _claim(scene, part))}
    loose = _loose(scene)
    return Claims(by_part | _by_order(scene, parts, by_part, loose), loose, numbers)


def merged(layout: Layout, numbers: Sequence[Mention]) -> tuple[Mention, ...]:
    """Numbers of a text, in order; “12,613,600 bytes (about 12.6 MB)” becomes one of them."""
    kept: list[Mention] = []
    for number in numbers:
        if not kept or not _is_alias(layout, kept[-1], number):
            kept.append(number)
            continue
        first = kept.pop()
        shown = number if first.unit is None and number.unit is not None else first
        kept.append(msgspec.structs.replace(shown, forms=(*first.forms, *number.forms)))
    return tuple(kept)


def _is_alias(layout: Layout, first: Mention, second: Mention) -> bool:
    between = {token.text.lower() for token in layout.row[first.end : second.start]}
    joined = second.start - first.end <= _MOST_JOINS and between <= _JOINS and between - {","}
    return bool(joined) and not differs(first, second)


def _supports(scene: Scene, at: int) -> dict[Part, float]:
    if at in scene.heaped:
        return {}
    return {
        part: support(scene.numbers[at], scene.named[at], scene.outline, part)
        for part in scene.parts
        if fits(scene.numbers[at], part)
    }


def _claim(scene: Scene, part: Part) -> Claim | None:
    """The number that looks most like the result of a part, among those that belong to it."""
    held = []
    for at in range(len(scene.numbers)):
        supports = _supports(scene, at)
        mine = supports.get(part, 0.0)
        if mine >= max(ENOUGH, max(supports.values(), default=0.0) - _AS_GOOD):
            held.append((at, mine))
    if not held:
        return None
    added = _added(scene, part, held)
    scores = [
        mine + weight + _cues(scene, part, at)
        for (at, mine), weight in zip(held, added, strict=True)
    ]
    scores[-1] += CUES.last
    best = max(range(len(held)), key=lambda place: (scores[place], place))
    number = scene.numbers[held[best][0]]
    near = _alternatives(scene, held[best][0]) + [
        scene.numbers[at]
        for place, (at, _) in enumerate(held)
        if place != best and scores[place] >= scores[best] - _CLOSE and added[place] >= 0
    ]
    rivals = tuple(other for other in near if differs(number, other))
    named = part in scene.named[held[best][0]].strong or scene.outline.section[number.start] == part
    return Claim(number, "needs_review" if rivals else "sure" if named else "probable", rivals)


def _added(scene: Scene, part: Part, held: list[tuple[int, float]]) -> tuple[float, ...]:
    """Weights of the sums that the numbers of a part make with each other."""
    numbers = [scene.numbers[at] for at, _ in held]
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


def _cues(scene: Scene, part: Part, at: int) -> float:
    """What words and signs around a number say, and what is known of such numbers."""
    number = scene.numbers[at]
    weight = finality(scene.layout, scene.numbers, at, part)
    weight += CUES.known_step if _is_step(number, part, scene) else 0.0
    return weight + (_NO_UNIT if part != "parameters" and number.unit is None else 0.0)


def _is_step(number: Mention, part: Part, scene: Scene) -> bool:
    steps = scene.steps[part]
    if part == "parameters":
        return number.value in steps
    return any(
        abs(reading.value - step) <= NEAR * step for reading in in_bytes(number) for step in steps
    )


def _measured(number: Mention, part: Part) -> float:
    return number.value if part == "parameters" else in_bytes(number)[0].value


def differs(one: Mention, two: Mention) -> bool:
    """Whether two numbers are not the same amount, rounded, in any reading."""
    return not any(
        distance(a, b.value) == 0.0 or distance(b, a.value) == 0.0
        for a in in_bytes(one)
        for b in in_bytes(two)
    )


def _loose(scene: Scene) -> tuple[Mention, ...]:
    """Numbers that look like results and that nothing gives to a part."""
    return tuple(
        number
        for at, number in enumerate(scene.numbers)
        if max(_supports(scene, at).values(), default=0.0) < ENOUGH
        and not (number.unit is None and number.value in scene.steps["parameters"])
    )


def _by_order(
    scene: Scene, parts: Sequence[Part], found: dict[Part, Claim], loose: tuple[Mention, ...]
) -> dict[Part, Claim]:
    """Parts that no name leads to, filled in the order of the question if there is just enough.

    A memory without a unit is believed only where there is a number for each part.
    """
    missing = [part for part in parts if part not in found]
    results = loose if len(loose) <= len(missing) else _final(scene, loose)
    if len(results) > len(missing):
        return {}
    claims: dict[Part, Claim] = {}
    for number in results:
        all_there = len(results) == len(parts)
        free = (part for part in missing if part not in claims and fits(number, part))
        part = next((part for part in free if all_there or _may_be(number, part)), None)
        if part is not None:
            claims[part] = Claim(number, "probable")
    return claims


def _final(scene: Scene, loose: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Those of some numbers that words or signs call results."""
    chosen = set(map(id, loose))
    return tuple(
        number
        for at, number in enumerate(scene.numbers)
        if id(number) in chosen
        and at not in scene.heaped
        and finality(scene.layout, scene.numbers, at, "memory_one") >= _FINAL
    )


def _may_be(number: Mention, part: Part) -> bool:
    if part == "parameters":
        return fits(number, part) and number.value >= _LEAST_COUNT
    return number.unit is not None and number.unit.is_bytes


def _alternatives(scene: Scene, at: int) -> list[Mention]:
    """Numbers beside one that are offered in its place: “12.6 or 14.1 MB”."""
    numbers, row = scene.numbers, scene.layout.row
    beside = []
    for first in (at - 1, at):
        if 0 <= first < len(numbers) - 1:
            one, two = numbers[first], numbers[first + 1]
            between = {token.text.lower() for token in row[one.end : two.start]}
            if between and between <= _EITHER and differs(one, two):
                beside.append(two if first == at else one)
    return beside
