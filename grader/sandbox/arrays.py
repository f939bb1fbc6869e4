"""Weights as bytes, and back: float32, little-endian, in the order of a graph's layers."""

import math
from collections.abc import Iterator

import numpy as np

from grader.evidence import LayerGraph, Weights


def split_weights(graph: LayerGraph, payload: bytes) -> Weights | None:
    """The arrays of every layer; None where the bytes do not fill the layers exactly."""
    specs = [spec for layer in graph.layers for spec in layer.weights]
    # Python's whole numbers: a claimed shape may be larger than 64 bits can hold.
    sizes = [math.prod(spec.shape) for spec in specs]
    if any(side < 0 for spec in specs for side in spec.shape) or sum(sizes) * 4 != len(payload):
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
