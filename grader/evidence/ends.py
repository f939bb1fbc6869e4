"""How the run of an answer ended."""

from typing import Literal

import msgspec


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the learner's own file in a trace, innermost last."""

    line: int
    function: str


class Raised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="raised"):
    """Learner code ended with an exception, or handed over something unusable.

    `code` is one of ours ("exception", "returned_none", …); `kind` and `text` are those of the
    exception.
    """

    stage: str
    code: str
    kind: str
    text: str
    frames: tuple[Frame, ...]


class Finished(msgspec.Struct, frozen=True):
    """The run came to its end."""


class NotTrained(msgspec.Struct, frozen=True):
    """The run was ended after the model was built, because training it could not help."""


class Stopped(msgspec.Struct, frozen=True):
    """A limit was hit; `used` and `limit` are in seconds of work, wall seconds or bytes."""

    stage: str
    reason: Literal["work", "wall", "idle", "memory", "hand_back"]
    used: float
    limit: float
    line: int | None = None


class Died(msgspec.Struct, frozen=True):
    """The process ended without handing back; a negative status is a signal."""

    stage: str
    exit_status: int
    last_lines: tuple[str, ...]


class Garbled(msgspec.Struct, frozen=True):
    """What was handed back broke the schema."""

    stage: str
    reason: str


End = Finished | NotTrained | Raised | Stopped | Died | Garbled
