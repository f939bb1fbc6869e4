"""Words to marks: what counts is kept, every idea is weighed, and the points are added up."""

from typing import Literal

import msgspec

from grader.criteria.written.clean import MOST_CHARACTERS, clean
from grader.criteria.written.guards import (
    is_dump,
    is_salad,
    is_shuffled,
    is_unbound,
    repeats,
    speaks_to_grader,
)
from grader.criteria.written.ideas import Told, Weighed, held, weigh
from grader.criteria.written.match import Seen, all_matches, denies, see
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence, sentences
from grader.criteria.written.subject import Mention, mentions
from grader.criteria.written.topic import Topic, starts_with_pronoun
from grader.rubric.words import Misconception

_ASKING = frozenset(
    {
        "are",
        "can",
        "could",
        "did",
        "do",
        "does",
        "explain",
        "how",
        "is",
        "may",
        "might",
        "name",
        "should",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whose",
        "why",
        "will",
        "would",
    }
)
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


Why = Literal["", "to grader", "salad", "hedged", "asks"]
HEAP = "a list of terms with nothing said of them"


class Kept(msgspec.Struct, frozen=True):
    """Sentences that count, those that do not with the reason, and what is odd about the whole."""

    told: tuple[Told, ...]
    left_out: tuple[tuple[Why, str], ...]
    disorder: str

    def first(self, why: Why) -> str:
        """The first sentence that was left out for a reason; empty where there is none."""
        return next((text for reason, text in self.left_out if reason == why), "")


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


def keep(text: str, prepared: Prepared) -> Kept:
    """The sentences of an answer that say something of their own."""
    bound = frozenset(prepared.language.function_words)
    all_sentences = sentences(clean(text), prepared.language.contractions)
    told: list[Told] = []
    left_out: list[tuple[Why, str]] = []
    topic = Topic(prepared.rubric.about)
    for sentence in all_sentences:
        seen = see(sentence, prepared)
        named = mentions(seen, prepared)
        why = _why_not(seen, prepared, bound)
        if why in {"", "asks"}:
            topic = topic.met(seen, named)
        if why:
            left_out.append((why, sentence.text))
        else:
            told.append(_told(seen, named, topic, prepared))
        if why in {"", "asks"}:
            topic = topic.after(named)
    return Kept(tuple(told), tuple(left_out), _disorder(all_sentences, prepared, bound))


def _why_not(seen: Seen, prepared: Prepared, bound: frozenset[str]) -> Why:
    """Why a sentence does not count; empty where it does."""
    sentence = seen.sentence
    if speaks_to_grader(seen, prepared):
        return "to grader"
    if is_salad(sentence, bound):
        return "salad"
    if "@hedge" in seen.spans:
        return "hedged"
    if _is_question(sentence) or repeats(sentence, prepared.question, bound):
        return "asks"
    return ""


def _told(seen: Seen, named: tuple[Mention, ...], topic: Topic, prepared: Prepared) -> Told:
    carries = prepared.rubric.subjects_carry
    if carries:
        named = topic.of(seen.sentence, named)
    goes_on = carries or starts_with_pronoun(seen.sentence)
    found = all_matches(seen, prepared)
    return Told(
        found=found,
        named=named,
        carried=topic.carried if goes_on else "",
        item=seen.sentence.item,
        words=len(seen.words),
        denies=denies(seen, found),
    )


def _disorder(
    all_sentences: tuple[Sentence, ...], prepared: Prepared, bound: frozenset[str]
) -> str:
    """What is odd about the whole text; empty where nothing is."""
    if is_shuffled(all_sentences, bound, prepared.language.order):
        return "the words stand in no order"
    # Measures and networks are rightly listed; there a list of terms is an answer.
    lists = prepared.rubric.by_count or prepared.rubric.subjects_carry
    if not lists and (is_dump(all_sentences, bound) or is_unbound(all_sentences, bound)):
        return HEAP
    return ""


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


def _is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks; a statement with a doubtful question mark does not."""
    return sentence.asks and bool(sentence.words) and sentence.words[0].text in _ASKING


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
