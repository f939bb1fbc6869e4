"""Exercise 2 with drawn sizes, as often as one likes; replies are marked by the same code."""

import random
import re
from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from grader.criteria.numeric import Marked, mark_numbers
from grader.result import CriterionResult
from grader.rubric.numbers import Layer, Network, NumberRule, NumbersRubric, Part

HINT_AFTER = 2
"""From so many wrong tries at a part on, each further one brings a hint."""

_COUNTS = ("no", "one", "two", "three", "four")
_PICTURES = {1: "grey pictures", 3: "RGB pictures"}
_MAPS = (8, 10, 16, 20, 24, 32, 40, 50, 64, 100)
_BATCHES = (8, 10, 16, 20, 25, 32, 40, 50, 64, 100)

Read = Callable[[str], str | None]
"""Asks for one line with a prompt; None at the end of the input."""
Say = Callable[[str], None]


class Played(msgspec.Struct, frozen=True):
    """How a round ended: the last row of each part, and the tries that each part took."""

    rows: tuple[CriterionResult, ...]
    tries: dict[Part, int]

    @property
    def is_passed(self) -> bool:
        """Whether all parts were right in the end."""
        return all(row.status == "passed" for row in self.rows)


def draw(seed: int) -> Network:
    """A network of two to four layers; the same seed draws the same one."""
    draws = random.Random(seed)  # noqa: S311 - sizes of an exercise, no secret
    maps = draws.choice(_MAPS)
    layers = []
    for at in range(draws.randint(2, 4)):
        stride = 2 if at == 0 else draws.choice((1, 2, 2))
        layers.append(Layer(maps=maps, kernel=draws.choice((3, 3, 3, 5, 7)), stride=stride))
        maps = draws.choice((maps, 2 * maps, 2 * maps))
    height = draws.randrange(60, 300, 10)
    return Network(
        height=height,
        width=draws.choice([width for width in range(60, 300, 10) if width != height]),
        channels=draws.choice((1, 3, 3)),
        number_bytes=draws.choice((2, 4)),
        batch=draws.choice(_BATCHES),
        layers=tuple(layers),
    )


def ask(network: Network) -> str:
    """The question about a network, in words."""
    layers = "\n".join(
        f"  layer {number}: {layer.maps} feature maps, {layer.kernel} x {layer.kernel} kernels, "
        f"stride {layer.stride}"
        for number, layer in enumerate(network.layers, start=1)
    )
    return (
        f"A CNN takes {_PICTURES[network.channels]} of {network.height} x {network.width} pixels. "
        f"It has {_COUNTS[len(network.layers)]} convolutional layers with “same” padding, the "
        f"lowest first:\n{layers}\n"
        f"All numbers are {8 * network.number_bytes}-bit floats.\n"
        "  (a) How many parameters does it have in all?\n"
        "  (b) How much memory does a prediction for one picture take, at least?\n"
        f"  (c) How much does training on a mini-batch of {network.batch} pictures take, at "
        "least?\n"
        "Write each number with its unit (bytes, MB, MiB …), or all three in one line."
    )


def about(network: Network, rubric: NumbersRubric) -> NumbersRubric:
    """The rubric with another network, and titles that fit it."""
    criteria = (
        replace(rule, title=f"{network.batch} pictures") if rule.part == "memory_batch" else rule
        for rule in rubric.criteria
    )
    return replace(rubric, network=network, criteria=tuple(criteria))


def mark_reply(replies: Mapping[Part, str], network: Network, rubric: NumbersRubric) -> Marked:
    """Mark what was replied to each part; parts that are not there are not marked.

    Args:
        replies: texts by part, each with one number or the working towards it.
        network: what was asked about.
        rubric: that of exercise 2.
    """
    asked = about(network, rubric)
    texts = {
        rule.constants[0]: replies[rule.part] for rule in asked.criteria if rule.part in replies
    }
    return mark_numbers("", texts, asked)


def in_one_line(reply: str, network: Network, rubric: NumbersRubric) -> Marked | None:
    """A reply that answers all parts at once, marked; None if it does not."""
    marked = mark_numbers(reply, {}, about(network, rubric))
    read = [str(row.evidence.get("read", "")) for row in marked.rows]
    has_units = all(re.search("[A-Za-z]", text) for text in read[1:])
    return marked if all(read) and (has_units or not re.search("[A-Za-z]", reply)) else None


def play(network: Network, rubric: NumbersRubric, read: Read, say: Say) -> Played:
    """One round: ask, mark, name what slipped, and ask again until all is right or input ends.

    An empty line passes over a part. The right number is never said.

    Args:
        network: what is asked about.
        rubric: that of exercise 2.
        read: asks for a line.
        say: shows a line.
    """
    asked, turn = about(network, rubric), Turn()
    say(ask(network))
    while (rule := _next(turn, asked)) is not None:
        line = read(f"{rule.title}: ")
        if line is None:
            break
        before, turn = turn, _replied(turn, rule, line, asked)
        for text in _told(before, turn, asked):
            say(text)
    say(_summary(turn, asked))
    rows = (turn.rows.get(rule.part, rule.unmeasured("no reply")) for rule in asked.criteria)
    return Played(tuple(rows), turn.tries)


class Turn(msgspec.Struct, frozen=True):
    """How far a round has come; `passed_over` are parts that the learner left out."""

    replies: dict[Part, str] = {}
    rows: dict[Part, CriterionResult] = {}
    tries: dict[Part, int] = {}
    passed_over: frozenset[Part] = frozenset()


def _next(turn: Turn, asked: NumbersRubric) -> NumberRule | None:
    """The first part that is neither right nor passed over."""
    for rule in asked.criteria:
        row = turn.rows.get(rule.part)
        if rule.part not in turn.passed_over and (row is None or row.status != "passed"):
            return rule
    return None


def _replied(turn: Turn, rule: NumberRule, line: str, asked: NumbersRubric) -> Turn:
    if not line.strip():
        return replace(turn, passed_over=turn.passed_over | {rule.part})
    whole = None if turn.rows else in_one_line(line, asked.network, asked)
    if whole:
        rows = dict(zip((rule.part for rule in asked.criteria), whole.rows, strict=True))
        replies = {part: str(row.evidence["read"]) for part, row in rows.items()}
        return Turn(replies, rows, dict.fromkeys(rows, 1))
    replies = {**turn.replies, rule.part: line}
    marked = mark_reply(replies, asked.network, asked)
    parts = zip(asked.criteria, marked.rows, strict=True)
    rows = {one.part: row for one, row in parts if one.part in replies}
    tries = {**turn.tries, rule.part: turn.tries.get(rule.part, 0) + 1}
    return replace(turn, replies=replies, rows=rows, tries=tries)


def _told(before: Turn, turn: Turn, asked: NumbersRubric) -> list[str]:
    """What to say of the parts that were just replied to, and a hint after some tries."""
    told = []
    for rule in asked.criteria:
        tries = turn.tries.get(rule.part, 0)
        if tries == before.tries.get(rule.part, 0):
            continue
        row = turn.rows[rule.part]
        told.append(f"  {'✓' if row.status == 'passed' else '✗'} {rule.title:<14} {row.message}")
        if row.status != "passed" and tries > HINT_AFTER and rule.hints:
            told.append(f"    Hint: {rule.hints[min(tries - HINT_AFTER, len(rule.hints)) - 1]}")
    return told


def _summary(turn: Turn, asked: NumbersRubric) -> str:
    right = sum(row.status == "passed" for row in turn.rows.values())
    tries = sum(turn.tries.values())
    return f"{right} of {len(asked.criteria)} right, {tries} {'try' if tries == 1 else 'tries'}."
