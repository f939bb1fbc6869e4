"""Plain text to sentences of words, each word with its place, so that it can be quoted."""

import re
from collections.abc import Iterator, Mapping

import msgspec

MOST_WORDS = 60
"""A longer run without a full stop is cut, so that no text can make matching slow."""

_BULLET = re.compile(r"^\s*(?:[-*+>|#]+|\(?(?:\d{1,2}|[a-hA-H]|[ivx]{1,4})[.):]|\d{1,2}\s*-)\s+")
_LABEL = re.compile(r"^\s*(?:\d{1,2} )?[\w-]+(?: [\w-]+){0,3}(?::| [->=]) |^\s*\d{1,2} [A-Z]")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_STOP = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|(?<=\S)\s+(?=\(?(?:[1-9]|[a-h]|i{1,3}|iv|v)\)\s+\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|al|fig|approx|resp|cf|eq|dec|inc|max|min|distr)\.|\b[A-Za-z]\.)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W\d_]+)?|[^\w\s]|_")
_CONTINUES = frozenset(
    {
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "than",
        "that",
        "the",
        "their",
        "these",
        "they",
        "this",
        "to",
        "was",
        "which",
        "will",
        "with",
    }
)
_SHORT_LINE, _LONG_LINE, _LIST_LINES = 45, 60, 3


class Word(msgspec.Struct, frozen=True):
    """One word in small letters; `begin` and `end` are its place in the sentence's text.

    `breaks` says that a comma, colon, dash or bracket stands before it.
    """

    text: str
    begin: int
    end: int
    breaks: bool


class Sentence(msgspec.Struct, frozen=True):
    """One sentence, list item or label: what was written, and its words.

    `heading` is a line that only names what follows; `asks` one that ends with a question mark;
    `item` one that stands in a list.
    """

    text: str
    words: tuple[Word, ...]
    heading: bool = False
    asks: bool = False
    item: bool = False


def sentences(plain: str, contractions: Mapping[str, str]) -> tuple[Sentence, ...]:
    """All sentences of a plain text in order."""
    return tuple(
        part
        for text, heading, item in _pieces(plain)
        for part in _sentence(text, contractions, heading, item)
    )


def spelled(word: str) -> str:
    """One form for British and American spelling.

    >>> spelled("specialise"), spelled("neighbouring")
    ('specialize', 'neighboring')
    """
    if len(word) > 5:
        word = word.replace("our", "or").replace("yse", "yze").replace("ll", "l")
        word = re.sub(r"is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1", word)
    return word


def _pieces(plain: str) -> Iterator[tuple[str, bool, bool]]:
    """Sentences as text, and whether each is a heading, and in a list."""
    for block in _blocks(plain):
        heading, item = bool(_HEADING.match(block)), bool(_BULLET.match(block))
        body = _BULLET.sub("", block, count=1).strip()
        begin = 0
        for stop in _STOP.finditer(body):
            if _ABBREVIATED.search(body, max(0, stop.start() - 8), stop.start()):
                continue
            yield body[begin : stop.start()], heading, item
            begin = stop.end()
        yield body[begin:], heading or _names_what_follows(body[begin:]), item


def _names_what_follows(block: str) -> bool:
    return block.rstrip().endswith(":") and len(block.split()) <= 12


def _blocks(plain: str) -> Iterator[str]:
    """Lines joined where a sentence goes on in the next line."""
    for paragraph in re.split(r"\n[ ]*\n", plain):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        listed = len(lines) >= _LIST_LINES and all(_may_be_listed(line) for line in lines)
        block = last = ""
        for line in lines:
            if block and not _goes_on(last, line, listed=listed):
                yield block
                block = ""
            block = f"{block} {line.strip()}" if block else line.rstrip()
            last = line
        if block:
            yield block


def _may_be_listed(line: str) -> bool:
    """Whether a line may be an item of a list without bullets."""
    return len(line.strip()) <= _SHORT_LINE and not _BULLET.match(line)


def _goes_on(last: str, line: str, *, listed: bool) -> bool:
    """Whether a line carries on the sentence of the one before it."""
    before = last.rstrip()
    labelled = _BULLET.match(line) or _LABEL.match(line)
    if labelled or _HEADING.match(last) or before.endswith(":"):
        return False
    if before.endswith(",") or len(before) > _LONG_LINE or before.split()[-1] in _CONTINUES:
        return True
    return not listed and not line.strip()[0].isupper()


def _sentence(
    text: str, contractions: Mapping[str, str], heading: bool, item: bool
) -> Iterator[Sentence]:
    words = tuple(_words(text, contractions))
    for begin in range(0, len(words), MOST_WORDS):
        part = words[begin : begin + MOST_WORDS]
        asks = text.rstrip("\"') ").endswith("?")
        yield Sentence(text, part, heading, asks, item)


def _words(text: str, contractions: Mapping[str, str]) -> Iterator[Word]:
    breaks = False
    for found in _WORD.finditer(text):
        word = found[0].lower()
        word = word if word in contractions else word.removesuffix("'s")
        if word in ",:()[]{}-–;|=.+":
            breaks = breaks or word not in "-+" or _stands_free(text, found.start())
            continue
        if not word[0].isalnum() and word not in {">", "<", "%", "&"}:
            continue
        for part in contractions.get(word, word).split():
            yield Word(spelled(part), found.start(), found.end(), breaks)
            breaks = False


def _stands_free(text: str, place: int) -> bool:
    """Whether a hyphen or plus has a blank beside it, as a dash has."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return around.strip() != around or len(around) < 2
