"""One converted network beside its source, both rebuilt from data and called on the same inputs."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from grader.collect.conversion.slide import (
    Part,
    before_dense,
    compared,
    dense_layers,
    is_padded,
    larger,
    opened,
    strides,
    windows,
)
from grader.criteria.conversion import Case, Compared, Network
from grader.evidence import Applied, LayerGraph, Weights
from grader.sandbox.pair import Pair
from grader.sandbox.requests import Apply, Rebuild

PICTURES = 3
MORE = ((2, 1), (1, 4))
"""Further positions of the larger pictures, down and to the right."""

Outputs = Callable[[np.ndarray], np.ndarray | None]
"""Float32 inputs to outputs; None where there are none."""


class Inputs(msgspec.Struct, frozen=True):
    """Pictures of the original size, shape (n, height, width, channels), and larger ones."""

    original: np.ndarray
    larger: tuple[np.ndarray, ...]


def inputs_for(network: Network, seed: int) -> Inputs:
    """Random pictures for one network."""
    draw = np.random.default_rng((11, seed))
    sizes = [(PICTURES, *network.picture), *((1, *larger(network, more)) for more in MORE)]
    first, *rest = (draw.standard_normal(size).astype(np.float32) for size in sizes)
    return Inputs(first, tuple(rest))


def measured(pair: Pair, case: Case, given: tuple[Inputs, float], by_learner: Outputs) -> Case:
    """The case with its outputs compared, at the original size and at larger ones.

    Args:
        pair: the processes; the measuring one holds no learner code.
        case: what came back for one network.
        given: the pictures, and the largest difference that counts as none.
        by_learner: outputs from the learner's own process, for what cannot be rebuilt.
    """
    (inputs, tolerance), network, made = given, case.network, case.made
    if made is None:
        return case
    source = _rebuilt(pair, "source", (network.graph, network.weights))
    if made.graph is None or case.weights is None:
        ours = wide = by_learner
    else:
        ours, wide = _converted(pair, made.graph, case.weights)

    def beside(expected: np.ndarray | None, got: np.ndarray | None) -> Compared:
        if expected is None:
            raise ValueError(f"the source could not be measured: {pair.trouble}")
        return compared(expected, got, (tolerance, pair.trouble))

    wants = expectations(pair, network, inputs, source)
    original = beside(source(inputs.original), ours(inputs.original))
    seen = tuple(
        beside(want, None if rows is None else rows[0])
        for want, rows in zip(wants, map(wide, inputs.larger), strict=True)
    )
    return msgspec.structs.replace(case, original=original, larger=seen)


def expectations(
    pair: Pair, network: Network, inputs: Inputs, source: Outputs
) -> Sequence[np.ndarray | None]:
    """What a right conversion gives on the larger pictures, shape (rows, columns, units) each."""
    if not is_padded(network):
        size, step = network.picture[:2], strides(network)
        return [_on_windows(picture[0], (size, step), source) for picture in inputs.larger]
    maps = _rebuilt(pair, "maps", before_dense(network))
    dense = _rebuilt(pair, "dense", dense_layers(network))
    size = network.maps[:2]
    made = [maps(picture) for picture in inputs.larger]
    return [None if one is None else _on_windows(one[0], (size, (1, 1)), dense) for one in made]


def _on_windows(
    picture: np.ndarray, cut: tuple[tuple[int, ...], tuple[int, int]], through: Outputs
) -> np.ndarray | None:
    """Outputs for every window, shape (rows, columns, units)."""
    (height, width), step = cut
    found = windows(picture, (height, width), step)
    rows = through(found.reshape((-1, *found.shape[2:])))
    return None if rows is None else rows.reshape((*found.shape[:2], -1))


def _converted(pair: Pair, graph: LayerGraph, weights: Weights) -> tuple[Outputs, Outputs]:
    """The converted network as it came back, and opened for pictures of any size.

    One that still flattens cannot be opened; then it is measured as it is.
    """
    wide = opened(graph)
    if wide is not None and rebuild_as(pair, "wide", (wide, weights)):
        both = _named(pair, "wide")
        return both, both
    return _rebuilt(pair, "converted", (graph, weights)), lambda _: None


def _rebuilt(pair: Pair, name: str, part: Part) -> Outputs:
    return _named(pair, name) if rebuild_as(pair, name, part) else lambda _: None


def rebuild_as(pair: Pair, name: str, part: Part) -> bool:
    """Build a network in the measuring process under a name; False where it was refused."""
    graph, weights = part
    blocks = [np.ascontiguousarray(values, dtype="<f4") for row in weights for values in row]
    return isinstance(pair.ask(Rebuild(graph, weights=True, name=name), blocks), tuple)


def _named(pair: Pair, name: str) -> Outputs:
    """Outputs of a model that the measuring process has under a name."""

    def outputs(inputs: np.ndarray) -> np.ndarray | None:
        return applied(pair, Apply(name, inputs.shape), inputs)[0]

    return outputs


def applied(
    pair: Pair, request: Apply, inputs: np.ndarray
) -> tuple[np.ndarray | None, tuple[float, ...]]:
    """Outputs of a named model and the seconds of each call; None where it refused."""
    match pair.ask(request, [np.ascontiguousarray(inputs, dtype="<f4")]):
        case (Applied(shape, seconds), bytes(payload)):
            return np.frombuffer(payload, dtype="<f4").reshape(shape), seconds
    return None, ()
