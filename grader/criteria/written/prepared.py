"""A rubric made ready for marking: its patterns read and its words looked up once."""

import msgspec

from grader.criteria.written.vocabulary import Phrases, Vocabulary, phrases
from grader.rubric.pattern import Pattern, read_pattern
from grader.rubric.words import Language, WordsRubric, patterns


class Prepared(msgspec.Struct, frozen=True):
    """What marking needs of a rubric and the language; made once, used for many answers."""

    rubric: WordsRubric
    language: Language
    question: str
    fillers: frozenset[str]
    patterns: dict[str, Pattern]
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
    words = {
        atom
        for pattern in (*read.values(), *to_grader)
        for side in pattern.sides
        for step in side.steps
        for atom in step.atoms
        if not atom.startswith("@")
    }
    index = phrases(terms, sorted(words))
    fillers = frozenset(language.fillers)
    real = (*language.real_words, *language.function_words)
    vocabulary = Vocabulary(index.atoms, real)
    return Prepared(rubric, language, question, fillers, read, to_grader, index, vocabulary)
