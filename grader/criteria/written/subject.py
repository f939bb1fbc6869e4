"""Of what a statement is said: "Xception introduced skip connections" is said of Xception."""

import msgspec

from grader.criteria.written.match import Match, Seen, Span, clause_begins
from grader.criteria.written.prepared import Prepared

_AFTER = 8
_COMPARED = 4
_NEAR = 4
_LED_TO = frozenset({"with", "by", "in", "from", "to"})
_LEADING = frozenset(
    {
        "although",
        "as",
        "because",
        "but",
        "by",
        "for",
        "if",
        "in",
        "since",
        "so",
        "that",
        "then",
        "though",
        "when",
        "whereas",
        "while",
        "with",
    }
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
        compared = before.compared if before and joined else _is_compared(span, seen, before)
        leads = before.leads if before and joined else _leads(span, seen) and not compared
        if _is_described(span, seen):
            compared, leads = False, True
        found.append(Mention(name, span, compared, leads))
    return tuple(found)


def subject_of(match: Match, named: tuple[Mention, ...], carried: str) -> str:
    """The subject of a statement, or an empty text where nothing tells it.

    One in brackets right after it ("skip connections (ResNet)"), else the last mention before it
    that begins a clause, else one that it is credited to ("skip connections came with ResNet"),
    else one in its own clause, else the first before it, else one that follows, else what the text
    was speaking of.
    """
    first, last = match.covered[0], match.covered[-1]
    free = [m for m in named if not m.compared]
    before = [m for m in free if m.span.first <= first]
    after = [m for m in free if m.span.first > first]
    chosen = [
        *(m for m in after if _in_brackets(last, m.span, match.seen)),
        *[m for m in before if m.leads][-1:],
        *_credited(before, after, match),
        *(m for m in free if _in_one_clause(m.span.first, first, match.seen)),
        *before,
        *_following(after, match),
    ]
    return chosen[0].name if chosen else carried


def _credited(before: list[Mention], after: list[Mention], match: Match) -> list[Mention]:
    """Mentions right after a statement, in a sentence that names each after what it brought."""
    if not before or not _is_led_to(before[0].span, match.seen):
        return []
    last = match.seen.places[match.covered[-1]]
    near = [m for m in after if 0 < match.seen.places[m.span.first] - last <= _NEAR]
    return [m for m in near if _is_led_to(m.span, match.seen)]


def _following(after: list[Mention], match: Match) -> list[Mention]:
    """Mentions that follow soon, or the one that follows at all."""
    if len({m.name for m in after}) == 1:
        return after
    last = match.covered[-1]
    reach = match.seen.places[last] + _AFTER
    ends = min((s.first for s in match.seen.spans.get("@clause", ()) if s.first > last), default=99)
    return [m for m in after if match.seen.places[m.span.first] <= reach and m.span.first < ends]


def _is_led_to(span: Span, seen: Seen) -> bool:
    """Whether "with", "by" or "in" stands before a mention."""
    return span.first > 0 and seen.words[span.first - 1] in _LED_TO


def _in_brackets(last: int, span: Span, seen: Seen) -> bool:
    """Whether a mention alone stands in brackets right after word `last`."""
    if span.first <= last:
        return False
    text = seen.sentence.text
    between = text[seen.ends[last] : seen.begins[span.first]]
    short = len(between.split()) <= 3 and ")" not in between
    return (
        short
        and between.rstrip().endswith("(")
        and text[seen.ends[span.last] :].lstrip()[:1] in set("),")
    )


def _in_one_clause(one: int, other: int, seen: Seen) -> bool:
    low, high = sorted((one, other))
    return not any(clause_begins(number, seen) for number in range(low + 1, high + 1))


def main_subject(named: tuple[Mention, ...]) -> str:
    """What a sentence is about: its first mention that is not merely compared with."""
    return next((m.name for m in named if not m.compared), "")


def _is_compared(span: Span, seen: Seen, before: Mention | None) -> bool:
    """Whether "than", "unlike" or the like stands just before, with no other mention between."""
    for word in seen.spans.get("@comparing", ()):
        if before and before.span.first > word.last:
            continue
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
    opens, before = seen.words[first - 1], seen.words[first - 2] if first > 1 else ""
    if opens in _LEADING:
        return before == "and" or clause_begins(first - 1, seen)
    return opens == "and"


def _is_described(span: Span, seen: Seen) -> bool:
    """Whether "which" follows: what comes after it is said of this mention."""
    return seen.words[span.last + 1 : span.last + 2] in {("which",), ("that",)}


def _joined(one: Span, other: Span, seen: Seen) -> bool:
    """Whether two mentions are named together: "GoogLeNet and ResNet"."""
    between = seen.words[one.last + 1 : other.first]
    return between in {("and",), ("or",), ("&",)} and not clause_begins(one.last + 1, seen)
