"""TOML to a rubric, strictly: what is wrong is named with file and place."""

import string
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import RubricError
from grader.rubric.common import Common
from grader.rubric.conversion import check_conversion
from grader.rubric.language import Language
from grader.rubric.model import ModelRubric, Quick
from grader.rubric.numbers import NumbersRubric
from grader.rubric.rule import Rule
from grader.rubric.words import WordsRubric, check_words

Rubric = ModelRubric | WordsRubric | NumbersRubric


def read_rubric(path: Path, language: Language | None = None) -> Rubric:
    """Read one rubric and hold its sentences against what its criteria can say.

    Args:
        path: the rubric.
        language: what all rubrics of its folder share; read from there where it is not given.

    Raises:
        RubricError: naming the file, the place in it and what to write.
    """
    rubric: Rubric = _read_toml(path, Rubric)
    if isinstance(rubric, WordsRubric):
        check_words(rubric, language or read_language(path.parent), path.name)
    _check_sentences(rubric.criteria, f"{path.name}, criteria")
    if isinstance(rubric, ModelRubric) and rubric.quick is not None:
        _check_says(Quick.SAYS, rubric.quick.says, f"{path.name}, quick.says", "a quick look")
    if isinstance(rubric, WordsRubric) and rubric.conversion is not None:
        check_conversion(rubric.conversion, path.name)
        _check_sentences(rubric.conversion.criteria, f"{path.name}, conversion.criteria")
    return rubric


def _check_sentences(criteria: Sequence[Rule], name: str) -> None:
    for index, rule in enumerate(criteria):
        _check_says(type(rule).SAYS, rule.says, f"{name}[{index}].says", rule.id)


def _check_says(known: frozenset[str], says: dict[str, str], place: str, who: str) -> None:
    if missing := sorted(known - says.keys()):
        raise RubricError(f"{place}: the sentence {missing[0]!r} is missing.")
    if unknown := sorted(says.keys() - known):
        raise RubricError(f"{place}: {unknown[0]!r} is a sentence that {who} never says.")
    for key, text in says.items():
        _check_blanks(text, f"{place}.{key}")


def read_common(folder: Path) -> Common:
    """The shared sentences of a folder of rubrics.

    Raises:
        RubricError: the file is missing or broken.
    """
    common: Common = _read_toml(folder / "common.toml", Common)
    return common


def read_language(folder: Path) -> Language:
    """The words that all rubrics of a folder share.

    Raises:
        RubricError: the file is missing or broken.
    """
    order = _toml(folder / "word_order.toml")
    shared = {**_toml(folder / "language.toml"), "order": order}
    language: Language = _converted(shared, Language, "language.toml")
    return language


def _read_toml(path: Path, kind: Any) -> Any:  # noqa: ANN401 - whatever the kind describes
    return _converted(_toml(path), kind, path.name)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RubricError(f"{path}: cannot be read: {error}") from None


def _converted(values: dict[str, Any], kind: Any, name: str) -> Any:  # noqa: ANN401 - as above
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$.") or "the whole"
        raise RubricError(f"{name}, {where}: {reason}.") from None


def _check_blanks(text: str, place: str) -> None:
    try:
        list(string.Formatter().parse(text))
    except ValueError as error:
        raise RubricError(f"{place}: {error}. Write {{{{ for a bare brace.") from None
