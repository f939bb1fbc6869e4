"""Words and word order that all rubrics of words share."""

import msgspec


class WordOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which kinds of words follow which.

    `kinds` are lists of words, `endings` those of words in none of the lists; `pairs` maps two
    kinds, a blank between them, to the logarithm of how much more often than by chance they stand
    next to each other; `mean` and `deviation` are those of all pairs in sentences.
    """

    kinds: dict[str, tuple[str, ...]]
    endings: dict[str, tuple[str, ...]]
    pairs: dict[str, float]
    mean: float
    deviation: float


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that all rubrics share (`rubrics/language.toml`).

    `fillers` are passed over between words of a phrase; `negators` turn a statement round, and
    `denials` all that follows in the sentence; a sentence with one of `hedges` leaves it open.
    `comparing` come before the thing that something is compared with; `real_words` look like a
    misspelt word of a rubric and are none; `to_grader` are patterns that speak to the grader;
    `order` is read from `rubrics/word_order.toml`.
    """

    fillers: tuple[str, ...]
    function_words: tuple[str, ...]
    negators: tuple[str, ...]
    not_negating: tuple[str, ...]
    denials: tuple[str, ...]
    hedges: tuple[str, ...]
    comparing: tuple[str, ...]
    contractions: dict[str, str]
    real_words: tuple[str, ...]
    to_grader: tuple[str, ...]
    terms: dict[str, tuple[str, ...]]
    order: WordOrder
