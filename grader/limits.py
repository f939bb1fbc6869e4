"""Limits of one run; plain numbers from the rubric, changeable on the command line."""

from typing import Literal

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


class Budget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What training may use in a quick look, and the validation accuracies that end it sooner.

    Work is counted as in `Limits`, from the word to train. However much went before it, `fit` has
    `least_s`. After `judge_after` epochs (0: never) an error on validation pictures of at most
    `enough` is sure to reach the threshold, and one above `hopeless` at the end cannot. Until then
    an error falls at most as the epochs rise, up to `epochs` of them.
    """

    work_s: float
    least_s: float
    judge_after: int
    enough: float
    hopeless: float
    epochs: int


WhyStopped = Literal["", "budget", "reached", "hopeless"]
"""Why a quick look ended a training; empty where it ran to its own end."""


def why_stop(budget: Budget, epoch: int, epochs: int, error: float | None) -> WhyStopped:
    """Whether the end of an epoch decides a training that has more of them to go.

    Args:
        budget: what it may use.
        epoch: epochs done by all trainings so far.
        epochs: epochs asked for by all trainings so far.
        error: share of validation pictures that are wrong; None where there are none.

    >>> budget = Budget(work_s=20, least_s=5, judge_after=2, enough=0.01, hopeless=0.05, epochs=10)
    >>> why_stop(budget, 2, 10, 0.009), why_stop(budget, 2, 10, 0.2), why_stop(budget, 2, 10, 0.3)
    ('reached', '', 'hopeless')
    """
    if error is None or not budget.judge_after or not budget.judge_after <= epoch < epochs:
        return ""
    if error <= budget.enough:
        return "reached"
    left = min(1.0, epoch / max(epochs, budget.epochs))
    return "hopeless" if error * left > budget.hopeless else ""


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
