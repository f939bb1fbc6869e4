"""Answers in numbers: read out of constants and words, and marked beside a computed truth."""

from grader.criteria.numeric.mark import Marked, mark_numbers, marks, remarks

__all__ = ["Marked", "mark_numbers", "marks", "remarks"]
