"""Words to marks: what counts is kept, every idea is weighed, and the points are added up."""

import msgspec

from grader.criteria.written.clean import MOST_CHARACTERS, clean
from grader.criteria.written.guards import (
    is_dump,
    is_salad,
    is_shuffled,
    repeats,
    speaks_to_grader,
)
from grader.criteria.written.ideas import Told, Weighed, held, weigh
from grader.criteria.written.match import all_matches, see
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence, sentences
from grader.criteria.written.subject import main_subject, mentions
from grader.rubric.words import Misconception

_PRONOUNS = frozenset({"it", "they", "this", "these", "he"})
_ASKING = frozenset(
    "what why how when where which who whose do does did is are was were can could would should will"
    " may might name explain".split()
)
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


class Kept(msgspec.Struct, frozen=True):
    """Sentences that count, and what was noticed about those that do not."""

    told: tuple[Told, ...]
    to_grader: str
    salad: bool
    shuffled: bool
    hedged: bool
    words: int


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
    share = _share(ideas, wrong, prepared)
    if kept.to_grader:
        share = min(share, _NOT_PASSING)
    if kept.shuffled or kept.salad:
        share = min(share, _NO_SENTENCES)
    reasons = review_reasons(kept, ideas, share)
    return Marked(ideas, wrong, share, reasons, len(text) > MOST_CHARACTERS)


def keep(text: str, prepared: Prepared) -> Kept:
    """The sentences of an answer that say something of their own."""
    bound = frozenset(prepared.language.function_words)
    all_sentences = sentences(clean(text), prepared.language.contractions)
    told: list[Told] = []
    to_grader, salad, hedged, carried = "", False, False, ""
    for sentence in all_sentences:
        seen = see(sentence, prepared)
        if speaks_to_grader(seen, prepared):
            to_grader = to_grader or sentence.text
            continue
        if is_salad(sentence, bound):
            salad = True
            continue
        if "@hedge" in seen.spans:
            hedged = True
            continue
        if _is_question(sentence) or repeats(sentence, prepared.question, bound):
            continue
        named = mentions(seen, prepared)
        goes_on = prepared.rubric.subjects_carry or _starts_with_pronoun(sentence)
        told.append(Told(all_matches(seen, prepared), named, carried if goes_on else ""))
        carried = main_subject(named) or carried
    # Measures and networks are rightly listed; there a list of terms is an answer.
    if not (prepared.rubric.by_count or prepared.rubric.subjects_carry):
        salad = salad or is_dump(all_sentences, bound)
    words = sum(len(sentence.words) for sentence in all_sentences)
    return Kept(
        tuple(told),
        to_grader,
        salad,
        is_shuffled(all_sentences, bound, prepared.language.order),
        hedged,
        words,
    )


def review_reasons(kept: Kept, ideas: tuple[Weighed, ...], share: float) -> tuple[str, ...]:
    """Why a person should look at a mark; empty where none has to."""
    reasons = []
    if kept.to_grader:
        reasons.append(f"speaks to the grader: “{kept.to_grader[:80]}”")
    if kept.shuffled:
        reasons.append("the words stand in no order")
    if kept.salad:
        reasons.append("a list of terms with nothing said of them")
    if kept.hedged:
        reasons.append("leaves open which of two things holds")
    if any(idea.state == "unsure" for idea in ideas):
        reasons.append("says a thing and its reverse")
    return tuple(reasons)


def _is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks; a statement with a doubtful question mark does not."""
    return sentence.asks and bool(sentence.words) and sentence.words[0].text in _ASKING


def _starts_with_pronoun(sentence: Sentence) -> bool:
    return bool(sentence.words) and sentence.words[0].text in _PRONOUNS


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
        count = int(sum(idea.share for idea in ideas))
        raw = rubric.by_count[min(count, len(rubric.by_count) - 1)]
    else:
        counted = _asked(ideas)
        most = sum(idea.rule.points for idea in counted)
        raw = min(1.0, sum(idea.share * idea.rule.points for idea in counted) / most)
    raw -= sum(one.costs for one, _ in wrong)
    raw = min([raw, *(one.at_most for one, _ in wrong)])
    return max(0.0, round(round(raw / rubric.step + 1e-9) * rubric.step, 4))


def _asked(ideas: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """All ideas, or only the lasting ones where the answer speaks of no optional one at all."""
    optional = [idea for idea in ideas if idea.rule.optional]
    if optional and all(idea.state == "missing" for idea in optional):
        lasting = tuple(idea for idea in ideas if not idea.rule.optional)
        return lasting if all(idea.share == 1 for idea in lasting) else ideas
    return ideas
