"""Sentences and known faults that every exercise with code shares."""

from typing import Any

import msgspec


class KnownError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception's text (a regular expression over `Kind: text`) and what to say instead.

    `call` names the call whose line is shown when the exception's own line is not the fault's.
    """

    match: str
    says: str
    call: str = ""


class OldName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interface that is gone: `keyword`, `attribute` or `module`, and what replaced it.

    `of` names the calls whose keyword is meant.
    """

    says: str
    keyword: str = ""
    of: tuple[str, ...] = ()
    attribute: str = ""
    module: str = ""


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Networks of `keras.applications` that want the same values.

    Behind all `Rescaling` layers at the start of the model the lowest value of many photos lies
    between the two numbers of `low`, the highest between those of `high`; `words` says it to the
    learner, `advice` what brings it about. `kernels` are the first and last convolution
    kernels of pretrained ones by name (see `grader.criteria.base.fingerprint`).
    """

    names: tuple[str, ...]
    low: tuple[float, float]
    high: tuple[float, float]
    words: str
    advice: str
    kernels: dict[str, tuple[str, str]] = {}


class Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences that every exercise with code shares (`rubrics/common.toml`)."""

    says: dict[str, str]
    errors: tuple[KnownError, ...]
    old_names: tuple[OldName, ...]
    bases: tuple[Base, ...] = ()

    def with_own(self, says: dict[str, str], errors: tuple[KnownError, ...]) -> "Common":
        """The same with an exercise's own sentences and faults, which go first."""
        return msgspec.structs.replace(
            self, says={**self.says, **says}, errors=(*errors, *self.errors)
        )

    def say(self, key: str, **values: Any) -> str:
        """The shared sentence `key`, filled in."""
        return self.says[key].format_map(values)
