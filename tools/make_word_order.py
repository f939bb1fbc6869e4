"""Counts which kinds of words follow which, in our own answers: `rubrics/word_order.toml`.

    python tools/make_word_order.py > rubrics/word_order.toml

Kinds are lists of words and endings, kept in this file; pairs are logarithms of how much more often
than by chance two kinds stand next to each other.
"""

import math
import statistics
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

from grader.criteria.written.clean import clean
from grader.criteria.written.order import kinds_in
from grader.criteria.written.sentences import sentences
from grader.rubric.language import WordOrder

ROOT = Path(__file__).parent.parent
USED = {"right", "partial", "wrong"}

KINDS = {
    "determiner": "a an the this that these those its their his her our his my your each every any"
    " some all both no another such",
    "preposition": "of in on at to for from with without by as into onto over under between through"
    " per than about after before like across",
    "conjunction": "and or but so because since if when while where whereas which who what why how",
    "is": "is are was were be been being am",
    "has": "has have had having",
    "modal": "can could will would may might must should do does did cannot",
    "adverb": "not only also too very more less most fewer much many even just then thus there",
    "pronoun": "it they them he she you we i itself one",
}
ENDINGS = {
    "ing": ("ing",),
    "ed": ("ed",),
    "ly": ("ly",),
    "noun": ("tion", "ment", "ness", "ity", "ance", "ence"),
    "s": ("s",),
}


def main() -> None:
    """Count and print."""
    kinds = {kind: tuple(words.split()) for kind, words in KINDS.items()}
    order = WordOrder(kinds=kinds, endings=ENDINGS, pairs={}, mean=0.0, deviation=1.0)
    pairs: Counter[tuple[str, str]] = Counter()
    for path in sorted((ROOT / "benchmarks" / "answers").glob("ex*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["answers"]:
            if row["kind"] in USED:
                for sentence in sentences(clean(row["text"]), {}):
                    found = tuple(kinds_in(sentence, order))
                    pairs.update(pairwise(found))
    values = ratios(pairs, (*KINDS, *ENDINGS))
    seen = [values[pair] for pair in pairs.elements()]
    print("# Which kinds of words follow which; made by tools/make_word_order.py.\n")
    print(
        f"mean = {statistics.fmean(seen):.3f}\ndeviation = {statistics.pstdev(seen):.3f}\n\n[kinds]"
    )
    for kind, words in kinds.items():
        print(f"{kind} = {list(words)}".replace("'", '"'))
    print("\n[endings]")
    for kind, endings in ENDINGS.items():
        print(f"{kind} = {list(endings)}".replace("'", '"'))
    print("\n[pairs]")
    for (one, other), value in sorted(values.items()):
        print(f'"{one} {other}" = {value:.2f}')


def ratios(pairs: Counter[tuple[str, str]], kinds: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """Logarithm of how much more often than by chance each pair stands; half a count is added."""
    before, after = Counter[str](), Counter[str]()
    for (one, other), count in pairs.items():
        before[one] += count
        after[other] += count
    whole = sum(pairs.values())
    inner = (*kinds, "other", "number", "break")
    return {
        (one, other): math.log(
            (pairs[one, other] + 0.5) * whole / ((before[one] + 1) * (after[other] + 1))
        )
        for one in (*inner, "begin")
        for other in (*inner, "end")
    }


if __name__ == "__main__":
    main()
