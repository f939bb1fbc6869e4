"""Test photos through a `preprocess` in the kernel: they come without labels."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import msgspec

from grader.evidence import Preprocessed


def preparing(
    function: Callable[..., Any],
) -> Callable[[Sequence[bytes]], tuple[msgspec.Struct, Sequence[Any]]]:
    """What answers the grader's requests for prepared photos with a learner's function."""
    module = SimpleNamespace(preprocess=function)

    def prepare(photos: Sequence[bytes]) -> tuple[msgspec.Struct, Sequence[Any]]:
        from grader.sandbox.inside.faults import raised
        from grader.sandbox.inside.flowers import through_preprocess

        try:
            values = through_preprocess(module, list(photos))
        # Whatever the learner's function raises becomes a line of the report.
        except Exception as error:  # noqa: BLE001
            return raised(error, "preprocess", ""), ()
        return Preprocessed(values.shape), [values]

    return prepare
