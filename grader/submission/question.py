"""What in a section only repeats the question: it is taken away, so that the answer remains."""

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from grader.submission.lines import Line, trimmed

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on",
     "or", "that", "the", "this", "to", "was", "with")
)  # fmt: skip
_MOST_WORDS = 400
_SEEN_LETTERS = 4_000
_REPEATED, _ALIKE = 0.85, 0.5
_FEWEST_WORDS = 4
_TITLE_WORDS = 8

_MARKUP = " \t\n*_>\"'“”\u2018\u2019()[]#-+•"
_SENTENCE = re.compile(r"[.?!][*_\"'”\u2019)\]]{0,4}(?=\s|$)")
_ASKS = re.compile(
    r"(?:what|why|when|which|who|where|how|can|could|would|do|does|did|is|are|if|in\s+what|name|"
    r"explain|describe|list|consider|give)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s{0,8}(?:>\s?)?(?:\(?[a-h0-9]{1,2}[.)]|[-*+•])(?:\s+|$)", re.IGNORECASE)
_LETTER = re.compile(r"\s{0,8}(?:>\s?)?[*_]{0,2}\(?[a-h][.)][*_]{0,2}", re.IGNORECASE)
_ANSWER = re.compile(
    r"[\s>#*_]{0,9}(?:<(?:b|strong|p|i|h[1-6])>\s?)?"
    r"(?:(?:my\s+)?(?:answers?|ans|solutions?|sol|response)\b|(?-i:A)(?=\s?:|[0-9]{1,2}[:.)]))"
    r"\s?(?:[0-9]{1,2}[a-h]?\.?)?[\s*_]{0,4}(?:</(?:b|strong|p|i|h[1-6])>)?"
    r"(?:[:)=–—]|(?<=ans)\.|(?<=[0-9]\.)|-+|$)(?:</(?:b|strong|p|i|h[1-6])>)?[>:]?[*_]{0,3}\s{0,6}",
    re.IGNORECASE,
)
_ANSWER_WITHIN = re.compile(
    r"\s[*_]{0,3}(?:ans|answer|solution)\s?[:=]-?[*_]{0,3}\s", re.IGNORECASE
)
_QUESTION = re.compile(
    r"[\s>#*_]{0,9}(?:question|ques|q|problem|exercise)\s?(?:[0-9]{1,2})?[*_]{0,3}[:.)-]",
    re.IGNORECASE,
)
_BLANK = re.compile(
    r"[\W_]*(?:(?:(?:please\s+)?(?:write|type|put|enter|add|insert)\s+)?(?:your|the)\s+"
    r"(?:answer|solution|response|text|code)s?(?:\s+(?:here|goes\s+here|below))?|todo|tbd|n/?a)[\W_]*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[\W_]*[a-h]?[\W_]*", re.IGNORECASE)


class Question(msgspec.Struct, frozen=True):
    """A question as its words and its lines, to compare with."""

    words: frozenset[str]
    text: str

    @classmethod
    def of(cls, text: str) -> "Question":
        """The question from the text of a stub, with or without quotes and hashes."""
        return cls(frozenset(_words(text)), " ".join(_WORD.findall(text.lower())))

    def share(self, text: str) -> float:
        """Share 0..1 of a text's words that are the question's; small words do not count."""
        words = set(_words(text))
        return len(words & self.words) / len(words) if words else 0.0

    def holds(self, text: str) -> bool:
        """Whether a line stands in the question as it is."""
        found = " ".join(_WORD.findall(text.lower()))
        return bool(found) and f" {found} " in f" {self.text} "


def answer_in(lines: Sequence[Line], question: Question) -> list[Line]:
    """Lines of a section without the question, marks such as "Answer:" and blanks to fill in."""
    kept = [line for line in lines if line.kind == "fixed" or not _is_blank(line.text)]
    kept = _after_marker(list(trimmed(kept)), question)
    blocks = _blocks(kept)
    asked = [_is_asked(block, question) for block in blocks]
    listed = [
        is_asked and _LETTER.match(block[0].text) is not None
        for block, is_asked in zip(blocks, asked, strict=True)
    ]
    found: list[Line] = []
    for place in range(_lead(blocks, asked, question), len(blocks)):
        block = blocks[place]
        if asked[place]:
            beside = listed[max(0, place - 1) : place] + listed[place + 1 : place + 2]
            found += _label(block, alone=not any(beside))
        else:
            found += _without_questions(block, question)
    return list(trimmed(found)) if any(_says(line) for line in found) else []


def is_title(text: str, question: Question, *, apart: bool) -> bool:
    """Whether what stands in a heading only names the exercise.

    Args:
        text: what stands behind the number.
        question: the exercise's question, as long as it may be.
        apart: whether it can be nothing but a heading.
    """
    if apart and question.share(text) >= _ALIKE:
        return True
    is_short = len(text.split()) <= _TITLE_WORDS and not _ITEM.match(text)
    return is_short and not text.rstrip("*_ ").endswith((".", "!", ":"))


def _says(line: Line) -> bool:
    """Whether a line has words of the learner: more than marks and the letter of a part."""
    return _EMPTY.fullmatch(line.text[:200]) is None


def _is_blank(text: str) -> bool:
    """Whether a line is only drawn, or a blank to fill in: "Your answer here"."""
    bare = text.strip()
    is_rule = len(bare) >= 3 and not bare.strip("-=*_~^#+")
    return is_rule or (len(bare) < 100 and _BLANK.fullmatch(bare) is not None)


def _words(text: str) -> list[str]:
    found = [word.lower() for word in _WORD.findall(text[: 20 * _MOST_WORDS])[:_MOST_WORDS]]
    return [word for word in found if word not in _SMALL]


def _after_marker(lines: list[Line], question: Question) -> list[Line]:
    """What follows the first "Answer:", if what is before it can be the question."""
    for place, line in enumerate(lines):
        if line.kind == "fixed":
            continue
        found = _ANSWER.match(line.text)
        inner = None if found else _ANSWER_WITHIN.search(line.text[:_SEEN_LETTERS])
        if not found and not inner:
            continue
        start, end = inner.span() if inner else (0, found.end() if found else 0)
        rest = [replace(line, text=line.text[end:]), *lines[place + 1 :]]
        if _can_be_question([*lines[:place], replace(line, text=line.text[:start])], question):
            return list(trimmed(rest))
        return lines if inner else [*lines[:place], *rest]
    return lines


def _can_be_question(lines: Sequence[Line], question: Question) -> bool:
    said = [line.text.strip() for line in lines if not line.is_blank]
    if not said or _QUESTION.match(said[0]) or said[-1].rstrip(_MARKUP).endswith("?"):
        return True
    if len(said) == 1 and len(said[0].split()) <= _TITLE_WORDS:
        return said[0][-1] not in ".!" and not any(letter.isdigit() for letter in said[0])
    return _is_alike(" ".join(said), question, _REPEATED)


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Paragraphs and items of lists, with the blank lines that follow them."""
    blocks: list[list[Line]] = []
    before = None
    for line in lines:
        follows = before is not None and not before.is_blank and before.kind == line.kind
        if not blocks or not (line.is_blank or (follows and not _ITEM.match(line.text[:20]))):
            blocks.append([])
        blocks[-1].append(line)
        before = line
    return blocks


def _is_asked(block: Sequence[Line], question: Question) -> bool:
    """Whether a block is the question, or a part of it, and nothing else."""
    if block[0].kind == "fixed":
        return False
    text = "\n".join(line.text for line in block).strip()
    if not text or len(text) > _SEEN_LETTERS:
        return False
    alike = _is_alike(text, question, _ALIKE) and text.rstrip(_MARKUP).endswith("?")
    repeats = len(_words(text)) >= _FEWEST_WORDS and question.holds(text)
    return alike or repeats or _asked_letters(block, question) >= len(text)


def _lead(blocks: list[list[Line]], asked: list[bool], question: Question) -> int:
    """How many blocks at the start only lead to a question: what it tells before it asks."""
    for place, block in enumerate(blocks):
        if asked[place]:
            return place
        text = " ".join(line.text for line in block)
        if block[0].kind == "fixed" or question.share(text) < _ALIKE:
            break
    return 0


def _label(block: list[Line], *, alone: bool) -> list[Line]:
    """The letter of a part that was asked, where its answer comes next; a whole sheet has none."""
    letter = _LETTER.match(block[0].text) if alone else None
    return [replace(block[0], text=letter[0].strip())] if letter else []


def _is_alike(text: str, question: Question, share: float) -> bool:
    return len(_words(text)) >= _FEWEST_WORDS and question.share(text) >= share


def _without_questions(block: list[Line], question: Question) -> Iterator[Line]:
    """A block without the questions that it starts with; an item keeps its letter."""
    cut = 0 if block[0].kind == "fixed" else _asked_letters(block, question)
    item = _ITEM.match(block[0].text)
    for place, line in enumerate(block):
        gone = min(cut, len(line.text))
        cut = max(0, cut - len(line.text) - 1)
        text = _ANSWER.sub("", line.text[gone:].lstrip(), count=1) if gone else line.text
        if gone and place == 0 and item:
            text = item[0] + text
        if text or not gone:
            yield replace(line, text=text)


def _asked_letters(block: Sequence[Line], question: Question) -> int:
    """How many letters of a block its leading questions take."""
    whole = "\n".join(line.text for line in block[:40])[:_SEEN_LETTERS]
    item = _ITEM.match(whole)
    start = first = item.end() if item else 0
    for end in _SENTENCE.finditer(whole, first):
        sentence = _QUESTION.sub("", whole[start : end.end()], count=1).strip(_MARKUP)
        if not sentence.endswith("?"):
            break
        if not _ASKS.match(sentence) and not _is_alike(sentence, question, _ALIKE):
            break
        start = end.end()
    return start if start > first else 0
