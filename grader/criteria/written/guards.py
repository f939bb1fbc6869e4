"""Text that is no answer: lists of terms, shuffled words, the question again, words to the grader."""

import re
from collections.abc import Iterable, Sequence

from grader.criteria.written.match import Seen, matches
from grader.criteria.written.order import oddness
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence
from grader.rubric.language import WordOrder

_SALAD_WORDS = 8
_SALAD_LONG = 16
_SALAD_SHARE = 0.12
_RUN = 7
_DUMP_PARTS = 8
_REPEATED = 0.8
_ODD = 2.4
_BOUND_SHARE = 0.25


def speaks_to_grader(seen: Seen, prepared: Prepared) -> bool:
    """Whether a sentence asks for a mark instead of answering."""
    return any(
        not match.negated for pattern in prepared.to_grader for match in matches(pattern, seen)
    )


def is_salad(sentence: Sentence, function_words: frozenset[str]) -> bool:
    """Whether a sentence is a run of terms with next to no words that bind them.

    Lists with commas are not: people answer in them.
    """
    words = [word.text for word in sentence.words]
    if len(words) < _SALAD_WORDS:
        return False
    bound = sum(word in function_words for word in words)
    few = not bound if len(words) < _SALAD_LONG else bound / len(words) < _SALAD_SHARE
    return few and _longest_run(sentence) >= _RUN


def is_dump(kept: Iterable[Sentence], function_words: frozenset[str]) -> bool:
    """Whether a whole answer is one long list of short terms and says nothing of them."""
    words = [word for sentence in kept for word in sentence.words]
    parts = 1 + sum(word.breaks for word in words)
    bound = sum(word.text in function_words for word in words)
    return parts >= _DUMP_PARTS and len(words) <= 3.5 * parts and bound / len(words) < _SALAD_SHARE


def is_shuffled(
    kept: Sequence[Sentence], function_words: frozenset[str], order: WordOrder
) -> bool:
    """Whether the words of a text stand in no order; notes with few binding words have none."""
    words = [word.text for sentence in kept for word in sentence.words]
    if sum(word in function_words for word in words) < _BOUND_SHARE * len(words):
        return False
    return oddness(kept, order) > _ODD


def repeats(sentence: Sentence, question: str, function_words: frozenset[str]) -> bool:
    """Whether a sentence is the question once more, with little of its own."""
    asked = set(re.findall(r"[a-z0-9]+", question.lower()))
    own = [word.text for word in sentence.words if word.text not in function_words]
    return len(own) >= 3 and sum(word in asked for word in own) / len(own) >= _REPEATED


def _longest_run(sentence: Sentence) -> int:
    longest = run = 0
    for word in sentence.words:
        run = 1 if word.breaks else run + 1
        longest = max(longest, run)
    return longest
