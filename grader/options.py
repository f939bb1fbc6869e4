"""What the person who asks for a grade chose."""

from collections.abc import Callable, Mapping

import msgspec

from grader.evidence import Progress
from grader.limits import Limits


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Choices of one run.

    `adopts` says that all children of this process are closed ones, so that what they leave behind
    is ours to end; `quick` asks for an estimate in under a minute; `adjust` turns the rubric's
    limits into those of this run; the `on_…` are told while it runs; `wants_pictures` keeps what
    pictures of a trained model need, `shows_pictures` does so where a model is trained anyway.
    """

    device: str
    backend: str
    data: str
    seed: int
    quick: bool = False
    environment: Mapping[str, str]
    adopts: bool
    adjust: Callable[[Limits], Limits]
    on_note: Callable[[str], None]
    on_stage: Callable[[str], None]
    on_progress: Callable[[Progress], None]
    on_bytes: Callable[[int, int], None]
    wants_pictures: bool = False
    shows_pictures: bool = False
