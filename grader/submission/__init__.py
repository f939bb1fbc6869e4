"""One reader a form: file, folder, notebook, document or archive to an answer; reads, never runs.

What is read here: code (`read_answer`) and words (`read_written`) of one exercise.
"""

from grader.submission.answer import Answer, Piece, WrittenAnswer
from grader.submission.code import read_answer
from grader.submission.written import read_written

__all__ = ["Answer", "Piece", "WrittenAnswer", "read_answer", "read_written"]
