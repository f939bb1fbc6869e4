"""Patterns found in sentences: which words, whether negated, and of what they are said."""

from collections.abc import Iterator

import msgspec

from grader.criteria.written.prepared import Prepared
from grader.criteria.written.sentences import Sentence
from grader.rubric.pattern import Pattern, Side

_BREAK = 2
"""A comma or colon keeps words apart like this many words."""

_MOST_STARTS = 12
_CLAUSE = 70
_BEFORE = 3
"""How far before a statement a negator still turns it round, in words."""


class Span(msgspec.Struct, frozen=True, order=True):
    """Words `first` to `last` of a seen sentence, both included."""

    first: int
    last: int


class Seen(msgspec.Struct, frozen=True):
    """A sentence as patterns see it: words without fillers, their places, and what they stand for.

    `places` grow by one a word and by more at a comma; `spans` holds every term and word of the
    rubric that was found; `negators` are the numbers of words that turn a statement round.
    """

    sentence: Sentence
    words: tuple[str, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    places: tuple[int, ...]
    spans: dict[str, tuple[Span, ...]]
    negators: frozenset[int]


class Match(msgspec.Struct, frozen=True):
    """A pattern found in a sentence; `covered` are the numbers of all its words."""

    seen: Seen
    covered: tuple[int, ...]
    negated: bool

    @property
    def quote(self) -> str:
        """The learner's words from the first to the last that matched."""
        return self._words(self.covered[0], self.covered[-1])

    @property
    def clause(self) -> str:
        """The learner's words around a match, to the next commas, unless that is long."""
        seen, first, last = self.seen, self.covered[0], self.covered[-1]
        while first > 0 and seen.places[first] - seen.places[first - 1] <= _BREAK:
            first -= 1
        while last + 1 < len(seen.words) and seen.places[last + 1] - seen.places[last] <= _BREAK:
            last += 1
        clause = self._words(first, last)
        return clause if len(clause) <= _CLAUSE else self.quote

    def _words(self, first: int, last: int) -> str:
        return self.seen.sentence.text[self.seen.begins[first] : self.seen.ends[last]]


def see(sentence: Sentence, prepared: Prepared) -> Seen:
    """Look a sentence's words up in the rubric's vocabulary."""
    kept = [word for word in sentence.words if word.text not in prepared.fillers]
    places, place = [], 0
    for word in sentence.words:
        place += _BREAK * word.breaks
        if word.text not in prepared.fillers:
            place += 1
            places.append(place)
    words = tuple(word.text for word in kept)
    spans = _spans(words, tuple(places), prepared)
    return Seen(
        sentence=sentence,
        words=words,
        begins=tuple(word.begin for word in kept),
        ends=tuple(word.end for word in kept),
        places=tuple(places),
        spans=spans,
        negators=_negators(spans),
    )


def matches(pattern: Pattern, seen: Seen) -> Iterator[Match]:
    """Every place where a sentence says what a pattern asks for."""
    wanted = [side for side in pattern.sides if not side.absent]
    if not all(_may_be(side, seen) for side in wanted):
        return
    if any(_first(side, seen) is not None for side in pattern.sides if side.absent):
        return
    found = [list(_side_matches(side, seen)) for side in wanted]
    if not all(found):
        return
    for lead in found[0]:
        parts = [lead, *(_plainest(others, seen) for others in found[1:])]
        covered = tuple(sorted({number for part in parts for number in part}))
        if any(_is_twisted(part, seen) for part in parts):
            continue
        negated = any(_is_negated(part, seen) for part in parts)
        yield Match(seen, covered, negated)


def all_matches(seen: Seen, prepared: Prepared) -> dict[str, tuple[Match, ...]]:
    """Every pattern of the rubric that a sentence has, by its text."""
    likely = {text for atom in seen.spans for text in prepared.by_atom.get(atom, ())}
    found = {text: tuple(matches(prepared.patterns[text], seen)) for text in sorted(likely)}
    return {text: rows for text, rows in found.items() if rows}


def denies(seen: Seen, found: dict[str, tuple[Match, ...]]) -> bool:
    """Whether a sentence says that something is not so, beside what it earns by saying so.

    "Instead of" and the like deny nothing: they compare.
    """
    earning = {n for rows in found.values() for row in rows if not row.negated for n in row.covered}
    comparing = {
        number
        for span in seen.spans.get("@comparing", ())
        if span.last > span.first
        for number in _numbers(span)
    }
    if "@denial" in seen.spans:
        return True
    # What earns by its own "no" says in all that something is so.
    return not seen.negators & earning and bool(seen.negators - comparing)


def _may_be(side: Side, seen: Seen) -> bool:
    """Whether each step of a side has a word in the sentence, wherever it stands."""
    return not any(seen.spans.keys().isdisjoint(step.atoms) for step in side.steps)


def _spans(
    words: tuple[str, ...], places: tuple[int, ...], prepared: Prepared
) -> dict[str, tuple[Span, ...]]:
    atoms = [prepared.vocabulary.atoms(word) for word in words]
    found: dict[str, set[Span]] = {}
    for number, here in enumerate(atoms):
        for atom in here:
            for name in prepared.phrases.single.get(atom, ()):
                found.setdefault(name, set()).add(Span(number, number))
        for name, rest in _longer(number, atoms, prepared):
            end = number + 1 + len(rest)
            adjoin = end < len(words) and places[end] - places[number] == end - number
            if adjoin and all(atom in atoms[number + 2 + k] for k, atom in enumerate(rest)):
                found.setdefault(name, set()).add(Span(number, end))
    return {name: tuple(sorted(spans)) for name, spans in found.items()}


def _longer(
    number: int, atoms: list[frozenset[str]], prepared: Prepared
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Phrases of two words and more whose first two stand at `number`."""
    if number + 1 < len(atoms):
        for one in atoms[number]:
            for other in atoms[number + 1]:
                yield from prepared.phrases.longer.get((one, other), ())


def _negators(spans: dict[str, tuple[Span, ...]]) -> frozenset[int]:
    spared = {n for span in spans.get("@not_negating", ()) for n in _numbers(span)}
    return frozenset(span.last for span in spans.get("@negator", ()) if span.last not in spared)


def _numbers(span: Span) -> range:
    return range(span.first, span.last + 1)


def _first(side: Side, seen: Seen) -> tuple[int, ...] | None:
    return next(_side_matches(side, seen), None)


def _side_matches(side: Side, seen: Seen) -> Iterator[tuple[int, ...]]:
    """Numbers of the words of every way to find a side, one for each place where it starts."""
    starts = sorted({span for atom in side.steps[0].atoms for span in seen.spans.get(atom, ())})
    for start in starts[:_MOST_STARTS]:
        rest = _follow(side, 1, start, seen)
        if rest is not None:
            yield (*_numbers(start), *rest)


def _follow(side: Side, number: int, before: Span, seen: Seen) -> tuple[int, ...] | None:
    """The words of all later steps, the nearest first."""
    if number == len(side.steps):
        return ()
    step = side.steps[number]
    reach = seen.places[before.last] + step.gap + 1
    nexts = sorted(
        span
        for atom in step.atoms
        for span in seen.spans.get(atom, ())
        if span.first > before.last and seen.places[span.first] <= reach
    )
    for span in nexts:
        rest = _follow(side, number + 1, span, seen)
        if rest is not None:
            return (*_numbers(span), *rest)
    return None


def _plainest(found: list[tuple[int, ...]], seen: Seen) -> tuple[int, ...]:
    """One way to find a side: the first that is not negated, else the first."""
    return next((one for one in found if not _is_negated(one, seen)), found[0])


def _is_negated(covered: tuple[int, ...], seen: Seen) -> bool:
    """Whether a statement is denied, or a negator stands before or in it that is no part of it.

    Two of them do not make it true again: people who write so deny two things.
    """
    first, last = covered[0], covered[-1]
    if any(span.last < last for span in seen.spans.get("@denial", ())):
        return True
    begin = first
    while begin > 0 and first - begin < _BEFORE and not _ends_scope(begin, seen):
        begin -= 1
    return any(n in seen.negators and n not in covered for n in range(begin, last + 1))


def _is_twisted(covered: tuple[int, ...], seen: Seen) -> bool:
    """Whether a "no" of the match belongs to a comparison that follows it: "no fewer weights"."""
    if not seen.negators.intersection(covered):
        return False
    ends = {span.last for span in seen.spans.get("@no", ()) if span.last in covered}
    compared = {span.first for span in seen.spans.get("@twisting", ())}
    return any(end + 1 in compared and end + 1 not in covered for end in ends)


def _ends_scope(number: int, seen: Seen) -> bool:
    """Whether a negator before word `number` says nothing of it: a clause or an "and" between."""
    return _breaks_before(number, seen) or seen.words[number - 1] == "and"


def _breaks_before(number: int, seen: Seen) -> bool:
    """Whether a new clause begins with this word."""
    apart = seen.places[number] - seen.places[number - 1] > 1
    return apart or any(span.first == number for span in seen.spans.get("@clause", ()))


def clause_begins(number: int, seen: Seen) -> bool:
    """Whether a clause begins with word `number` of a sentence."""
    return number == 0 or _breaks_before(number, seen)
