"""Checks inside a notebook, and grading as a function.

The learner's kernel only tells what it holds, as data. All grading of code and models happens in a
process of its own (`apart`), so that no test data enter the kernel.
"""

from grader.notebook.asked import check
from grader.notebook.graded import grade

__all__ = ["check", "grade"]
