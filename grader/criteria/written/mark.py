"""Words to marks: what counts is kept, every idea is weighed, and the points are added up."""

import msgspec

from grader.criteria.written.clean import MOST_CHARACTERS
from grader.criteria.written.ideas import Told, Weighed, held, weigh
from grader.criteria.written.keep import keep
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.review import most_for, not_followed, review_reasons
from grader.rubric.words import Misconception, WordsRubric


class Marked(msgspec.Struct, frozen=True):
    """An answer in words, marked.

    `share` is the share 0..1 of all points, rounded to the rubric's step; `reasons` say why a
    person should look, empty where none has to; `wrong` holds misconceptions with their quotes;
    `lost` is a sentence that could not be followed, `cut` says that the answer was too long.
    """

    ideas: tuple[Weighed, ...]
    wrong: tuple[tuple[Misconception, str], ...]
    share: float
    reasons: tuple[str, ...]
    lost: str
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
    asked = _asked(ideas, kept.told)
    points = points_share(asked, wrong, prepared.rubric)
    share = min(stepped(points, prepared.rubric.step), most_for(kept))
    reasons = review_reasons(kept, ideas, points, share)
    if len(asked) < len(ideas):
        reasons = (*reasons, "answers the question of an earlier edition")
    return Marked(
        ideas=ideas,
        wrong=wrong,
        share=share,
        reasons=reasons,
        lost=not_followed(kept, share),
        cut=len(text) > MOST_CHARACTERS,
    )


def _needing(ideas: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """Ideas that need another one earn nothing without it."""
    shares = {idea.rule.id: idea.share for idea in ideas}
    return tuple(
        msgspec.structs.replace(idea, share=0.0)
        if idea.rule.needs and not shares[idea.rule.needs]
        else idea
        for idea in ideas
    )


def points_share(
    ideas: tuple[Weighed, ...],
    wrong: tuple[tuple[Misconception, str], ...],
    rubric: WordsRubric,
) -> float:
    """Points of all ideas as a share 0..1, less what misconceptions cost."""
    if rubric.by_count:
        points = rubric.by_count[counted(ideas, wrong, len(rubric.by_count) - 1)]
    else:
        most = sum(idea.rule.points for idea in ideas)
        points = min(1.0, sum(idea.share * idea.rule.points for idea in ideas) / most)
        points -= sum(one.costs for one, _ in wrong)
    return max(0.0, min([points, *(one.at_most for one, _ in wrong)]))


def stepped(points: float, step: float) -> float:
    """A share rounded to the size of a mark, halves up.

    >>> stepped(0.63, 0.25), stepped(0.125, 0.25)
    (0.75, 0.25)
    """
    return round(int(points / step + 0.5 + 1e-9) * step, 4)


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
