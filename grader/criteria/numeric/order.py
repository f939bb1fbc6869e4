"""Numbers that nothing names, taken in the order of the question if there are just enough."""

from collections.abc import Iterator, Sequence

from grader.criteria.numeric.candidate import fits
from grader.criteria.numeric.finality import finality
from grader.criteria.numeric.mention import Mention
from grader.criteria.numeric.scene import Scene
from grader.criteria.numeric.support import ENOUGH
from grader.rubric.numbers import Part

_FINAL = 1.0
_LEAST_COUNT = 100


def loose(scene: Scene) -> tuple[int, ...]:
    """Places of the numbers that look like results and that nothing gives to a part."""
    counts = scene.steps["parameters"]
    return tuple(
        at
        for at, number in enumerate(scene.numbers)
        if max(scene.supports[at].values(), default=0.0) < ENOUGH
        and not (number.unit is None and number.value in counts)
    )


def in_order(scene: Scene, missing: Sequence[Part]) -> Iterator[tuple[Part, Mention]]:
    """Parts that no name leads to, each with its number; none if there are too many numbers.

    A memory without a unit is believed only where there is a number for each part.
    """
    places = loose(scene)
    if len(places) > len(missing):
        places = tuple(at for at in places if _is_final(scene, at))
    if len(places) > len(missing) or not all(scene.supports[at] for at in places):
        return
    free = list(missing)
    for number in (scene.numbers[at] for at in places):
        all_there = len(places) == len(scene.parts)
        fitting = (part for part in free if _may_be(number, part, all_there=all_there))
        part = next(fitting, None)
        if part is not None:
            free.remove(part)
            yield part, number


def _is_final(scene: Scene, at: int) -> bool:
    """Whether words or signs call a number a result; those in a heap are none."""
    if not scene.supports[at]:
        return False
    return finality(scene.layout, scene.numbers, at, "memory_one") >= _FINAL


def _may_be(number: Mention, part: Part, *, all_there: bool) -> bool:
    if not fits(number, part):
        return False
    if part == "parameters":
        return all_there or number.value >= _LEAST_COUNT
    return all_there or number.has_bytes
