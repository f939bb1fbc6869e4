"""The part of a text that belongs to one exercise."""

import math
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from grader.submission.candidates import ATX, BOLD_LINE, LABELLED
from grader.submission.files import Named
from grader.submission.headings import Mark, find_headings
from grader.submission.lines import Line
from grader.submission.question import Question, answer_in, is_title


class Part(msgspec.Struct, frozen=True):
    """What a text says to one exercise, and the places `first` to `stop` (without) of it.

    `lines` is empty where there is a heading and nothing below it.
    """

    lines: tuple[Line, ...]
    first: int
    stop: float


def parts_of(
    lines: Sequence[Line], number: int, question: Question, named: Named, *, whole: bool
) -> Iterator[Part]:
    """What a text says to an exercise, the last draft first; nothing where it is not there.

    Args:
        lines: the whole text.
        number: the exercise.
        question: its question, which is no answer.
        named: whether the file is named for the exercise.
        whole: whether a text without headings is an answer as it is.
    """
    marks = find_headings(lines)
    if named == "other":
        marks = tuple(mark for mark in marks if mark.form <= ATX)
    mine = _sections(lines, marks, number, question)
    is_whole = not mine and whole and not any(mark.number for mark in marks)
    if is_whole or (named == "this" and not _is_divided(marks, number)):
        mine = [(list(lines), 0, math.inf)]
    for section, first, stop in reversed(mine):
        yield Part(tuple(_answer(section, question)), first, max(stop, first + 1))


def _is_divided(marks: Sequence[Mark], number: int) -> bool:
    """Whether headings in a file for one exercise are exercises, not items of its answer."""
    own = [mark for mark in marks if mark.number == number]
    first = next((mark for mark in marks if mark.number), None)
    return bool(own) and (own[0] is first or own[0].form == LABELLED)


def _sections(
    lines: Sequence[Line], marks: Sequence[Mark], number: int, question: Question
) -> list[tuple[list[Line], int, float]]:
    """Lines under each heading of an exercise and their places; its parts in a row are one."""
    found: list[tuple[list[Line], int, float]] = []
    follows = False
    ends = [*(mark.index for mark in marks[1:]), len(lines)][: len(marks)]
    for mark, end in zip(marks, ends, strict=True):
        if mark.number == number:
            before, first = found.pop()[:2] if mark.part and follows else ([], lines[mark.index].at)
            stop = lines[end].at if end < len(lines) else math.inf
            found.append(([*before, *_below(lines, mark, end, question)], first, stop))
        follows = mark.number == number
    return found


def _below(lines: Sequence[Line], mark: Mark, end: int, question: Question) -> list[Line]:
    """A section with what stands in its heading, unless that only names the exercise."""
    below = list(lines[mark.index + mark.skip : end])
    heading = replace(lines[mark.index], text=mark.rest)
    is_apart = mark.form in {ATX, BOLD_LINE}
    stands_apart = is_apart or not below or below[0].is_blank
    has_more = any(not line.is_blank for line in below)
    names_only = not mark.part and is_title(mark.rest, question, apart=is_apart)
    if stands_apart and has_more and names_only:
        return below
    gap = [replace(heading, text="")] if mark.form == ATX else []
    return [heading, *gap, *below]


def _answer(section: Sequence[Line], question: Question) -> list[Line]:
    """The learner's words in a section; comments beside code count where there is nothing else."""
    words = [line for line in section if line.kind != "aside"]
    return answer_in(words, question) or answer_in(section, question)
