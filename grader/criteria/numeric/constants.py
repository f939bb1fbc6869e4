"""Constants of a stub: which part each of them answers, and the number in it."""

import re
from collections.abc import Mapping

from grader.rubric.numbers import NumberRule, NumbersRubric, Part

_STEPS = frozenset({
    "layer", "conv", "input", "inputs", "per", "each", "first", "second", "third", "size",
    "shape", "bytes",
})  # fmt: skip
_MEMORY = frozenset(["memory", "mem", "ram", "mb", "gb", "kb", "mib", "storage"])
_SHORT = 3


def constants(
    values: Mapping[str, str | int | float], rubric: NumbersRubric
) -> dict[Part, tuple[str, ...]]:
    """Names of constants for each part, the one that counts first.

    The stub's own name counts, else the last that looks like the part.
    """
    found: dict[Part, list[str]] = {}
    for name, value in values.items():
        part = part_of(name, rubric)
        is_empty = isinstance(value, bool) or (isinstance(value, str) and not value.strip())
        if part and not is_empty:
            found.setdefault(part, []).insert(0, name)
    stubs = {rule.part: rule.constants[:1] for rule in rubric.criteria}
    return {
        part: tuple(sorted(names, key=lambda name: name.lower() not in stubs[part]))
        for part, names in found.items()
    }


def part_of(name: str, rubric: NumbersRubric) -> Part | None:
    """The part that a constant's name speaks of; the last part that it fits counts.

    “MEMORY_BATCH_OF_50_PICTURES” fits one picture as well as a batch.
    """
    for rule in reversed(rubric.criteria):
        if name.lower() in rule.constants[:1]:
            return rule.part
    words = frozenset(re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    if words & _STEPS:
        return None
    for rule in reversed(rubric.criteria):
        if _speaks_of(words, rule) and not (rule.part == "parameters" and words & _MEMORY):
            return rule.part
    return None


def _speaks_of(words: frozenset[str], rule: NumberRule) -> bool:
    """Short pieces must be whole words, longer ones the beginning of one."""
    return any(
        word == piece or (len(piece) > _SHORT and word.startswith(piece))
        for word in words
        for piece in rule.constants[1:]
    )
