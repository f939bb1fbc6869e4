"""When a person should look at a mark, and what an answer of doubtful form can earn."""

from grader.criteria.written.ideas import Weighed
from grader.criteria.written.keep import HEAP, Kept

_PASSED, _NEAR = 0.75, 0.72
_LOST_WORDS, _LOST_SHARE, _LOST_SENTENCE = 8, 0.5, 5
_SHORT, _DENYING_WORDS, _DENYING_SHARE = 3, 10, 0.75
_NOT_PASSING = 0.5
_NO_SENTENCES = 0.25


def most_for(kept: Kept) -> float:
    """The most that an answer can earn whose form gives rise to doubt, a share 0..1."""
    if kept.disorder or kept.first("salad"):
        return _NO_SENTENCES
    return _NOT_PASSING if kept.first("to grader") or _denies_all(kept) else 1.0


def review_reasons(
    kept: Kept, ideas: tuple[Weighed, ...], points: float, share: float
) -> tuple[str, ...]:
    """Why a person should look at a mark; empty where none has to.

    Args:
        kept: the sentences that counted, and those that did not.
        ideas: all ideas with their states.
        points: share of the points before rounding.
        share: the mark.
    """
    trick = kept.first("to grader")
    noticed = (
        (bool(trick), f"speaks to the grader: “{trick[:80]}”"),
        (bool(kept.disorder), kept.disorder),
        (bool(kept.first("salad")) and not kept.disorder, HEAP),
        (_denies_all(kept), "denies most of what it speaks of"),
        (bool(kept.first("hedged")), "leaves open which of two things holds"),
        (any(idea.state == "unsure" for idea in ideas), "says a thing and its reverse"),
        (_not_followed(kept, share), "much of it could not be followed"),
        (_by_a_hair(ideas, points, share), "passes by a hair"),
    )
    return tuple(reason for is_so, reason in noticed if is_so)


def _by_a_hair(ideas: tuple[Weighed, ...], points: float, share: float) -> bool:
    """Whether only rounding, or an idea that is there in part, makes an answer pass."""
    partly = any(idea.state == "partly" for idea in ideas)
    return share >= _PASSED and (points < _NEAR or (share == _PASSED and partly))


def _denies_all(kept: Kept) -> bool:
    """Whether nearly every sentence says that something is not so, and earns nothing by it."""
    rows = [row for row in kept.told if row.words >= _SHORT]
    words = sum(row.words for row in rows)
    denying = sum(row.denies for row in rows)
    return words >= _DENYING_WORDS and denying >= _DENYING_SHARE * len(rows)


def not_followed(kept: Kept, share: float) -> str:
    """The longest sentence of an answer that does not pass in which nothing was recognised."""
    lost = [row for row in kept.told if not row.found and row.words >= _LOST_SENTENCE]
    longest = max(lost, key=lambda row: row.words, default=None)
    return longest.text if longest and share < _PASSED else ""


def _not_followed(kept: Kept, share: float) -> bool:
    """Whether an answer that falls short says much in which nothing was recognised."""
    lost = sum(row.words for row in kept.told if not row.found)
    whole = sum(row.words for row in kept.told)
    return 0 < share < _PASSED and lost >= _LOST_WORDS and lost >= _LOST_SHARE * whole
