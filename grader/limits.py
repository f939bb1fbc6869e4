"""Limits of one run; plain numbers from the rubric, changeable on the command line."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a learner's process may use.

    Times of work are processor seconds over all threads divided by `threads`: on an idle machine
    about wall seconds, on a crowded one the same number, so that load changes no mark. Wall time
    only ends what is still running after `wall_factor` times the limit of work.
    """

    threads: int = 2
    build_s: float = 60.0
    training_s: float = 900.0
    slack: float = 2.0
    grace_s: float = 60.0
    idle_s: float = 30.0
    wall_factor: float = 6.0
    memory_bytes: int = 6_000_000_000
    evidence_bytes: int = 400_000_000
    printed_bytes: int = 200_000


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is trained where the learner wrote no `train`."""

    epochs: int
    batch_size: int


def allowed_s(limits: Limits, *, expected_s: float | None) -> float:
    """Seconds of work that training may take.

    Without a measured step this is the absolute cap. With one it follows the work: what the epochs
    asked for should cost, times `slack`, plus `grace_s`, never above the cap.

    Args:
        limits: the limits of the run.
        expected_s: epochs x steps x measured seconds of work a step; None before it is known.

    >>> allowed_s(Limits(training_s=900), expected_s=None)
    900
    >>> allowed_s(Limits(training_s=900, slack=2, grace_s=60), expected_s=100)
    260
    >>> allowed_s(Limits(training_s=900), expected_s=9000.0)
    900
    """
    if expected_s is None:
        return limits.training_s
    return min(limits.training_s, limits.slack * expected_s + limits.grace_s)
