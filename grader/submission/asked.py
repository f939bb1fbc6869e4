"""What is looked for in a submission, and how what was found becomes an answer."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

import msgspec

from grader.literals import Value
from grader.submission.answer import Piece, WrittenAnswer
from grader.submission.clean import clean
from grader.submission.constants import Constant, is_blank
from grader.submission.files import Named
from grader.submission.lines import Line, joined, trimmed
from grader.submission.question import Question
from grader.submission.script import answer_number
from grader.submission.section import Part


class Asked(msgspec.Struct, frozen=True):
    """The exercise that is looked for: its number, the name of its stub, its question.

    `beside_code`: code is a part of the answer, so its comments and loose texts are no words.
    """

    number: int
    name: str
    question: Question
    beside_code: bool = False

    def words(self, lines: Iterable[Line]) -> list[Line]:
        """Lines without those that only belong to code."""
        return [line for line in lines if not (self.beside_code and line.kind == "aside")]


class Place(msgspec.Struct, frozen=True):
    """A file: how it is named to the learner, what its name says, whether all of it counts.

    `whole`: a text without any heading is the answer, because the learner named this file.
    """

    shown: str
    named: Named
    whole: bool


def answered(
    place: Place,
    asked: Asked,
    pieces: Iterable[Piece],
    values: Mapping[str, Value] | None = None,
) -> WrittenAnswer:
    """A written answer without empty pieces."""
    kept = tuple(piece for piece in pieces if piece.text.strip())
    return WrittenAnswer(asked.number, place.shown, kept, dict(values or {}))


def piece_of_lines(place: Place, lines: Sequence[Line]) -> list[Piece]:
    """Lines of a file as one piece, `notes.md:12-30`; none where nothing is written."""
    kept = trimmed(lines)
    if not kept:
        return []
    first, last = kept[0].at, kept[-1].at
    return [Piece(f"{place.shown}:{first}" + f"-{last}" * (last > first), joined(kept))]


def pieces_of_cells(place: Place, lines: Sequence[Line]) -> list[Piece]:
    """Lines of a notebook as one piece a cell: `hw.ipynb, cell 5`."""
    return [
        Piece(f"{place.shown}, cell {at}", joined(list(found)))
        for at, found in groupby(lines, key=lambda line: line.at)
    ]


def filled_values(found: Iterable[Constant]) -> dict[str, Value]:
    """Constants by name, the last value of each, without blanks and answers in words."""
    values: dict[str, Value] = {}
    for one in found:
        values.pop(one.name, None)
        is_words = isinstance(one.value, str) and answer_number(one.name) is not None
        if one.value is None or is_blank(one.value) or is_words or one.name.startswith("_"):
            continue
        values[clean(one.name)] = clean(one.value) if isinstance(one.value, str) else one.value
    return values


def first_filled(
    parts: Iterable[Part],
    place: Place,
    asked: Asked,
    to_pieces: Callable[[Place, Sequence[Line]], list[Piece]],
    found: Sequence[tuple[int, Constant]] = (),
) -> WrittenAnswer | None:
    """The first part with something in it, else the first of all; None where there is none.

    Args:
        parts: what a file says to the exercise, the likeliest first.
        place: the file.
        asked: the exercise.
        to_pieces: how lines become pieces.
        found: constants of the file and where they stand, ascending.
    """
    places = [at for at, _ in found]
    first: WrittenAnswer | None = None
    for part in parts:
        within = found[bisect_left(places, part.first) : bisect_left(places, part.stop)]
        values = filled_values(constant for _, constant in within)
        answer = answered(place, asked, to_pieces(place, asked.words(part.lines)), values)
        if answer.pieces or answer.values:
            return answer
        first = first or answer
    return first
