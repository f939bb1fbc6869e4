"""Weights as bytes, and back: float32, little-endian, in the order of a graph's layers."""

from collections.abc import Iterator

import numpy as np

from grader.evidence import LayerGraph, Weights


def split_weights(graph: LayerGraph, payload: bytes) -> Weights | None:
    """The arrays of every layer; None where the bytes do not fill the layers exactly."""
    sizes = [
        int(np.prod(spec.shape, dtype=np.int64)) for layer in graph.layers for spec in layer.weights
    ]
    if any(size < 0 for size in sizes) or sum(sizes) * 4 != len(payload):
        return None
    parts = _parts(np.frombuffer(payload, dtype="<f4"), sizes)
    return tuple(
        tuple(next(parts).reshape(spec.shape) for spec in layer.weights) for layer in graph.layers
    )


def _parts(flat: np.ndarray, sizes: list[int]) -> Iterator[np.ndarray]:
    begin = 0
    for size in sizes:
        yield flat[begin : begin + size]
        begin += size
