"""From what was named on the command line to a layer graph: a file, a network's name, or code."""

from pathlib import Path

from grader.pipeline.known import is_known, not_found
from grader.pipeline.wanted import Wanted
from grader.submission.saved import OLD_SUFFIXES, SUFFIXES, NamedGraph, read_saved


def find(wanted: Wanted) -> NamedGraph:
    """The graph of what was named.

    Raises:
        UsageError: there is no such file, and no network of this name.
        SubmissionError: the file cannot be read, or its code builds no model.
    """
    path = Path(wanted.what)
    if path.suffix.lower() in SUFFIXES | OLD_SUFFIXES:
        return read_saved(path)
    if is_there(path):
        from grader.pipeline.built import build_answer

        return build_answer(wanted)
    if is_known(wanted.what):
        from grader.pipeline.built import build_known

        return build_known(wanted)
    raise not_found(wanted.what)


def is_there(path: Path) -> bool:
    """Whether a path leads to something."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
