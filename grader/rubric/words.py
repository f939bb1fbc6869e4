"""Criteria on words: key ideas and how people phrase them, and the rubric that holds them."""

from collections.abc import Iterator

import msgspec

from grader.errors import RubricError
from grader.rubric.conversion import ConversionTable
from grader.rubric.language import Language
from grader.rubric.pattern import Pattern, PatternError, read_pattern
from grader.rubric.rule import Rule


class Partly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrasings that earn a share 0..1 of an idea's points, and the question that leads on."""

    share: float
    any: tuple[str, ...]
    asks: str


class IdeaRule(Rule, frozen=True, kw_only=True, tag="idea"):
    """One key idea of an answer in words.

    `any` are patterns (see `grader/rubric/pattern.py`), each of which says the idea; `contradict`
    say its reverse. `subject` is the thing that it must be said of, one of the rubric's subjects.
    `needs` is the id of an idea without which this one earns nothing. `asks` leads to the idea
    without naming it; `praise` goes with the quoted words.
    """

    any: tuple[str, ...]
    asks: str
    praise: str = ""
    subject: str = ""
    contradict: tuple[str, ...] = ()
    contradicted: str = ""
    partly: tuple[Partly, ...] = ()
    needs: str = ""
    optional: bool = False


class Misconception(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plain false statement on the point: what it costs, and what is worth checking.

    `costs` is taken off the points, `at_most` caps them; both are shares 0..1 of all points. Where
    ideas are counted, `costs` is a number of ideas.
    """

    id: str
    any: tuple[str, ...]
    message: str
    costs: float = 0.0
    at_most: float = 1.0


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer with its score 0..1; `earns` names the ideas that it must be seen to have."""

    text: str
    score: float
    earns: tuple[str, ...] = ()


class WordsRubric(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="answer",
    tag="words",
):
    """How an exercise is marked whose answer is words; data only.

    `points` are those of the whole exercise; the ideas' points are their shares of it. `terms` are
    named lists of phrasings that patterns use as `@name`; `subjects` are the things
    that ideas are said of, each with its names. `step` is the size of a mark: points are rounded
    to it. `by_count`, for "any five of", maps the number of found ideas to the share of points, and
    `asks_for_more` is what is asked while there are fewer. `conversion` is the code part of an
    exercise that asks for code, too; its points come on top.
    """

    exercise: int
    title: str
    next_step: dict[str, str]
    criteria: tuple[IdeaRule, ...]
    points: float = 1.0
    step: float = 0.25
    by_count: tuple[float, ...] = ()
    asks_for_more: str = ""
    terms: dict[str, tuple[str, ...]] = {}
    subjects: dict[str, tuple[str, ...]] = {}
    subjects_carry: bool = False
    about: str = ""
    misconceptions: tuple[Misconception, ...] = ()
    opening: str = ""
    examples: tuple[Example, ...] = ()
    conversion: ConversionTable | None = None


def patterns(rubric: WordsRubric) -> Iterator[tuple[str, str]]:
    """All patterns of a rubric, each with its place in the file."""
    for index, idea in enumerate(rubric.criteria):
        place = f"criteria[{index}]"
        for name in ("any", "contradict"):
            for text in getattr(idea, name):
                yield f"{place}.{name}", text
        for number, partly in enumerate(idea.partly):
            for text in partly.any:
                yield f"{place}.partly[{number}].any", text
    for index, wrong in enumerate(rubric.misconceptions):
        for text in wrong.any:
            yield f"misconceptions[{index}].any", text


def check_words(rubric: WordsRubric, language: Language, name: str) -> None:
    """Hold a rubric's patterns and names together.

    Raises:
        RubricError: a pattern cannot be read, or names a term, subject or idea that is not there.
    """
    terms = language.terms.keys() | rubric.terms.keys() | rubric.subjects.keys()
    for place, text in patterns(rubric):
        try:
            pattern = read_pattern(text)
        except PatternError as error:
            raise RubricError(f"{name}, {place}: {text!r}: {error}") from None
        _check_names(pattern, rubric, terms, f"{name}, {place}: {text!r}")
    ids = {idea.id for idea in rubric.criteria}
    for index, idea in enumerate(rubric.criteria):
        if idea.needs and idea.needs not in ids:
            raise RubricError(f"{name}, criteria[{index}].needs: there is no idea {idea.needs!r}.")
        if idea.subject and idea.subject not in rubric.subjects:
            raise RubricError(f"{name}, criteria[{index}].subject: no subject {idea.subject!r}.")


def _check_names(pattern: Pattern, rubric: WordsRubric, terms: set[str], place: str) -> None:
    if pattern.subject and pattern.subject not in rubric.subjects:
        raise RubricError(f"{place}: there is no subject {pattern.subject!r}.")
    for side in pattern.sides:
        for step in side.steps:
            for atom in step.atoms:
                if atom.startswith("@") and atom[1:] not in terms:
                    raise RubricError(f"{place}: there is no term {atom!r}.")
