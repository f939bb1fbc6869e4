"""Whether words stand in an order that English allows, from which kinds of words follow which."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import sqrt
from statistics import fmean

from grader.criteria.written.sentences import Sentence
from grader.rubric.language import WordOrder

_LEAST_WORDS = 12
_BETWEEN_TEXTS = 0.1
"""How much the mean differs from writer to writer, beside what chance does in a short text."""


def oddness(sentences: Iterable[Sentence], order: WordOrder) -> float:
    """How far the order of a text's words is from that of sentences, in standard errors.

    Each pair of neighbours has the logarithm of how much more often than by chance its two kinds
    stand together; their mean is near `order.mean` in sentences, and near or below 0 where words
    were shuffled. 0 for fewer than twelve words.

    Source: pointwise mutual information; Church and Hanks, Computational Linguistics 16 (1990) 22.
    """
    kinds = [tuple(kinds_in(sentence, order)) for sentence in sentences]
    if sum(len(row) - 2 for row in kinds) < _LEAST_WORDS:
        return 0.0
    neighbours = [pair for row in kinds for pair in pairwise(row)]
    found = fmean(order.pairs.get(f"{one} {other}", 0.0) for one, other in neighbours)
    error = sqrt(order.deviation**2 / len(neighbours) + _BETWEEN_TEXTS**2)
    return (order.mean - found) / error


def kind_of(word: str, order: WordOrder) -> str:
    """The kind of a word in small letters: that of its list, else of its ending, else `other`."""
    for kind, words in order.kinds.items():
        if word in words:
            return kind
    if word[0].isdigit():
        return "number"
    for kind, endings in order.endings.items():
        if word.endswith(endings):
            return kind
    return "other"


def kinds_in(sentence: Sentence, order: WordOrder) -> Iterator[str]:
    """The kinds of a sentence's words in order, with its begin, its end and its commas."""
    yield "begin"
    for word in sentence.words:
        if word.breaks:
            yield "break"
        yield kind_of(word.text, order)
    yield "end"
