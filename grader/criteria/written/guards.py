"""Text that is no answer: heaps of terms, shuffled words, the question, words to the grader."""

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

from grader.criteria.written.match import Seen, matches
from grader.criteria.written.order import oddness
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence
from grader.rubric.language import WordOrder

_SALAD_WORDS = 8
_SALAD_LONG = 16
_SALAD_SHARE = 0.12
_RUN = 7
_LONG_RUN = 11
_DUMP_PARTS, _DUMP_WORDS, _DUMP_SHARE = 8, 2.5, 0.2
_UNBOUND_WORDS = 12
_REPEATED = 0.8
_IN_ORDER = 0.6
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
    run = _longest_run(sentence, function_words)
    return run >= _LONG_RUN or (few and run >= _RUN)


def is_dump(kept: Iterable[Sentence], function_words: frozenset[str]) -> bool:
    """Whether most of an answer is one long list of short terms and says nothing of them."""
    rows = [sentence.words for sentence in kept]
    words = max(rows, key=len, default=())
    if 2 * len(words) <= sum(map(len, rows)):
        return False
    parts = 1 + sum(word.breaks for word in words)
    bound = sum(word.text in function_words for word in words)
    short = len(words) <= _DUMP_WORDS * parts
    return parts >= _DUMP_PARTS and short and bound < _DUMP_SHARE * len(words)


def is_unbound(kept: Sequence[Sentence], function_words: frozenset[str]) -> bool:
    """Whether a text runs on with few commas and next to no words that bind the others."""
    words = [word for sentence in kept for word in sentence.words]
    parts = len(kept) + sum(word.breaks for word in words)
    bound = sum(word.text in function_words for word in words)
    runs_on = len(words) >= max(_UNBOUND_WORDS, _RUN * parts)
    return runs_on and bound < _BOUND_SHARE * len(words)


def is_shuffled(kept: Sequence[Sentence], function_words: frozenset[str], order: WordOrder) -> bool:
    """Whether the words of a text stand in no order; notes with few binding words have none."""
    words = [word.text for sentence in kept for word in sentence.words]
    if sum(word in function_words for word in words) < _BOUND_SHARE * len(words):
        return False
    return oddness(kept, order) > _ODD


def repeats(sentence: Sentence, question: str, function_words: frozenset[str]) -> bool:
    """Whether a sentence is the question once more: its words, and most of them in its order."""
    asked = re.findall(r"[a-z0-9]+", question.lower())
    words = [word.text for word in sentence.words]
    own = [word for word in words if word not in function_words]
    if len(own) < 3 or _share(own, asked) < _REPEATED:
        return False
    return _share(list(pairwise(words)), list(pairwise(asked))) >= _IN_ORDER


def _share(some: Sequence[Hashable], among: Sequence[Hashable]) -> float:
    known = set(among)
    return sum(one in known for one in some) / len(some)


def _longest_run(sentence: Sentence, function_words: frozenset[str]) -> int:
    """Most words in a row with no break, no number and no word that binds."""
    longest = run = 0
    for word in sentence.words:
        binds = word.text in function_words or word.text[0].isdigit()
        run = 0 if binds else 1 if word.breaks else run + 1
        longest = max(longest, run)
    return longest
