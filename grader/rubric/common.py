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


class Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences that every exercise with code shares (`rubrics/common.toml`)."""

    says: dict[str, str]
    errors: tuple[KnownError, ...]
    old_names: tuple[OldName, ...]

    def say(self, key: str, **values: Any) -> str:
        """The shared sentence `key`, filled in."""
        return self.says[key].format_map(values)
