"""The little language in which a rubric says how people phrase an idea.

    fewer @params               both words in this order, at most three others between them
    pool* .. reduce* .. size    in this order, anywhere in one sentence
    fewer @params & train*      both in one sentence, in any order
    fewer @params & !depth      the sentence must not have the last
    quick*|fast*                one of the two
    cnn: fewer @params          said of the subject `cnn`

A word stands for its usual endings too (`share`: shares, shared, sharing); `word*` is any word that
starts so; `=word` is exactly this one. `@name` is a term of the rubric or of `language.toml`.
"""

import re

import msgspec

NEAR, FAR = 3, 12
"""Most other words between two neighbours: as written, and around `..`."""

_ATOM = re.compile(r"^(?:@[a-z0-9_]+|=?[a-z0-9>%.]+|[a-z0-9]{2,}\*)$")
_SUBJECT = re.compile(r"^([a-z0-9_]+):\s+")


class PatternError(ValueError):
    """A pattern that cannot be read."""


class Step(msgspec.Struct, frozen=True):
    """One place of a pattern: any of `atoms`, at most `gap` other words after the step before."""

    atoms: tuple[str, ...]
    gap: int


class Side(msgspec.Struct, frozen=True):
    """Steps in order; `absent` turns it into what the sentence must not have."""

    steps: tuple[Step, ...]
    absent: bool


class Pattern(msgspec.Struct, frozen=True):
    """What a sentence must hold, and of which subject; empty for whatever it is said of."""

    subject: str
    sides: tuple[Side, ...]


def read_pattern(text: str) -> Pattern:
    """A pattern from its text.

    Raises:
        PatternError: the text does not follow the language.

    >>> read_pattern("cnn: fewer @params").sides[0].steps[1]
    Step(atoms=('@params',), gap=3)
    """
    found = _SUBJECT.match(text)
    subject = found[1] if found else ""
    body = text[found.end() :] if found else text
    sides = tuple(_side(part.strip()) for part in body.split("&"))
    if all(side.absent for side in sides):
        raise PatternError("it must ask for something to be there.")
    return Pattern(subject, sides)


def _side(text: str) -> Side:
    absent = text.startswith("!")
    steps, gap = [], NEAR
    for word in text.removeprefix("!").split():
        if word == "..":
            gap = FAR
            continue
        steps.append(Step(_atoms(word), gap))
        gap = NEAR
    if not steps or gap == FAR:
        raise PatternError("a word is missing beside “&” or “..”.")
    return Side(tuple(steps), absent)


def _atoms(word: str) -> tuple[str, ...]:
    atoms = tuple(word.split("|"))
    for atom in atoms:
        if not _ATOM.match(atom):
            raise PatternError(f"{atom!r} is no word, word*, =word or @term in small letters.")
    return atoms
