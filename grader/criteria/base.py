"""Which part of a model is a base that was trained before: its weights tell, not its name."""

import hashlib
from typing import TYPE_CHECKING

from grader.evidence import LayerGraph, ModelEvidence, Weights
from grader.rubric import Base

if TYPE_CHECKING:
    import numpy as np

_AT_LEAST = 5
"""A base has at least so many layers that show earlier training."""

_CONVOLUTIONS = frozenset({"Conv2D", "SeparableConv2D", "DepthwiseConv2D"})


def base_layers(evidence: ModelEvidence) -> frozenset[int]:
    """Layers of the built model, by index, that belong to a base that was trained before.

    Fresh BatchNormalization layers have a moving mean of zero, and fresh convolutions a bias of
    zero; layers that have something else were trained. The base reaches from the first layer to the
    last of those.

    Args:
        evidence: with the weights before training; without them there is no base to be seen.
    """
    built, transfer = evidence.run.built, evidence.transfer
    before = transfer.before if transfer else None
    if built is None or built.graph is None or before is None:
        return frozenset()
    shown = [place for place in range(len(before)) if _was_trained(built.graph, before, place)]
    if len(shown) < _AT_LEAST:
        return frozenset()
    return frozenset(place for place in range(max(shown) + 1) if before[place])


def known_base(
    graph: LayerGraph, before: Weights, base: frozenset[int], bases: tuple[Base, ...]
) -> tuple[str, Base] | None:
    """The base by the fingerprints of its first and last kernel; None if unknown."""
    kernels = [
        before[place][0]
        for place in sorted(base)
        if graph.layers[place].kind == "Conv2D" and before[place]
    ]
    if not kernels:
        return None
    ends = (fingerprint(kernels[0]), fingerprint(kernels[-1]))
    named = ((name, one, known) for one in bases for name, known in one.kernels.items())
    return next(((name, one) for name, one, known in named if known == ends), None)


def fingerprint(kernel: "np.ndarray") -> str:
    """Sixteen hexadecimal digits of a kernel, the same for its float32 and float16 form.

    Args:
        kernel: weights of a convolution, any shape.
    """
    import numpy as np

    halved = np.ascontiguousarray(kernel, dtype="<f2")
    return hashlib.sha256(repr(halved.shape).encode() + halved.tobytes()).hexdigest()[:16]


def moved_statistics(
    graph: LayerGraph, before: Weights, after: Weights, base: frozenset[int]
) -> tuple[int, int]:
    """BatchNormalization layers of the base whose statistics changed, and how many there are."""
    norms = [place for place in sorted(base) if graph.layers[place].kind == "BatchNormalization"]
    return sum(_differ(before[place][-2:], after[place][-2:]) for place in norms), len(norms)


def changed_layers(before: Weights, after: Weights, base: frozenset[int]) -> int:
    """Layers of the base with a weight that training changed."""
    return sum(_differ(before[place], after[place]) for place in base)


def _differ(one: tuple["np.ndarray", ...], other: tuple["np.ndarray", ...]) -> bool:
    import numpy as np

    return any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def _was_trained(graph: LayerGraph, before: Weights, place: int) -> bool:
    kind, weights = graph.layers[place].kind, before[place]
    if kind == "BatchNormalization" and len(weights) >= 2:
        return bool(weights[-2].any())
    # Kernel and bias; a convolution in front of BatchNormalization has no bias.
    return kind in _CONVOLUTIONS and len(weights) >= 2 and bool(weights[-1].any())
