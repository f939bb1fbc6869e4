"""Which numbers at the start of lines are exercises, and which are items of lists in an answer."""

from collections.abc import Sequence
from typing import NamedTuple

_BEAM = 24
"""States kept at every step: what is left out by it could only be found in a text made for it."""

_GAP, _MOST_GAP = 0.25, 2.5
_START_LIST, _ITEM, _STRAY = 0.6, 0.02, 3.0
_LONG_LIST, _LATE_ITEM = 5, 0.4
_UNTIDY, _ASKED, _TELLS, _TIGHT, _ALONE = 1.0, 1.0, 0.7, 0.5, 0.5


class Item(NamedTuple):
    """A number at the start of a line, and what speaks for a heading or for a list.

    `asks`: what stands there ends with a question mark; `tells`: it does not, where others do;
    `tight`: no blank line before, where other numbers have one; `announced`: the line before ends
    with a colon; `anew`: all exercises may start again here; `once`: no other line has this number;
    `part`: a part of an exercise; `opens`: a list starts on its own line.
    """

    number: int
    asks: bool = False
    tells: bool = False
    tight: bool = False
    announced: bool = False
    anew: bool = False
    once: bool = False
    part: bool = False
    opens: bool = False


class _Path(NamedTuple):
    cost: float
    heading: bool
    before: "_Path | None"


class _State(NamedTuple):
    """The last exercise, and the last item of a list in it; 0 for none."""

    exercise: int
    item: int


def headings(items: Sequence[Item], *, strict: bool) -> list[bool]:
    """Which items are headings: the reading that needs the fewest oddities.

    Exercises mostly ascend and may skip numbers; lists start at 1 and go on by one. With `strict`
    numbers out of order cost more: a bare "1." is seldom an exercise that comes late.

    Args:
        items: numbers in the order of the document.
        strict: whether the form is one that lists have, too.

    >>> headings([Item(n) for n in (1, 2, 3, 1, 2, 3, 4, 5, 4, 5)], strict=True)
    [True, True, True, False, False, False, False, False, True, True]
    """
    states = {_State(0, 0): _Path(0.0, heading=False, before=None)}
    for item in items:
        reached: dict[_State, _Path] = {}
        for state, path in states.items():
            for after, cost, heading in _steps(item, state, strict=strict):
                whole = path.cost + cost
                if after not in reached or whole < reached[after].cost:
                    reached[after] = _Path(whole, heading, path)
        best = sorted(reached.items(), key=lambda one: (one[1].cost, one[0]))
        states = dict(best[:_BEAM])
    return _unrolled(min(states.values(), key=lambda path: path.cost))


def _steps(item: Item, state: _State, *, strict: bool) -> tuple[tuple[_State, float, bool], ...]:
    """Both readings of an item: as a heading, and as an item of a list."""
    return (
        (
            _State(item.number, int(item.opens)),
            _as_heading(item, state.exercise, strict=strict),
            True,
        ),
        (_State(state.exercise, item.number), _as_item(item, state.item, strict=strict), False),
    )


def _as_heading(item: Item, last: int, *, strict: bool) -> float:
    cost = _TIGHT * item.tight + _TELLS * item.tells
    cost += _UNTIDY * (item.announced and item.number == 1)
    if item.number > last:
        return cost + min((item.number - last - 1) * _GAP, _MOST_GAP)
    if item.part and item.number == last:
        return cost
    if item.anew:
        return cost + 0.2
    return cost + _UNTIDY * (2 if strict else 1)


def _as_item(item: Item, last: int, *, strict: bool) -> float:
    cost = _ASKED * item.asks + _ALONE * (item.once and not strict)
    if last and item.number == last + 1:
        return cost + (_ITEM if item.number <= _LONG_LIST else _LATE_ITEM)
    if item.number == 1:
        return cost + (0.2 if item.announced else _START_LIST)
    return cost + _STRAY


def _unrolled(path: _Path | None) -> list[bool]:
    found = []
    while path is not None and path.before is not None:
        found.append(path.heading)
        path = path.before
    return found[::-1]
