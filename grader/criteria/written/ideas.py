"""The state of each key idea in an answer: found, partly, unsure, contradicted or missing."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from grader.criteria.written.match import Match
from grader.criteria.written.prepared import Prepared
from grader.criteria.written.subject import Mention, subject_of
from grader.rubric.words import IdeaRule, Misconception, Partly

State = Literal["found", "partly", "unsure", "contradicted", "missing"]


class Told(msgspec.Struct, frozen=True):
    """A sentence that counts: its matches by pattern, its subjects, what the text was about.

    `item` is one of a list; `words` counts those that are no fillers; `denies` says that
    something is said not to be so.
    """

    text: str
    found: dict[str, tuple[Match, ...]]
    named: tuple[Mention, ...]
    carried: str
    item: bool
    words: int
    denies: bool


class Weighed(msgspec.Struct, frozen=True):
    """One idea as an answer has it: its state, the share 0..1 that it earns, where it is said."""

    rule: IdeaRule
    state: State
    share: float
    match: Match | None = None
    partly: Partly | None = None
    said_of: str = ""

    @property
    def quote(self) -> str:
        """The words that matched; empty where none did."""
        return self.match.quote if self.match else ""


class _Said(msgspec.Struct, frozen=True):
    """A match, whether it is denied, and the subject that it is said of where that is another."""

    match: Match
    said_of: str


def weigh(rule: IdeaRule, told: Iterable[Told], prepared: Prepared) -> Weighed:
    """Look for one idea in all sentences of an answer."""
    rows = tuple(told)
    said = list(_said(rule.any, rule.subject, rows, prepared))
    good = [one for one in said if not one.match.negated and not one.said_of]
    against = [
        one
        for one in _said(rule.contradict, rule.subject, rows, prepared, sure=True)
        if not one.match.negated and not one.said_of
    ]
    if good:
        state: State = "unsure" if against else "found"
        return Weighed(rule, state, 0.5 if against else 1.0, good[0].match)
    if part := _partly(rule, rows, prepared):
        return part
    denied = [one for one in said if one.match.negated and not one.said_of]
    if against or denied:
        return Weighed(rule, "contradicted", 0.0, (against or denied)[0].match)
    others = [one for one in said if one.said_of and not one.match.negated]
    if others:
        return Weighed(rule, "contradicted", 0.0, others[0].match, said_of=others[0].said_of)
    return Weighed(rule, "missing", 0.0)


def held(wrong: Misconception, told: Iterable[Told], prepared: Prepared) -> str:
    """The words in which an answer holds a misconception; empty where it does not."""
    for one in _said(wrong.any, "", tuple(told), prepared):
        if not one.match.negated and not one.said_of:
            return one.match.clause
    return ""


def _partly(rule: IdeaRule, told: tuple[Told, ...], prepared: Prepared) -> Weighed | None:
    for partly in sorted(rule.partly, key=lambda one: -one.share):
        for one in _said(partly.any, rule.subject, told, prepared):
            if not one.match.negated and not one.said_of:
                return Weighed(rule, "partly", partly.share, one.match, partly)
    return None


def _said(
    texts: tuple[str, ...],
    subject: str,
    told: tuple[Told, ...],
    prepared: Prepared,
    *,
    sure: bool = False,
) -> Iterator[_Said]:
    """All matches of some patterns, sentence by sentence.

    Where nothing tells of what a match is said, it counts as said of the right thing, unless it
    has to be `sure`: to find a contradiction where there is none harms an honest answer. A pattern
    that looks at the idea from the other side ("a dense net has to …") always has to be sure.
    """
    for row in told:
        for text in texts:
            wanted = prepared.patterns[text].subject or subject
            other_side = bool(subject) and wanted != subject
            for match in row.found.get(text, ()):
                actual = subject_of(match, row.named, row.carried) if wanted else ""
                open_to_all = prepared.rubric.subjects_carry and not row.item
                if actual != wanted and (other_side or (not actual and (sure or open_to_all))):
                    continue
                yield _Said(match, actual if actual not in {"", wanted} else "")
