"""What the kernel and the grader's process say to each other; frames as in `sandbox.channel`."""

import msgspec

from grader.evidence import Built, Preprocessed, Raised, Trained
from grader.result import Result
from grader.sandbox.requests import Preprocess

PAYLOAD_BYTES = 1 << 30


class ModelJob(msgspec.Struct, frozen=True, kw_only=True, tag="model"):
    """A model that was trained in the kernel; the bytes of its weights follow.

    `trained.graph` is left out, because it is that of `built`.
    """

    number: int
    data: str
    seed: int
    built: Built
    trained: Trained


class CodeJob(msgspec.Struct, frozen=True, kw_only=True, tag="code"):
    """A file of one exercise, as it would lie in a workspace."""

    number: int
    data: str
    seed: int
    code: str


class Stage(msgspec.Struct, frozen=True, tag="stage"):
    """What is being done now."""

    text: str


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The result, and lines for the screen alone."""

    result: Result
    aside: tuple[str, ...] = ()


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The grader could not do its work: an error of `grader.errors` by name, or a bug's trace."""

    kind: str
    text: str


Job = ModelJob | CodeJob
FromKernel = Preprocessed | Raised
FromGrader = Stage | Done | Failed | Preprocess
