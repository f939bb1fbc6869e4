"""What the grader asks of its closed processes; answers are in `grader.evidence`."""

import msgspec

from grader.evidence import LayerGraph
from grader.limits import Plan


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One answer to run: the learner's file, and the modules beside it, text by file name.

    `seed` is the seed of all chance.
    """

    file_name: str
    code: str
    support: dict[str, str]
    seed: int


class TrainingJob(Job, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model to build and train; `counts` are numbers of training and validation pictures."""

    defines_builder: bool
    defines_train: bool
    counts: tuple[int, int]
    plan: Plan


class DigitsJob(TrainingJob, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="digits"):
    """Grey pictures of one size; they follow as uint8, training before validation, then labels."""

    image_shape: tuple[int, int]


class FlowersJob(TrainingJob, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="flowers"):
    """Photos, JPEG or PNG, of `sizes` bytes each; they follow, then their labels as uint8."""

    sizes: tuple[int, ...]
    classes: tuple[str, ...]


class Go(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="go"):
    """Train now."""


class Predict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="predict"):
    """Predict the uint8 pictures that follow; pixels become float32 times `scale` plus `shift`."""

    shape: tuple[int, int, int]
    scale: float
    shift: float


class Preprocess(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="preprocess"):
    """Preprocess the photos that follow, of `sizes` bytes each; there are no labels."""

    sizes: tuple[int, ...]


class Infer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="infer"):
    """Outputs of the model for the float32 inputs that follow, as they are."""

    shape: tuple[int, ...]


class Rebuild(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="rebuild"):
    """Build a model from data. Its weights follow where `weights` is true, else fresh ones do."""

    graph: LayerGraph
    weights: bool


ToLearner = DigitsJob | FlowersJob | Go | Predict | Preprocess | Infer
ToMeasuring = Rebuild | Predict | Infer
