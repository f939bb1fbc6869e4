"""A rubric held against itself: its examples, its patterns, and the question's own words."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from grader.criteria import numeric
from grader.criteria.written import Marked, Prepared, mark, prepare
from grader.criteria.written.clean import clean
from grader.criteria.written.match import matches, see
from grader.criteria.written.sentences import sentences
from grader.exercise import Exercise
from grader.rubric import Example, NumbersRubric, WordsRubric
from grader.rubric.words import patterns
from grader.submission import read_written


class Finding(msgspec.Struct, frozen=True):
    """One thing that an author should look at; `fault` is to be mended, `hint` may be as meant."""

    kind: Literal["fault", "hint"]
    place: str
    text: str


def check(exercise: Exercise, rubric: WordsRubric) -> tuple[Finding, ...]:
    """All findings on one rubric of words: faults first, then hints."""
    prepared = prepare(rubric, exercise.language, exercise.question)
    solution = read_written(exercise.solution, exercise.number, exercise.name, exercise.question)
    marked = [mark(example.text, prepared) for example in rubric.examples]
    found = (
        *_solution(solution.text, prepared),
        *_examples(rubric, marked),
        *_question(exercise.question, prepared),
        *_unearned(rubric, marked),
        *_idle(prepared, solution.text),
    )
    return tuple(sorted(found, key=lambda finding: finding.kind != "fault"))


def check_numbers(rubric: NumbersRubric) -> tuple[Finding, ...]:
    """Examples of a rubric of numbers that do not earn what it says."""
    found: list[Finding] = []
    for index, example in enumerate(rubric.examples):
        marked = numeric.mark_numbers(example.text, {}, rubric)
        right = {row.id for row in marked.rows if row.status == "passed"}
        found += _example(index, example, numeric.marks(marked, rubric).points, right)
    return tuple(found)


def _solution(text: str, prepared: Prepared) -> Iterator[Finding]:
    share = mark(text, prepared).share
    if share < 1:
        yield Finding("fault", "solution", f"earns {share:g} of 1.")


def _examples(rubric: WordsRubric, marked: Sequence[Marked]) -> Iterator[Finding]:
    for index, (example, one) in enumerate(zip(rubric.examples, marked, strict=True)):
        earned = {idea.rule.id for idea in one.ideas if idea.share}
        yield from _example(index, example, one.share, earned)


def _example(index: int, example: Example, score: float, earned: set[str]) -> Iterator[Finding]:
    """What one example earns beside what its rubric says that it does."""
    place = f"examples[{index}]"
    if score != example.score:
        yield Finding("fault", place, f"earns {score:g}, not {example.score:g}: {_short(example)}")
    for wanted in sorted(set(example.earns) - earned):
        yield Finding("fault", place, f"does not earn {wanted}: {_short(example)}")


def _question(question: str, prepared: Prepared) -> Iterator[Finding]:
    """Ideas that the question's own words would earn, were they handed in as an answer."""
    blind = msgspec.structs.replace(prepared, question="")
    for idea in mark(question.replace("?", "."), blind).ideas:
        if idea.share:
            yield Finding(
                "fault", idea.rule.id, f"the question's own words earn it: “{idea.quote}”"
            )


def _unearned(rubric: WordsRubric, marked: Sequence[Marked]) -> Iterator[Finding]:
    """Ideas that no example earns."""
    earned = {idea.rule.id for one in marked for idea in one.ideas if idea.share == 1}
    for rule in rubric.criteria:
        if rule.any and rule.id not in earned:
            yield Finding("fault", rule.id, "no example earns it.")


def _idle(prepared: Prepared, solution: str) -> Iterator[Finding]:
    """Patterns that match in no example, nor in the solution."""
    texts = [solution, *(example.text for example in prepared.rubric.examples)]
    seen = [
        see(sentence, prepared)
        for text in texts
        for sentence in sentences(clean(text), prepared.language.contractions)
    ]
    for place, text in patterns(prepared.rubric):
        pattern = prepared.patterns[text]
        if not any(True for row in seen for _ in matches(pattern, row)):
            yield Finding("hint", place, f"{text!r} matches in no example.")


def _short(example: Example) -> str:
    flat = " ".join(example.text.split())
    return flat if len(flat) <= 90 else f"{flat[:87]} …"
