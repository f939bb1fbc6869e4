"""What the grader asks of its closed processes; answers are in `grader.evidence`."""

import msgspec

from grader.evidence import LayerGraph
from grader.limits import Plan


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="job"):
    """One answer to run. Training and validation pictures follow, uint8, labels after pictures.

    `support` are the learner's own modules beside it, text by file name; `counts` are the numbers
    of training and validation pictures.
    """

    file_name: str
    code: str
    support: dict[str, str]
    defines_builder: bool
    defines_train: bool
    counts: tuple[int, int]
    image_shape: tuple[int, int]
    plan: Plan
    seed: int


class Go(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="go"):
    """Train now."""


class Predict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="predict"):
    """Predict the uint8 pictures that follow; pixels become float32 times `scale` plus `shift`."""

    shape: tuple[int, int, int]
    scale: float
    shift: float


class Rebuild(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="rebuild"):
    """Build a model from data. Its weights follow where `weights` is true, else fresh ones do."""

    graph: LayerGraph
    weights: bool


ToLearner = Job | Go | Predict
ToMeasuring = Rebuild | Predict
