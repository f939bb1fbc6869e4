"""`grade`: the command line as a function."""

from pathlib import Path

from grader.exercise import course_folder, load_exercise
from grader.notebook.chosen import options
from grader.pipeline import grade_file
from grader.result import Result


def grade(path: str | Path, number: int, *, data: str = "auto", seed: int = 42) -> Result:
    """Grade one exercise of a submission, as `cnn-grade exercise` does.

    Args:
        path: a folder, Python file, notebook, Markdown or text document, or archive.
        number: the exercise.
        data: "full", "sample", or "auto" for the full data where they can be had.
        seed: seed of all chance.

    Raises:
        GraderError: nothing can be read there, or the grader could not do its work.
    """
    exercise = load_exercise(number, course_folder())
    return grade_file(Path(path), exercise, options(data, seed)).result
