"""Accuracy after full training, projected from a short one on a part of the pictures."""

from math import exp, log, sqrt

import msgspec

from grader.criteria.training import least_of, level_of
from grader.limits import Budget
from grader.rubric import AccuracyRule, ModelRubric, Quick

_Z = 1.96
"""Standard normal quantile of 95 %."""


class Seen(msgspec.Struct, frozen=True):
    """What a short training came to: wrong pictures of so many.

    `size` and `epochs` are the shares 0..1 of the pictures and of the epochs that it had.
    """

    wrong: int
    examples: int
    size: float = 1.0
    epochs: float = 1.0


class Projection(msgspec.Struct, frozen=True):
    """An accuracy 0..1 after full training, and the ends of its 95 % interval."""

    accuracy: float
    low: float
    high: float


def project(seen: Seen, quick: Quick) -> Projection:
    """The accuracy after full training.

    Errors fall as powers of pictures and epochs. How far the powers differ between networks, and
    how few mistakes were counted, both add to the doubt, which is one of the error's logarithm.

    Source: Hestness et al., Deep Learning Scaling is Predictable, arXiv 1712.00409 (the law);
    docs/decisions/0012-quick-look.md (the figures).
    """
    size, epochs = log(seen.size), log(seen.epochs)
    factor = exp(quick.exponent * size + quick.epochs_exponent * epochs)
    counted = 1 / (seen.wrong + 0.5)
    doubt = sqrt((quick.spread * size) ** 2 + (quick.epochs_spread * epochs) ** 2 + counted)
    error, most = (factor * wrong / seen.examples for wrong in (seen.wrong, seen.wrong + 0.5))
    return Projection(
        accuracy=1 - min(1.0, error),
        low=1 - min(1.0, most * exp(_Z * doubt)),
        high=1 - min(1.0, error * exp(-_Z * doubt)),
    )


def budget(rubric: ModelRubric, counts: tuple[int, int], size: float, data: str) -> Budget | None:
    """When a training ends in a quick look; None where the rubric knows none.

    Args:
        rubric: the rubric.
        counts: training and validation pictures handed over.
        size: share 0..1 of the training pictures that were handed over.
        data: "full" or "sample".
    """
    quick, rule = rubric.quick, accuracy_rule(rubric)
    if quick is None or rule is None:
        return None
    threshold = least_of(level_of(rule, "full"), data)
    looks = [project(Seen(wrong, counts[1], size), quick) for wrong in range(counts[1] + 1)]
    enough = max((wrong for wrong, look in enumerate(looks) if look.low >= threshold), default=-1)
    lost = next((wrong for wrong, look in enumerate(looks) if look.high < threshold), counts[1] + 1)
    return Budget(
        work_s=quick.budget_s,
        least_s=quick.least_s,
        judge_after=quick.judge_after,
        # Halves between two counts, because accuracies come back as rounded numbers.
        enough=(enough + 0.5) / counts[1],
        hopeless=(lost - 0.5) / counts[1],
        epochs=rubric.plan.epochs,
    )


def accuracy_rule(rubric: ModelRubric) -> AccuracyRule | None:
    """The criterion on accuracy, where there is one."""
    return next((rule for rule in rubric.criteria if isinstance(rule, AccuracyRule)), None)
