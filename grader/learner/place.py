"""Where in a workspace the answer to an exercise is."""

import ast
from pathlib import Path

from grader.exercise import Exercise
from grader.learner.sheet import NOTEBOOK
from grader.rubric import ModelRubric, WordsRubric
from grader.submission.source import is_untouched


def answer_path(path: Path, exercise: Exercise) -> Path:
    """What to read of a workspace: all of it, or the notebook while a stub for code is untouched.

    Words are looked for in all files anyway; code is read from the stub as soon as it is there.
    """
    notebook = path / NOTEBOOK
    if not path.is_dir() or not notebook.is_file() or not _has_code(exercise):
        return path
    return notebook if _is_empty(path / f"{exercise.name}.py", exercise) else path


def is_stub(code: str, exercise: Exercise) -> bool:
    """Whether code is the stub still, give or take comments; not where Python cannot read it."""
    try:
        trees = [ast.parse(text) for text in (code, exercise.stub.read_text(encoding="utf-8"))]
        return is_untouched(trees[0], trees[1])
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def _has_code(exercise: Exercise) -> bool:
    rubric = exercise.rubric
    return isinstance(rubric, ModelRubric) or (
        isinstance(rubric, WordsRubric) and rubric.conversion is not None
    )


def _is_empty(file: Path, exercise: Exercise) -> bool:
    try:
        return is_stub(file.read_text(encoding="utf-8"), exercise)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
