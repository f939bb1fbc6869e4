"""The learner's function run on every network, and what comes back taken in."""

from collections.abc import Iterator

import numpy as np

from grader.criteria.conversion import Case, Network
from grader.evidence import (
    Converted,
    Died,
    End,
    Finished,
    Garbled,
    LayerGraph,
    Predicted,
    Raised,
    Stopped,
    Weights,
)
from grader.limits import Limits
from grader.sandbox.arrays import split_weights
from grader.sandbox.pair import Pair
from grader.sandbox.requests import Apply


def taken(pair: Pair, networks: tuple[Network, ...], limits: Limits) -> tuple[list[Case], End]:
    """What became of every network, and how the whole ended.

    A network that raises does not keep the others from being tried; a limit that was hit does.
    """
    cases: list[Case] = []
    clock = pair.clock("build", limits.build_s)
    for network in networks:
        match pair.hear("build", clock):
            case (Converted() as made, bytes(payload)):
                one = _checked(network, made, payload)
                if one is None:
                    return _rest(cases, networks, Garbled("build", "weights that fill no layers"))
                cases.append(one)
            case (Raised(stage="import") as raised, _):
                return _rest(cases, networks, raised)
            case (Raised() as raised, _):
                cases.append(Case(network=network, raised=raised))
            case Stopped() | Died() | Garbled() as end:
                return _rest(cases, networks, end)
            case (other, _):
                return _rest(cases, networks, Garbled("build", type(other).__name__))
    return cases, Finished()


def infer(pair: Pair, place: int, inputs: np.ndarray, limits: Limits) -> np.ndarray | None:
    """Outputs of a converted network from the learner's own process; None, and `trouble` why."""
    pair.send(Apply(str(place), inputs.shape), [np.ascontiguousarray(inputs, dtype="<f4")])
    match pair.hear("hand_back", pair.clock("hand_back", limits.build_s)):
        case (Predicted(shape), bytes(payload)):
            if _fills(shape, payload):
                return np.frombuffer(payload, dtype="<f4").reshape(shape)
            pair.trouble = f"outputs of shape {shape}"
        case (Raised(kind=kind, text=text), _):
            pair.trouble = f"{kind}: {' '.join(text.split())[:200]}"
        case other:
            pair.trouble = f"its process ended ({type(other).__name__})"
    return None


def _rest(cases: list[Case], networks: tuple[Network, ...], end: End) -> tuple[list[Case], End]:
    """The cases so far, and those that were never come to."""
    return [*cases, *(Case(network=network) for network in networks[len(cases) :])], end


def _checked(network: Network, made: Converted, payload: bytes) -> Case | None:
    try:
        return _case(network, made, payload)
    except (ValueError, OverflowError):
        return None  # shapes that no array can have


def _case(network: Network, made: Converted, payload: bytes) -> Case | None:
    """A converted network with its arrays; None where the bytes do not fill them exactly."""
    own = 4 * sum(_sizes(spec.shape for spec in made.weights))
    values = tuple(_arrays(made, payload[:own]))
    after = made.source_after
    weights: Weights | None = split_weights(made.graph, payload[:own]) if made.graph else None
    kept = split_weights(after, payload[own:]) if after else None
    if len(values) != len(made.weights) or (made.graph and weights is None):
        return None
    if (after is not None and kept is None) or not _is_safe(made.graph):
        return None
    return Case(network=network, made=made, weights=weights, values=values, after=kept)


def _arrays(made: Converted, payload: bytes) -> Iterator[np.ndarray]:
    begin = 0
    for spec in made.weights:
        end = begin + 4 * _sizes([spec.shape])[0]
        if end > len(payload) or min(spec.shape, default=1) < 0:
            return
        yield np.frombuffer(payload[begin:end], dtype="<f4").reshape(spec.shape)
        begin = end


def _sizes(shapes: object) -> list[int]:
    return [int(np.prod(shape, dtype=np.int64)) for shape in shapes]  # type: ignore[attr-defined]


def _is_safe(graph: LayerGraph | None) -> bool:
    """Whether the calls of a graph lead back to its input, so that it can be walked."""
    if graph is None:
        return True
    calls, layers = graph.calls, graph.layers
    return (
        bool(calls)
        and 0 <= graph.output < len(calls)
        and all(
            0 <= call.layer < len(layers) and all(0 <= source < place for source in call.inputs)
            for place, call in enumerate(calls)
        )
    )


def _fills(shape: tuple[int, ...], payload: bytes) -> bool:
    return (
        0 < len(shape) <= 5
        and all(0 < size <= 100_000 for size in shape)
        and 4 * int(np.prod(shape, dtype=np.int64)) == len(payload)
    )
