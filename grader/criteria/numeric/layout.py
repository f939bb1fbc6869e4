"""Where numbers and names stand in a text: its tokens, sentences and lines."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from grader.criteria.numeric.expression import Row
from grader.criteria.numeric.mention import Mention, mentions
from grader.criteria.numeric.plain import BOLD, plain
from grader.criteria.numeric.tokens import tokens
from grader.rubric.numbers import NumbersRubric, Part, ReadingWords

_WRAPPED = 55
_ABBREVIATIONS = ("approx", "ca", "e", "g", "i", "vs", "resp", "incl", "no", "fig", "est", "mem")
_GAP = rf"[\s_\-{BOLD}]{{1,4}}"


class Label(msgspec.Struct, frozen=True, order=True):
    """A phrase in tokens `start` up to `end` that says which part is meant; weak ones only hint."""

    start: int
    end: int
    part: Part
    is_weak: bool


class Layout(msgspec.Struct, frozen=True):
    """A text in tokens, its numbers and labels; `sentence` and `line` number each token's own."""

    text: str
    row: Row
    numbers: tuple[Mention, ...]
    labels: tuple[Label, ...]
    sentence: tuple[int, ...]
    line: tuple[int, ...]
    words: ReadingWords

    def quote(self, number: Mention) -> str:
        """The number as it was written, with its unit."""
        stated = number.stated
        return self._written(stated.start, stated.end).strip("()[] ")

    def around(self, number: Mention) -> str:
        """The sentence of a number."""
        begin = bisect_left(self.sentence, self.sentence[number.start])
        end = bisect_left(self.sentence, self.sentence[number.end - 1] + 1)
        return self._written(begin, end)

    def _written(self, begin: int, end: int) -> str:
        whole = self.text[self.row[begin].start : self.row[end - 1].end]
        return " ".join(whole.replace(BOLD, "").split())

    def lower(self, at: int) -> str:
        """A token's text in lower case; empty outside the text."""
        return self.row[at].text.lower() if 0 <= at < len(self.row) else ""

    def words_in(self, begin: int, end: int) -> frozenset[str]:
        """The words, in lower case, of a range of tokens."""
        inside = self.row[begin:end]
        return frozenset(token.text.lower() for token in inside if token.kind == "word")

    def texts_in(self, begin: int, end: int) -> frozenset[str]:
        """Everything that stands in a range of tokens, in lower case."""
        return frozenset(token.text.lower() for token in self.row[begin:end])


def lay_out(text: str, rubric: NumbersRubric) -> Layout:
    """Read a text of whatever form."""
    text = plain(text)
    row = tokens(text)
    return Layout(
        text=text,
        row=row,
        numbers=mentions(row),
        labels=tuple(sorted(_labels(text, row, rubric))),
        sentence=tuple(_counted(_ends(text, row))),
        line=tuple(_counted(token.kind == "line" for token in row)),
        words=rubric.words,
    )


def _counted(ends: Iterator[bool]) -> Iterator[int]:
    number = 0
    for is_end in ends:
        yield number
        number += is_end


def _ends(text: str, row: Row) -> Iterator[bool]:
    """Whether a token ends a sentence."""
    begin = 0
    for at, token in enumerate(row):
        if token.kind == "line":
            yield not _is_wrapped(row[at - 1].kind if at else "line", text, begin, token.start)
            begin = token.end
        else:
            abbreviated = at > 0 and row[at - 1].text.lower() in _ABBREVIATIONS
            yield token.kind == "stop" and not (token.text == "." and abbreviated)


def _is_wrapped(before: str, text: str, begin: int, end: int) -> bool:
    """Whether a line was broken only because it became long."""
    following = text[end + 1 : end + 2]
    goes_on = following.islower() or following.isdigit() or following in {"(", "="}
    goes_on = goes_on or (following.isupper() and text[begin:end].isupper())
    return end - begin >= _WRAPPED and before not in {"stop", "pause", "line"} and goes_on


def _labels(text: str, row: Row, rubric: NumbersRubric) -> Iterator[Label]:
    starts = [token.start for token in row]
    for rule in rubric.criteria:
        for phrases, is_weak in ((rule.names, False), (rule.weak_names, True)):
            if not phrases:
                continue
            for found in _pattern(phrases, rubric.network.batch).finditer(text):
                begin = bisect_left(starts, found.start())
                end = max(begin + 1, bisect_left(starts, found.end()))
                yield Label(begin, end, rule.part, is_weak)


def _pattern(phrases: Sequence[str], batch: int) -> re.Pattern[str]:
    """One pattern for all phrases, longer ones first; `*` stands for any end of a word."""
    filled = sorted((phrase.format(batch=batch) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_phrase, filled))})(?![^\W_])", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    return _GAP.join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
