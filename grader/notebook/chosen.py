"""Options of a run that nobody gave on a command line."""

import os
from collections.abc import Callable
from typing import Any

from grader.errors import UsageError
from grader.options import Options

DATA = ("auto", "full", "sample")


def options(
    data: str,
    seed: int,
    *,
    adopts: bool = False,
    on_stage: Callable[[str], None] = lambda _: None,
    on_note: Callable[[str], None] = lambda _: None,
) -> Options:
    """The options of `cnn-grade exercise` as it has them when only data and seed are given.

    Raises:
        UsageError: there are no such data, or the seed is no whole number from 0.
    """
    if data not in DATA:
        raise UsageError(f"data={data!r}: the data are 'auto', 'full' or 'sample'.")
    if not _is_seed(seed):
        raise UsageError(f"seed={seed!r}: a seed is a whole number from 0 to 2147483647.")
    return Options(
        device="auto",
        backend=os.environ.get("KERAS_BACKEND") or "tensorflow",
        data=data,
        seed=seed,
        environment=os.environ,
        adopts=adopts,
        adjust=lambda limits: limits,
        on_note=on_note,
        on_stage=on_stage,
        on_progress=lambda _: None,
        on_bytes=lambda _done, _total: None,
    )


def _is_seed(seed: Any) -> bool:
    return isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**31
