"""A conversion's evidence with the slips found in it, and how one criterion's row is made of it."""

from collections.abc import Callable
from typing import Any

import msgspec

from grader.criteria.conversion.case import Case, ConversionEvidence
from grader.criteria.conversion.diagnose import slips
from grader.criteria.conversion.slip import Slip
from grader.result import CriterionResult
from grader.rubric import Common, Rule
from grader.rubric.conversion import ConversionTable

Told = tuple[str, dict[str, Any]]
"""A sentence of a rule: its key, and what fills it in."""


class Looked(msgspec.Struct, frozen=True):
    """A case and the slips that were found in it."""

    case: Case
    slips: tuple[Slip, ...]

    def has(self, check: str, key: str = "") -> bool:
        """Whether there is a slip of a criterion, or a certain one."""
        return any(slip.check == check and key in {"", slip.key} for slip in self.slips)


class View(msgspec.Struct, frozen=True):
    """Evidence, the table that it is held against, and what was found in every case."""

    evidence: ConversionEvidence
    table: ConversionTable
    common: Common
    looked: tuple[Looked, ...]

    def own(self, rule: Rule) -> tuple[Case, Slip] | None:
        """The first slip that belongs to a rule, and its case."""
        check = tag(rule)
        return next(
            ((one.case, slip) for one in self.looked for slip in one.slips if slip.check == check),
            None,
        )

    def first(self) -> str:
        """The criterion that the others follow from: that of the first slip, else of the outputs.

        Empty where nothing is wrong with any network.
        """
        if slip := next((one.slips[0] for one in self.looked if one.slips), None):
            return slip.check
        made = [one.case for one in self.looked if one.case.made is not None]
        if not all(case.is_same for case in made):
            return "same_outputs"
        return "" if all(case.slides for case in made) else "slides"

    def first_title(self) -> str:
        """Its title."""
        first = self.first()
        return next((rule.title for rule in self.table.criteria if tag(rule) == first), "")

    def place(self, key: str) -> str:
        """`ex07_fully_convolutional.py:12  ` of the call that a sentence is about, or nothing."""
        for name in self.table.places.get(key, ()):
            if lines := self.evidence.source.calls.get(name, ()):
                line = lines[-1] if key == "kernel_later" else lines[0]
                return f"{self.evidence.source.place(line)}  "
        return ""


def tag(rule: Rule) -> str:
    """The word that names a rule's kind in the rubric."""
    return str(type(rule).__struct_config__.tag)


def view(evidence: ConversionEvidence, table: ConversionTable, common: Common) -> View:
    """Look for slips in all cases."""
    looked = tuple(Looked(case, slips(case)) for case in evidence.cases)
    return View(evidence, table, common, looked)


def row(
    seen: View, rule: Rule, fails: Callable[[Looked], bool], fallback: Callable[[Case], Told | None]
) -> CriterionResult:
    """One criterion: the share of the networks that hold, and the one sentence that helps most.

    A rule's own slip speaks first, then the criterion that this one follows from, then `fallback`.
    """
    all_of = seen.table.sources
    made = [one for one in seen.looked if one.case.made is not None]
    if not made:
        return rule.unmeasured(rule.say("no_model"))
    failing = [one.case for one in made if fails(one)]
    score = (len(made) - len(failing)) / all_of
    told = _told(seen, rule, failing, fallback)
    text = _filled(seen, rule, told)
    concerned = len(failing) or len(made)
    if concerned < all_of:
        text = seen.table.some.format_map({"message": text, "count": concerned, "all": all_of})
    return rule.result(score, text, networks=all_of, right=len(made) - len(failing))


def _told(
    seen: View, rule: Rule, failing: list[Case], fallback: Callable[[Case], Told | None]
) -> tuple[Case | None, Told]:
    if not failing:
        return None, ("ok", {})
    if own := seen.own(rule):
        return own[0], (own[1].key, own[1].values)
    if "follows" in rule.SAYS and seen.first() not in {"", tag(rule)}:
        return failing[0], ("follows", {})
    return failing[0], fallback(failing[0]) or ("follows", {})


def _filled(seen: View, rule: Rule, told: tuple[Case | None, Told]) -> str:
    case, (key, values) = told
    known = {
        "place": seen.place(key),
        "network": case.network.name if case else "",
        "networks": seen.table.sources,
        "first": seen.first_title(),
    }
    return rule.say(key, **{**known, **values})
