"""All that came out of one model answer."""

from typing import TYPE_CHECKING, Literal

import msgspec

from grader.evidence.ends import End
from grader.evidence.graph import Weights
from grader.evidence.said import Built, Counted, Machine, Progress, Trained
from grader.evidence.source import Source

if TYPE_CHECKING:
    import numpy as np


class Usage(msgspec.Struct, frozen=True):
    """What a run used: seconds of work, wall seconds, peak bytes, bytes printed."""

    work_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0
    printed_bytes: int = 0


class RunEvidence(msgspec.Struct, frozen=True):
    """All that came out of running one model answer."""

    end: End
    machine: Machine | None = None
    built: Built | None = None
    counted: Counted | None = None
    trained: Trained | None = None
    progress: Progress | None = None
    usage: Usage = Usage()
    trouble: str = ""


class TestSet(msgspec.Struct, frozen=True):
    """Predictions on test pictures beside the labels that only the grader holds.

    `probabilities`: one row a picture, shape (n, classes), float32; `labels`: shape (n,).
    `moved` are the probabilities for slightly moved and noised copies of `moved_labels`, only
    where the learner's own process predicted.
    """

    __test__ = False

    probabilities: "np.ndarray | None"
    labels: "np.ndarray"
    data: Literal["full", "sample"]
    moved: "np.ndarray | None" = None
    moved_labels: "np.ndarray | None" = None
    predicted_by: Literal["measuring", "learner", "nobody"] = "nobody"
    trouble: str = ""


class Inputs(msgspec.Struct, frozen=True):
    """Test photos as the learner's `preprocess` gave them.

    `shape` is that of one, `low`, `high` and `mean` are over all values; `repeatable` is false
    where the same photos came out differently a second time.
    """

    shape: tuple[int, ...]
    low: float
    high: float
    mean: float
    repeatable: bool


class Transfer(msgspec.Struct, frozen=True):
    """What a model knew before training and after, and how photos reached it.

    The weights are those of `run.built.graph` and `run.trained.graph`.
    """

    before: Weights | None
    after: Weights | None
    inputs: Inputs | None
    end: End | None = None


class Look(msgspec.Struct, frozen=True):
    """What a quick look trained on: so many pictures of so many."""

    pictures: int
    of: int


class ModelEvidence(msgspec.Struct, frozen=True):
    """Evidence of a model answer: what was read, what was run, what was predicted."""

    source: Source
    run: RunEvidence
    test: TestSet | None = None
    transfer: Transfer | None = None
    look: Look | None = None
