"""The sentences of an answer that count, and why others do not."""

from typing import Literal

import msgspec

from grader.criteria.written.clean import clean
from grader.criteria.written.guards import (
    is_dump,
    is_salad,
    is_shuffled,
    is_unbound,
    repeats,
    speaks_to_grader,
)
from grader.criteria.written.ideas import Told
from grader.criteria.written.match import Seen, all_matches, denies, see
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence, sentences
from grader.criteria.written.subject import Mention, mentions
from grader.criteria.written.topic import Topic, starts_with_pronoun

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
    elif topic.carried and starts_with_pronoun(seen.sentence):
        named = topic.going_on(named)
    goes_on = carries or starts_with_pronoun(seen.sentence)
    found = all_matches(seen, prepared)
    return Told(
        text=seen.sentence.text,
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


def _is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks; a statement with a doubtful question mark does not."""
    return sentence.asks and bool(sentence.words) and sentence.words[0].text in _ASKING
