"""A rubric made ready for marking: its patterns read and its words looked up once."""

from collections.abc import Iterable

import msgspec

from grader.criteria.written.sentences import spelled
from grader.criteria.written.vocabulary import Phrases, Vocabulary, phrases
from grader.rubric.language import Language
from grader.rubric.pattern import Pattern, read_pattern
from grader.rubric.words import WordsRubric, patterns


class Prepared(msgspec.Struct, frozen=True):
    """What marking needs of a rubric and the language; made once, used for many answers.

    `by_atom` has, for each atom, the texts of all patterns that begin with it.
    """

    rubric: WordsRubric
    language: Language
    question: str
    fillers: frozenset[str]
    patterns: dict[str, Pattern]
    by_atom: dict[str, tuple[str, ...]]
    to_grader: tuple[Pattern, ...]
    phrases: Phrases
    vocabulary: Vocabulary


def prepare(rubric: WordsRubric, language: Language, question: str) -> Prepared:
    """Read all patterns of a rubric and index its words.

    Args:
        rubric: a rubric whose names were checked.
        language: the words that all rubrics share.
        question: the exercise as the learner reads it; its own words earn nothing.

    Raises:
        RubricError: a term uses itself.
    """
    read = {text: read_pattern(text) for _, text in patterns(rubric)}
    to_grader = tuple(read_pattern(text) for text in language.to_grader)
    terms = {
        **language.terms,
        **rubric.terms,
        **rubric.subjects,
        "negator": language.negators,
        "not_negating": language.not_negating,
        "comparing": language.comparing,
        "denial": language.denials,
        "hedge": language.hedges,
    }
    own, theirs = _words(read.values()), _words(to_grader)
    index = phrases(terms, sorted(own | theirs), frozenset(language.fillers))
    real = (*language.real_words, *language.function_words)
    return Prepared(
        rubric=rubric,
        language=language,
        question=question,
        fillers=frozenset(map(spelled, language.fillers)),
        patterns=read,
        by_atom=_by_atom(read),
        to_grader=to_grader,
        phrases=index,
        vocabulary=Vocabulary(index.atoms, real, theirs - own),
    )


def _by_atom(read: dict[str, Pattern]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for text, pattern in read.items():
        first = next(side for side in pattern.sides if not side.absent).steps[0]
        for atom in first.atoms:
            found.setdefault(atom, []).append(text)
    return {atom: tuple(texts) for atom, texts in found.items()}


def _words(read: Iterable[Pattern]) -> set[str]:
    """All words of patterns that are no terms."""
    return {
        atom
        for pattern in read
        for side in pattern.sides
        for step in side.steps
        for atom in step.atoms
        if not atom.startswith("@")
    }
