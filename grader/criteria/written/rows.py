"""A marked answer as criteria of a result: what earned quoted, what is missing asked for."""

from grader.criteria.written.ideas import Weighed
from grader.criteria.written.mark import Marked, counted
from grader.result import Confidence, CriterionResult, Marks, Status
from grader.rubric.words import WordsRubric

_QUOTE = 110

_STATUS: dict[str, Status] = {
    "found": "passed",
    "partly": "partial",
    "unsure": "partial",
    "contradicted": "failed",
    "missing": "failed",
}


def rows(marked: Marked, rubric: WordsRubric) -> tuple[CriterionResult, ...]:
    """One criterion an idea; where any five count, those that were found and what is still due."""
    if not rubric.by_count:
        return tuple(_row(idea, rubric) for idea in marked.ideas)
    seen = [_row(idea, rubric) for idea in marked.ideas if idea.state != "missing"]
    asked = len(rubric.by_count) - 1
    due = asked - counted(marked.ideas, marked.wrong, asked)
    if due <= 0:
        return tuple(seen)
    points = round(rubric.points * due / asked, 4)
    further = CriterionResult(
        id="idea:further",
        title="further ideas",
        status="failed",
        score=0.0,
        points=0.0,
        max_points=points,
        message=rubric.asks_for_more.format(due=due),
        evidence={"state": "missing", "due": due},
    )
    return (*seen, further)


def marks(marked: Marked, rubric: WordsRubric) -> Marks:
    """Points of the whole answer, in the rubric's steps."""
    return Marks(marked.share * rubric.points, rubric.points, confidence(marked))


def confidence(marked: Marked) -> Confidence:
    """How sure a mark is: a person should look where there are reasons to."""
    if marked.reasons:
        return "needs_review"
    plain = all(idea.state in {"found", "missing"} for idea in marked.ideas)
    return "sure" if plain and not marked.wrong else "probable"


def remarks(marked: Marked) -> tuple[str, ...]:
    """Lines for the learner that belong to no single idea."""
    lines = [f"You wrote “{shorten(quote)}”. {wrong.message}" for wrong, quote in marked.wrong]
    if marked.reasons:
        lines.append(f"A person should look at this mark: {'; '.join(marked.reasons)}.")
    if marked.lost:
        lines.append(
            f"“{shorten(marked.lost)}” could not be followed: it earned nothing and cost nothing."
        )
    if marked.cut:
        lines.append("The answer is very long; only its first part was read.")
    return tuple(lines)


def shorten(text: str, most: int = _QUOTE) -> str:
    """A quote on one line, cut in the middle where it is long.

    >>> shorten("one two three four", most=11)
    'one … four'
    """
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    half = (most - 3) // 2
    return f"{flat[:half].rstrip()} … {flat[-half:].lstrip()}"


def _row(idea: Weighed, rubric: WordsRubric) -> CriterionResult:
    rule = idea.rule
    points = rule.points * rubric.points
    return CriterionResult(
        id=rule.id,
        title=rule.title,
        status=_STATUS[idea.state],
        score=round(idea.share, 4),
        points=round(points * idea.share, 4),
        max_points=round(points, 4),
        message=_message(idea),
        evidence={"state": idea.state, "sentence": _sentence(idea)},
    )


def _message(idea: Weighed) -> str:
    rule, quote = idea.rule, shorten(idea.match.clause if idea.match else "")
    match idea.state:
        case "found":
            return f"“{quote}”  {rule.praise}".rstrip()
        case "partly":
            return f"“{quote}”  {idea.partly.asks if idea.partly else rule.asks}"
        case "unsure":
            return f"“{quote}”  The answer also says the reverse. Which of the two holds?"
        case "contradicted":
            doubt = rule.contradicted or "Is that so? It is worth checking."
            return f"You wrote “{quote}”. {doubt}"
    return rule.asks


def _sentence(idea: Weighed) -> str:
    return shorten(idea.match.seen.sentence.text, 400) if idea.match else ""
