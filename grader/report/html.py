"""Graded exercises as one page: verdict first, then criteria, then pictures; self-contained.

Nothing on it is fetched or run. Every text is escaped by the template, whoever wrote it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.pipeline import Graded
from grader.report.html_words import STATES, VERDICTS, clean, headline, verdict
from grader.result import CriterionResult, GraderInfo
from grader.submission import Piece

if TYPE_CHECKING:
    from grader.report.html_pictures import Album


class Row(msgspec.Struct, frozen=True):
    """One criterion as it stands on the page; `sentence` is the learner's own, if it earned."""

    status: str
    mark: str
    verdict: str
    title: str
    message: str
    sentence: str
    points: str


class Section(msgspec.Struct, frozen=True):
    """One exercise as it stands on the page."""

    number: int
    title: str
    status: str
    mark: str
    verdict: str
    points: str
    rows: tuple[Row, ...]
    feedback: tuple[str, ...]
    aside: tuple[str, ...]
    map: str
    pieces: tuple[Piece, ...]
    album: "Album | None"


def page(graded: Sequence[Graded], info: GraderInfo) -> str:
    """The page with all graded exercises."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sections = [section(one) for one in graded]
    return environment.get_template("page.html.j2").render(
        headline=headline([one.result for one in graded]), sections=sections, info=info
    )


def section(graded: Graded) -> Section:
    """One exercise with all its texts, and its pictures where there are any."""
    result = graded.result
    said = verdict(result)
    album = None
    if graded.seen is not None:
        from grader.report.html_pictures import album_of

        album = album_of(graded.seen)
    maps = (row.evidence["map"] for row in result.criteria if row.evidence.get("map"))
    return Section(
        number=result.exercise,
        title=result.title,
        status=result.status,
        mark=said.mark,
        verdict=said.words,
        points=said.points,
        rows=tuple(_row(row) for row in result.criteria),
        feedback=result.feedback,
        aside=graded.aside,
        map="\n".join(next(maps, ())),
        pieces=graded.pieces,
        album=album,
    )


def _row(row: CriterionResult) -> Row:
    state = row.evidence.get("state", "")
    mark, words = STATES.get(state) or VERDICTS[row.status]
    return Row(
        status=row.status,
        mark=mark,
        verdict=words,
        title="" if state else row.title,
        message=row.message,
        sentence=str(row.evidence.get("sentence", "")) if state else "",
        points="" if state else f"{row.points:g} of {row.max_points:g}",
    )
