"""Lines that look like the heading of a numbered exercise, in every form that learners use."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from grader.submission.lines import Line

MOST_NUMBER = 20
MOST_CANDIDATES = 5_000

LABELLED, ATX, BOLD_LINE, BOLD_NUMBER, QUOTED, BARE, BOLD_LEAD = range(7)
"""Forms, the strongest first; bold words behind a number mostly begin an item of a list."""

_SEEN_LETTERS = 400
_QUOTES = "'\"\u2019"
_LABEL = r"""
    (?:(?:my\s+)?(?:answers?|ans|solutions?|sol|response)\s+(?:to|for|of)\s+)?
    (?:the\s+)?
    (?P<label>exercises?|ex|questions?|quest|ques|qn|q|problems?|prob|tasks?
      |(?P<answer>answers?|ans|a|solutions?|sol))
    (?:\s*(?:no|nr|number)\b)?
    [ ._\#-]{0,3}
"""
_NUMBER = r"""
    \(?(?P<number>[0-9]{1,2})
    (?:\.(?P<minor>[0-9]{1,2})(?![0-9]))?
    (?P<letter>[ ]?\(?[a-h]\)|[a-h](?=[\s.:)*]|$))?
    (?![\w%\u00b0\u00d7/+=^,]|\*(?!\*)|\.[0-9])
"""
_RANGE = r"""
    (?P<range>[.)]?\s*(?:to|-|–|—|and|&)\s*(?:(?:exercise|question|q)\s*)?
      [0-9]{1,2}(?=[.):]*\s*$|[.):](?![0-9])))?
"""
_AFTER = r"(?P<after>\**_*\\?(?:[.)\]:]+|\s[-–—]+(?=\s|$)|[-–—](?=\s|$)))?(?P<rest>.*)"
_HEADING = re.compile(
    rf"(?:{_LABEL})?{_NUMBER}{_RANGE}{_AFTER}", re.IGNORECASE | re.VERBOSE | re.DOTALL
)
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s*")
_TAG = re.compile(r"<(/?)(h[1-6]|b|strong|p|div|span|li|u|em|i|font|center)\b[^<>]{0,200}>", re.I)
_UNDERLINE = re.compile(r"\s{0,3}([=\-~^])\1{2,}\s*$")
_OPENING = re.compile(r"[*_]{1,3}(?=\S)")
_BULLET = re.compile(r"[-+*•]\s+")
_DECORATION = re.compile(r"^(?:[-=~#]{2,}\s*|[*_]{3,}\s+)(?=\w)|\s*[-=~]{3,}$|\s+[#*_]+$")
_MAYBE = re.compile(r"[^0-9\n]{0,60}[0-9]")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = re.compile(
    rf"\s*(?:[0-9]{{1,2}}\.\s?[0-9]{{2,4}}\b|{_MONTH}\.?,?(?:\s*[0-9]{{4}}|$))", re.IGNORECASE
)


class Family(NamedTuple):
    """What headings of one document have in common: their form, and its level or delimiter."""

    form: int
    level: int = 0


class _Shape(NamedTuple):
    """How a line stands: as a heading of a level, indented, quoted; and its kind."""

    level: int
    indent: int
    quoted: bool
    kind: str


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A line that may be the heading of exercise `number`, or of none (0) if it names several.

    `part` is true for a part of an exercise (`7.1`, `7a`); `rest` is what stands behind the
    number; `skip` counts the lines of the heading: 2 where it is underlined.
    """

    index: int
    number: int
    family: Family
    rest: str
    part: bool = False
    skip: int = 1


def candidates(lines: Sequence[Line]) -> list[Candidate]:
    """All candidates in the order of the lines, `MOST_CANDIDATES` at most."""
    found = []
    for index, line in enumerate(lines):
        if line.kind == "fixed" or not _MAYBE.match(line.text):
            continue
        one = _candidate(lines, index)
        if one is not None:
            found.append(one)
            if len(found) == MOST_CANDIDATES:
                break
    return found


def heading_level(lines: Sequence[Line], index: int) -> int:
    """Level of a Markdown heading on a line, 1 to 6; 0 where there is none."""
    line = lines[index]
    if line.kind != "text":
        return 0
    hashes = _HASHES.match(line.text)
    if hashes:
        return len(hashes[1])
    tag = _TAG.match(line.text.lstrip()[:_SEEN_LETTERS])
    if tag and tag[2][0] in "hH" and not tag[1]:
        return int(tag[2][1])
    return _underlined(lines, index)


def is_underline(text: str) -> bool:
    """Whether a line only underlines the one above."""
    return _UNDERLINE.match(text[:_SEEN_LETTERS]) is not None


def _underlined(lines: Sequence[Line], index: int) -> int:
    if index + 1 == len(lines) or lines[index].is_blank or lines[index + 1].kind == "fixed":
        return 0
    under = _UNDERLINE.match(lines[index + 1].text[:_SEEN_LETTERS])
    return (1 if under[1] == "=" else 2) if under else 0


def _candidate(lines: Sequence[Line], index: int) -> Candidate | None:
    line = lines[index]
    level = heading_level(lines, index)
    text = line.text[:_SEEN_LETTERS]
    shape = _Shape(level, len(text) - len(text.lstrip(" ")), text.startswith(">"), line.kind)
    text = _plain(text)
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    opening = _OPENING.match(text, begin)
    found = _HEADING.match(text, opening.end() if opening else begin)
    if found is None:
        return None
    family = _family(found, shape, opening[0] if opening else "")
    if family is None or not _fits(family, shape, bulleted=bullet is not None):
        return None
    number, part = _number(found)
    if number > MOST_NUMBER or (family.form > ATX and not number):
        return None
    rest = _rest(found, opening[0] if opening else "")
    if len(line.text) > _SEEN_LETTERS:
        rest += " " * line.text[:_SEEN_LETTERS][-1].isspace() + line.text[_SEEN_LETTERS:]
    letter = (found["letter"] or "").strip(" ()")
    rest = f"{letter}) {rest}".strip() if letter else rest
    return Candidate(index, number, family, rest, part, 1 + bool(_underlined(lines, index)))


def _fits(family: Family, shape: _Shape, *, bulleted: bool) -> bool:
    """Whether a form may stand where it was found."""
    if shape.kind == "aside":
        return family.form == LABELLED or (family.form == ATX and family.level > 1)
    if family.form == LABELLED:
        return True
    return not bulleted and shape.indent <= (0 if family.form == BARE else 3)


def _plain(text: str) -> str:
    """A line without hashes, tags, quote marks and decoration; bold tags become stars."""
    text = _HASHES.sub("", text.lstrip("> \t"), count=1)
    text = _TAG.sub(lambda tag: "**" if tag[2].lower() in {"b", "strong"} else "", text)
    return _DECORATION.sub("", text.strip()).strip()


def _family(found: re.Match[str], shape: _Shape, opening: str) -> Family | None:
    after, rest = (found["after"] or "").strip(), found["rest"].strip()
    starts = not rest or rest[0].isupper() or not (rest[0].isalnum() or rest[0] in _QUOTES)
    if found["label"] is not None:
        sure = bool(shape.level or after)
        return Family(LABELLED, shape.level) if sure or _is_label(found, starts) else None
    if shape.level:
        return Family(ATX, shape.level) if after or starts else None
    if opening:
        return _bold(after, rest.rstrip(":"), opening)
    is_number = after and not found["minor"] and not _DATE.match(rest)
    if not is_number or (after[-1] in "-–—" and not starts):
        return None
    return Family(QUOTED if shape.quoted else BARE, ord(after[-1]))


def _is_label(found: re.Match[str], starts: bool) -> bool:
    """Whether a label and a number with nothing behind it are more than the start of a sentence."""
    label, rest = found["label"], found["rest"].strip()
    if found["answer"]:
        return not rest
    return rest.endswith("?") or (starts and label[0].isupper())


def _bold(after: str, rest: str, opening: str) -> Family | None:
    if opening[0] in after or rest.startswith(opening):
        return Family(BOLD_NUMBER)
    if not after:
        return None
    closes = rest.find(opening)  # on a later line for a long question: -1
    return Family(BOLD_LINE if closes in {-1, len(rest) - len(opening)} else BOLD_LEAD)


def _number(found: re.Match[str]) -> tuple[int, bool]:
    """Exercise and whether it is a part: `7.1` is a part of 7, `14.7` exercise 7 of chapter 14."""
    if found["range"]:
        return 0, False
    number = int(found["number"])
    if found["minor"] and number > 10:
        return int(found["minor"]), False
    return number, bool(found["minor"] or found["letter"])


def _rest(found: re.Match[str], opening: str) -> str:
    """What stands behind the number, without the stars that close what was opened before it."""
    rest = found["rest"].strip()
    if not opening or opening in (found["after"] or "") or rest.count(opening) % 2 == 0:
        return rest
    return rest.replace(opening, "", 1).strip()


def families(found: Sequence[Candidate]) -> Iterator[tuple[Family, list[Candidate]]]:
    """Candidates by family, the strongest form first."""
    groups: dict[Family, list[Candidate]] = {}
    for one in found:
        groups.setdefault(one.family, []).append(one)
    for family in sorted(groups):
        yield family, groups[family]
