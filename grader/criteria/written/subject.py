"""Of what a statement is said: "Xception introduced skip connections" is said of Xception."""

import msgspec

from grader.criteria.written.match import Match, Seen, Span, clause_begins
from grader.criteria.written.prepared import Prepared

_AFTER = 8
_COMPARED = 4
_LEADING = frozenset(
    "in for with as by so then while whereas but because since that if when although though".split()
)


class Mention(msgspec.Struct, frozen=True):
    """One of the rubric's subjects named in a sentence; `leads` where it begins a clause."""

    name: str
    span: Span
    compared: bool
    leads: bool


def mentions(seen: Seen, prepared: Prepared) -> tuple[Mention, ...]:
    """All subjects that a sentence names, in order; the longest name counts where two overlap."""
    spans = sorted(
        (
            (span, name)
            for name in prepared.rubric.subjects
            for span in seen.spans.get(f"@{name}", ())
        ),
        key=lambda row: (row[0].first, -row[0].last, row[1]),
    )
    found: list[Mention] = []
    for span, name in spans:
        if found and span.first <= found[-1].span.last:
            continue
        before = found[-1] if found else None
        joined = before is not None and _joined(before.span, span, seen)
        compared = before.compared if before and joined else _is_compared(span, seen)
        leads = before.leads if before and joined else _leads(span, seen) and not compared
        if _is_described(span, seen):
            compared, leads = False, True
        found.append(Mention(name, span, compared, leads))
    return tuple(found)


def subject_of(match: Match, named: tuple[Mention, ...], carried: str) -> str:
    """The subject of a statement, or an empty text where nothing tells it.

    The last mention before it that begins a clause, else the first before it, else one that
    follows at once ("skip connections, by ResNet"), else what the text was speaking of.
    """
    first, last = match.covered[0], match.covered[-1]
    before = [m for m in named if m.span.first <= first and not m.compared]
    leading = [m for m in before if m.leads]
    if leading or before:
        return (leading[-1] if leading else before[0]).name
    reach = match.seen.places[last] + _AFTER
    after = [m for m in named if m.span.last > first and not m.compared]
    near = [m for m in after if match.seen.places[m.span.first] <= reach]
    return near[0].name if near else carried


def main_subject(named: tuple[Mention, ...]) -> str:
    """What a sentence is about: its first mention that is not merely compared with."""
    return next((m.name for m in named if not m.compared), "")


def _is_compared(span: Span, seen: Seen) -> bool:
    """Whether "than", "unlike", "instead of" or the like stands just before."""
    for word in seen.spans.get("@comparing", ()):
        if 0 < span.first - word.last <= _COMPARED and not any(
            clause_begins(number, seen) for number in range(word.last + 1, span.first + 1)
        ):
            return True
    return False


def _leads(span: Span, seen: Seen) -> bool:
    """Whether a clause begins with a mention, or with "and", "in" or "while" before it."""
    first = span.first
    if clause_begins(first, seen):
        return True
    opens = seen.words[first - 1]
    return opens == "and" or (opens in _LEADING and clause_begins(first - 1, seen))


def _is_described(span: Span, seen: Seen) -> bool:
    """Whether "which" follows: what comes after it is said of this mention."""
    return seen.words[span.last + 1 : span.last + 2] in {("which",), ("that",)}


def _joined(one: Span, other: Span, seen: Seen) -> bool:
    """Whether two mentions are named together: "GoogLeNet and ResNet"."""
    between = seen.words[one.last + 1 : other.first]
    return between in {("and",), ("or",), ("&",)} and not clause_begins(one.last + 1, seen)
