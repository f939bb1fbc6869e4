"""Answers in words: key ideas found with the words that earned them; pure functions."""

from grader.criteria.written.mark import Marked, mark
from grader.criteria.written.prepared import Prepared, prepare
from grader.criteria.written.rows import marks, remarks, rows

__all__ = ["Marked", "Prepared", "mark", "marks", "prepare", "remarks", "rows"]
