"""All words of a rubric, and which words of an answer stand for them, misspelt ones included."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from grader.criteria.written.sentences import spelled
from grader.errors import RubricError

_MOST_PHRASES = 4_000
_LONG = 9
_SHORTEST = 5
_LONGEST = 40
_REMEMBERED = 50_000


class Vocabulary:
    """Atoms of patterns by the words that they stand for; remembers what it has looked up."""

    def __init__(
        self, atoms: Iterable[str], real_words: Iterable[str], exact: Iterable[str] = ()
    ) -> None:
        """Atoms of `exact` stand for no misspelt word."""
        self._unmended = frozenset(exact)
        self._exact: dict[str, set[str]] = {}
        self._prefixes: dict[str, str] = {}
        self._words: dict[tuple[str, int], list[_Target]] = {}
        self._beginnings: dict[str, list[_Target]] = {}
        self._real = {spelled(word) for word in real_words}
        self._seen: dict[str, frozenset[str]] = {}
        for atom in sorted(set(atoms)):
            self._add(atom)

    def atoms(self, word: str) -> frozenset[str]:
        """All atoms that one word of an answer, in small letters, stands for."""
        if word not in self._seen:
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            self._seen[word] = frozenset(self._look_up(word))
        return self._seen[word]

    def _look_up(self, word: str) -> set[str]:
        if len(word) > _LONGEST:
            return set()
        found = self._plain(word)
        if not found and len(word) >= _SHORTEST and word not in self._real:
            found = self._misspelt(word)
        return found

    def _add(self, atom: str) -> None:
        if atom.endswith("*"):
            prefix = spelled_prefix(atom[:-1])
            self._prefixes[prefix] = atom
            self._target(prefix, atom)
            return
        forms = {spelled(atom[1:])} if atom.startswith("=") else set(endings(atom))
        for form in forms:
            self._exact.setdefault(form, set()).add(atom)
            self._target(form, atom)

    def _target(self, word: str, atom: str) -> None:
        is_prefix = atom.endswith("*")
        if len(word) >= _SHORTEST and word.isalpha() and atom not in self._unmended:
            target = _Target(word, is_prefix, frozenset(word), 2 if len(word) >= _LONG else 1)
            if is_prefix:
                self._beginnings.setdefault(word[0], []).append(target)
            else:
                self._words.setdefault((word[0], len(word)), []).append(target)

    def _plain(self, word: str) -> set[str]:
        found = set(self._exact.get(word, ()))
        for end in range(2, len(word) + 1):
            if atom := self._prefixes.get(word[:end]):
                found.add(atom)
        return found

    def _misspelt(self, word: str) -> set[str]:
        """Atoms of the rubric's words nearest to a misspelt one."""
        best, found, letters = 3, set[str](), frozenset(word)
        for target in self._near(word):
            # An edit takes or adds at most one letter each way: most words are out at a glance.
            if len(target.letters - letters) > target.most:
                continue
            if not target.is_prefix and len(letters - target.letters) > target.most:
                continue
            apart = _apart(word, target)
            if apart > min(target.most, best):
                continue
            found = found if apart == best else set()
            best = apart
            found |= self._meant(target)
        return found

    def _near(self, word: str) -> Iterator["_Target"]:
        """Words of about this length, and beginnings, with the same first letter."""
        for length in range(len(word) - 2, len(word) + 3):
            yield from self._words.get((word[0], length), ())
        yield from self._beginnings.get(word[0], ())

    def _meant(self, target: "_Target") -> set[str]:
        return {self._prefixes[target.word]} if target.is_prefix else self._exact[target.word]


class _Target(msgspec.Struct, frozen=True):
    """A word of the rubric that may have been misspelt, with at most `most` edits."""

    word: str
    is_prefix: bool
    letters: frozenset[str]
    most: int


def endings(word: str) -> Iterator[str]:
    """A word with its usual endings.

    >>> sorted(endings("share"))
    ['share', 'shared', 'shares', 'sharing']
    """
    stem = spelled(word)
    yield stem
    if not stem.isalpha() or len(stem) < 3:
        return
    if stem.endswith("e"):
        yield from (f"{stem}s", f"{stem}d", f"{stem[:-1]}ing")
    elif stem.endswith("y") and stem[-2] not in "aeiou":
        yield from (f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing")
    elif stem.endswith(("s", "x", "z", "ch", "sh")):
        yield from (f"{stem}es", f"{stem}ed", f"{stem}ing")
    else:
        yield from (f"{stem}s", f"{stem}ed", f"{stem}ing")
        if len(stem) < 7 and stem[-1] not in "aeiouwy" and stem[-2] in "aeiou":
            yield from (f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing")


def spelled_prefix(prefix: str) -> str:
    """The beginning of a word in the one spelling."""
    return prefix.replace("our", "or").replace("ll", "l") if len(prefix) > 4 else prefix


def _apart(word: str, target: _Target) -> int:
    if not target.is_prefix:
        return distance(word, target.word, target.most)
    if len(target.letters.difference(word[: len(target.word) + 1])) > target.most:
        return target.most + 1
    cuts = {word[: len(target.word) + more] for more in (-1, 0, 1)}
    return min(distance(cut, target.word, target.most) for cut in cuts)


def distance(one: str, other: str, most: int) -> int:
    """Edits between two words: letters changed, left out, put in, or two swapped.

    Gives `most + 1` for any that are further apart.
    Source: optimal string alignment, Damerau, CACM 7 (1964) 171.

    >>> distance("nieghbor", "neighbor", 2), distance("later", "pooling", 1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


class Phrases(msgspec.Struct, frozen=True):
    """Every phrase of every term: names by a single atom, and by the first two of longer ones.

    Those of more than one atom stand with the name of their term and the atoms after the second.
    """

    single: dict[str, tuple[str, ...]]
    longer: dict[tuple[str, str], tuple[tuple[str, tuple[str, ...]], ...]]
    atoms: frozenset[str]


def phrases(
    terms: Mapping[str, tuple[str, ...]], words: Iterable[str], fillers: frozenset[str]
) -> Phrases:
    """Index the phrases of all terms without fillers, and single words as terms of themselves.

    Raises:
        RubricError: a term uses itself, or stands for too many phrases.
    """
    single: dict[str, set[str]] = {word: {word} for word in words}
    longer: dict[tuple[str, str], set[tuple[str, tuple[str, ...]]]] = {}
    atoms = set(single)
    for name in sorted(terms):
        for phrase in _expanded(f"@{name}", terms, ()):
            kept = _without_fillers(phrase, fillers)
            atoms.update(kept)
            match kept:
                case (one,):
                    single.setdefault(one, set()).add(f"@{name}")
                case (one, other, *rest):
                    longer.setdefault((one, other), set()).add((f"@{name}", tuple(rest)))
    return Phrases(
        {atom: tuple(sorted(names)) for atom, names in single.items()},
        {pair: tuple(sorted(rows)) for pair, rows in longer.items()},
        frozenset(atoms),
    )


def _without_fillers(phrase: tuple[str, ...], fillers: frozenset[str]) -> tuple[str, ...]:
    """A phrase as it is met: fillers are passed over in answers, so none may be waited for.

    Where a single word would be left, as of "not just", it would mean something else.
    """
    kept = tuple(atom for atom in phrase if atom not in fillers)
    return kept if len(kept) > 1 or len(phrase) == 1 else phrase


def _expanded(
    atom: str, terms: Mapping[str, tuple[str, ...]], inside: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """All phrases that an atom stands for, terms inside terms written out."""
    if not atom.startswith("@"):
        return [(atom,)]
    if atom in inside:
        raise RubricError(f"the term {atom} uses itself.")
    if atom[1:] not in terms:
        raise RubricError(f"there is no term {atom}.")
    found: list[tuple[str, ...]] = []
    for text in terms[atom[1:]]:
        parts: list[tuple[str, ...]] = [()]
        for word in text.split():
            alternatives = [
                p for a in word.split("|") for p in _expanded(a, terms, (*inside, atom))
            ]
            parts = [left + right for left in parts for right in alternatives]
            if len(parts) > _MOST_PHRASES:
                raise RubricError(f"the term {atom} stands for more than {_MOST_PHRASES} phrases.")
        found += parts
    return found
