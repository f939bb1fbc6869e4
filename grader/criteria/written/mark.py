"""Words to marks: what counts is kept, every idea is weighed, and the points are added up."""

import msgspec

from grader.criteria.written.clean import MOST_CHARACTERS
from grader.criteria.written.ideas import Told, Weighed, held, weigh
from grader.criteria.written.keep import HEAP, Kept, keep
from grader.criteria.written.prepared import Prepared
from grader.rubric.words import Misconception

_PASSED = 0.75
_LOST_WORDS, _LOST_SHARE = 8, 0.5
_SHORT, _DENYING_WORDS, _DENYING_SHARE = 3, 10, 0.75
_NOT_PASSING = 0.5
_NO_SENTENCES = 0.25


class Marked(msgspec.Struct, frozen=True):
    """An answer in words, marked.

    `share` is the share 0..1 of all points, rounded to the rubric's step; `reasons` say why a
    person should look, empty where none has to; `wrong` holds misconceptions with their quotes.
    """

    ideas: tuple[Weighed, ...]
    wrong: tuple[tuple[Misconception, str], ...]
    share: float
    reasons: tuple[str, ...]
    cut: bool


def mark(text: str, prepared: Prepared) -> Marked:
    """Mark one answer in words.

    Args:
        text: what the learner wrote, in any form; more than `MOST_CHARACTERS` is cut.
        prepared: the rubric, made ready.
    """
    kept = keep(text, prepared)
    ideas = _needing(tuple(weigh(rule, kept.told, prepared) for rule in prepared.rubric.criteria))
    wrong = tuple(
        (one, quote)
        for one in prepared.rubric.misconceptions
        if (quote := held(one, kept.told, prepared))
    )
    share = _share(_asked(ideas, kept.told), wrong, prepared)
    if kept.first("to grader") or _denies_all(kept):
        share = min(share, _NOT_PASSING)
    if kept.disorder or kept.first("salad"):
        share = min(share, _NO_SENTENCES)
    reasons = review_reasons(kept, ideas, share)
    return Marked(ideas, wrong, share, reasons, len(text) > MOST_CHARACTERS)


def review_reasons(kept: Kept, ideas: tuple[Weighed, ...], share: float) -> tuple[str, ...]:
    """Why a person should look at a mark; empty where none has to."""
    reasons = []
    if trick := kept.first("to grader"):
        reasons.append(f"speaks to the grader: “{trick[:80]}”")
    if kept.disorder:
        reasons.append(kept.disorder)
    elif kept.first("salad"):
        reasons.append(HEAP)
    if _denies_all(kept):
        reasons.append("denies most of what it speaks of")
    if kept.first("hedged"):
        reasons.append("leaves open which of two things holds")
    if any(idea.state == "unsure" for idea in ideas):
        reasons.append("says a thing and its reverse")
    if _not_followed(kept, share):
        reasons.append("much of it could not be followed")
    return tuple(reasons)


def _denies_all(kept: Kept) -> bool:
    """Whether nearly every sentence says that something is not so, and earns nothing by it."""
    rows = [row for row in kept.told if row.words >= _SHORT]
    words = sum(row.words for row in rows)
    denying = sum(row.denies for row in rows)
    return words >= _DENYING_WORDS and denying >= _DENYING_SHARE * len(rows)


def _not_followed(kept: Kept, share: float) -> bool:
    """Whether an answer that falls short says much in which nothing was recognised."""
    lost = sum(row.words for row in kept.told if not row.found)
    whole = sum(row.words for row in kept.told)
    return 0 < share < _PASSED and lost >= _LOST_WORDS and lost >= _LOST_SHARE * whole


def _needing(ideas: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """Ideas that need another one earn nothing without it."""
    shares = {idea.rule.id: idea.share for idea in ideas}
    return tuple(
        msgspec.structs.replace(idea, share=0.0)
        if idea.rule.needs and not shares[idea.rule.needs]
        else idea
        for idea in ideas
    )


def _share(
    ideas: tuple[Weighed, ...], wrong: tuple[tuple[Misconception, str], ...], prepared: Prepared
) -> float:
    """Points of all ideas as a share, less what misconceptions cost, in the rubric's steps."""
    rubric = prepared.rubric
    if rubric.by_count:
        raw = rubric.by_count[counted(ideas, wrong, len(rubric.by_count) - 1)]
    else:
        most = sum(idea.rule.points for idea in ideas)
        raw = min(1.0, sum(idea.share * idea.rule.points for idea in ideas) / most)
        raw -= sum(one.costs for one, _ in wrong)
    raw = min([raw, *(one.at_most for one, _ in wrong)])
    return max(0.0, round(round(raw / rubric.step + 1e-9) * rubric.step, 4))


def counted(
    ideas: tuple[Weighed, ...], wrong: tuple[tuple[Misconception, str], ...], most: int
) -> int:
    """How many ideas count where any will do: halves are rounded up, misconceptions taken off."""
    count = sum(idea.share for idea in ideas) - sum(one.costs for one, _ in wrong)
    return max(0, min(most, int(count + 0.5)))


def _asked(ideas: tuple[Weighed, ...], told: tuple[Told, ...]) -> tuple[Weighed, ...]:
    """All ideas, or only the lasting ones where the answer names the subject of no optional one."""
    named = {one.name for row in told for one in row.named}
    lasting = tuple(idea for idea in ideas if not idea.rule.optional)
    spoken_of = any(
        idea.rule.optional and (idea.share or idea.rule.subject in named) for idea in ideas
    )
    return lasting if not spoken_of and all(idea.share == 1 for idea in lasting) else ideas
