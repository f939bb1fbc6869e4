"""What a page calls verdicts and states, and texts made fit for it."""

import re
from collections.abc import Sequence

import msgspec

from grader.result import Result, Status

VERDICTS: dict[Status, tuple[str, str]] = {
    "passed": ("✓", "passed"),
    "partial": ("~", "partly"),
    "failed": ("✗", "failed"),
    "not_attempted": ("–", "not attempted"),
    "needs_review": ("?", "a person should look"),
    "error": ("!", "error"),
}
"""Mark and words of a status."""

STATES: dict[str, tuple[str, str]] = {
    "found": ("✓", "earned"),
    "partly": ("~", "partly"),
    "unsure": ("~", "unsure"),
    "contradicted": ("!", "worth checking"),
    "missing": ("?", "still open"),
}
"""The same of a key idea, which has no title: it would name what the learner is to find."""

_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Verdict(msgspec.Struct, frozen=True):
    """A verdict on an exercise: mark, words, and points, empty where there is no verdict."""

    mark: str
    words: str
    points: str


def verdict(result: Result) -> Verdict:
    """The verdict on one exercise; that of a quick look is an estimate, if it is any."""
    mark, words = VERDICTS[result.status]
    points = f"{result.points:g} of {result.max_points:g}"
    looks = [row.evidence for row in result.criteria if row.evidence.get("quick")]
    if not looks:
        return Verdict(mark, words, points)
    if all("projected" in evidence for evidence in looks):
        return Verdict(mark, f"likely {words}", f"about {points}")
    return Verdict("?", "no verdict", "")


def headline(results: Sequence[Result]) -> str:
    """The verdict on everything, in one line; what is only likely is not counted as passed."""
    verdicts = [verdict(one) for one in results]
    if len(results) == 1:
        points = f", {verdicts[0].points} points" if verdicts[0].points else ""
        return f"Exercise {results[0].exercise}: {verdicts[0].words}{points}"
    passed = sum(one.words == "passed" for one in verdicts)
    about = "about " if any(one.words.startswith(("likely", "no ")) for one in verdicts) else ""
    points = f"{sum(one.points for one in results):g} of {sum(r.max_points for r in results):g}"
    return f"{passed} of {len(results)} exercises passed, {about}{points} points"


def clean(value: object) -> object:
    r"""A text without what no page may hold, and without what turns the direction of reading.

    >>> clean("a\x00b\u202ec")
    'abc'
    """
    if type(value) is not str:
        return value
    return _TURNING.sub("", _UNSHOWN.sub("", value))
