"""What stands around a number at the start of a line, and tells headings from lists."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.submission.candidates import Candidate, is_underline
from grader.submission.lines import Line
from grader.submission.sequence import Item

_ANSWERS = re.compile(
    r"[\s#*_>]{0,12}(?:(?:my|exercise|the)\s+)?(?:answers|solutions)(?:\s+to\b.{0,60})?[\s:*_.]{0,6}$",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:answers|solutions|exercises|questions|homework)\b", re.IGNORECASE)
_ANSWER_LIST = re.compile(
    r"[\s>*_]{0,6}(?:answers?|ans|solution|a)[\s.:*_-]{1,6}1[.)]\s", re.IGNORECASE
)
_FIRST_ITEM = re.compile(r"[\s*_]{0,6}1[.)]")
_NEAR_LINES = 15
_QUESTIONS = 3
"""So many questions in a row with nothing below them are the sheet, and answers follow after it;
where the first heading or so many of them ask, the others do so, too."""


def items_of(lines: Sequence[Line], found: list[Candidate]) -> Iterator[Item]:
    """Numbers with what can be seen around them."""
    counts = Counter(one.number for one in found)
    ends = [*(one.index for one in found[1:]), len(lines)]
    asked = [_question(lines, one.index, end) for one, end in zip(found, ends, strict=True)]
    above = [line_before(lines, one.index) for one in found]
    sheet = next((place for place, (_, only) in enumerate(asked) if not only), len(asked))
    is_sheet = sheet >= _QUESTIONS or any(map(is_answers, above))
    all_ask = not is_sheet and _all_ask(found, [asks for asks, _ in asked])
    tight = _tight(lines, found)
    for place, one in enumerate(found):
        anew = is_answers(above[place]) or sheet >= place >= _QUESTIONS
        yield Item(
            number=one.number,
            asks=asked[place][0],
            tells=all_ask and not asked[place][0],
            tight=tight[place],
            announced=above[place].endswith(":") and not _ALL.search(above[place]),
            anew=anew and one.number == 1,
            once=counts[one.number] == 1,
            part=one.part,
            opens=opens_list(lines, one, ends[place]),
        )


def _all_ask(found: list[Candidate], asked: list[bool]) -> bool:
    """Whether headings in this document repeat their questions."""
    asking = {one.number for one, asks in zip(found, asked, strict=True) if asks}
    return asked[0] or len(asking) >= _QUESTIONS


def _tight(lines: Sequence[Line], found: list[Candidate]) -> list[bool]:
    """Which numbers have no blank line before, in a document where many have one."""
    tight = [one.index > 0 and not lines[one.index - 1].is_blank for one in found]
    is_loose = (len(tight) - sum(tight) - 1) * 4 >= len(found)
    return [is_loose and one for one in tight]


def opens_list(lines: Sequence[Line], one: Candidate, end: int) -> bool:
    """Whether a list starts on the line of a heading, or behind the "Answer:" below it."""
    if _FIRST_ITEM.match(one.rest[:20]):
        return True
    below = lines[one.index + 1 : min(end, one.index + _NEAR_LINES)]
    return any(_ANSWER_LIST.match(line.text[:40]) for line in below)


def is_answers(text: str) -> bool:
    """Whether a line stands above all answers: "Solutions"."""
    return _ANSWERS.match(text[:200]) is not None


def line_before(lines: Sequence[Line], index: int) -> str:
    """The last line with words before a line, a few lines back at most."""
    for line in reversed(lines[max(0, index - 4) : index]):
        if not line.is_blank and not is_underline(line.text):
            return line.text.strip()[-200:]
    return ""


def _question(lines: Sequence[Line], index: int, end: int) -> tuple[bool, bool]:
    """Whether the paragraph at a line ends with a question, and whether nothing follows it."""
    last = index
    while last + 1 < min(end, index + _NEAR_LINES) and not lines[last + 1].is_blank:
        last += 1
    asks = any(line.text[-200:].rstrip(' *_"”)').endswith("?") for line in lines[index : last + 1])
    rest = lines[last + 1 : min(end, last + _NEAR_LINES)]
    return asks, asks and all(line.is_blank for line in rest)
