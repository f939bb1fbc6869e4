"""What the grader asks of its closed processes; answers are in `grader.evidence`."""

from typing import Literal

import msgspec

from grader.evidence import LayerGraph
from grader.limits import Budget, Plan


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One answer to run: the learner's file, and the modules beside it, text by file name.

    `seed` is the seed of all chance.
    """

    file_name: str
    code: str
    support: dict[str, str]
    seed: int


class TrainingJob(Job, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model to build and train; `counts` are numbers of training and validation pictures.

    In a quick look `budget` says when training is to end.
    """

    defines_builder: bool
    defines_train: bool
    counts: tuple[int, int]
    plan: Plan
    budget: Budget | None = None


class DigitsJob(TrainingJob, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="digits"):
    """Grey pictures of one size; they follow as uint8, training before validation, then labels."""

    image_shape: tuple[int, int]


class FlowersJob(TrainingJob, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="flowers"):
    """Photos, JPEG or PNG, of `sizes` bytes each; they follow, then their labels as uint8."""

    sizes: tuple[int, ...]
    classes: tuple[str, ...]


class SourceModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A network that is handed to the learner's function, and a larger input of one picture."""

    kind: Literal["Sequential", "Functional"]
    graph: LayerGraph
    larger: tuple[int, int, int, int]


class ConversionJob(Job, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="conversion"):
    """Networks to convert with the learner's `function`; their weights follow, one after another.

    The first message but one is about the first network, and so on; `Raised` stands for one that
    could not be converted.
    """

    function: str
    sources: tuple[SourceModel, ...]


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
    """Build a model from data. Its weights follow where `weights` is true, else fresh ones do.

    `name` is what `Apply` calls it by; the other requests are about the one without a name.
    """

    graph: LayerGraph
    weights: bool
    name: str = ""


class Apply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="apply"):
    """Call a named model on the float32 inputs that follow, `times` times.

    A compiled call costs less once the first one is done, which compiles it for this shape.
    """

    name: str
    shape: tuple[int, ...]
    times: int = 1
    compiled: bool = False


ToLearner = DigitsJob | FlowersJob | ConversionJob | Go | Predict | Preprocess | Infer | Apply
ToMeasuring = Rebuild | Predict | Infer | Apply
