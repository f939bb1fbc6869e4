"""Results as the one JSON object that scripts rely on."""

from collections.abc import Sequence

import msgspec

from grader.result import GraderInfo, Result


class Report(msgspec.Struct, frozen=True):
    """All results of one command, and how they were made."""

    results: tuple[Result, ...]
    grader: GraderInfo


def to_json(results: Sequence[Result], info: GraderInfo) -> str:
    """One JSON object, indented, without NaN."""
    encoded = msgspec.json.encode(Report(tuple(results), info))
    return msgspec.json.format(encoded, indent=2).decode()
