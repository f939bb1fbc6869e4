"""A small trained digit reader, and a larger picture for its converted version to slide over."""

import statistics
from pathlib import Path

import msgspec
import numpy as np

from grader.collect.conversion.draw import input_layer, shape_after
from grader.collect.conversion.measure import applied, rebuild_as
from grader.collect.conversion.plans import DROPOUT, FLATTEN, LayerPlan, conv, dense, pool
from grader.collect.conversion.slide import opened, strides, windows
from grader.criteria.conversion import Case, Network, Reading
from grader.datasets.mnist import sample
from grader.evidence import ArraySpec, Call, Layer, LayerGraph
from grader.sandbox.pair import Pair
from grader.sandbox.requests import Apply

_WEIGHTS = Path(__file__).parents[2] / "datasets" / "sample" / "digit_reader.npz"
_PICTURE = (28, 28, 1)
_LAYERS: tuple[LayerPlan, ...] = (
    conv(8, (5, 5), "relu", strides=[2, 2]),
    conv(16, (3, 3), "relu"),
    *(pool("Max", (2, 2)), FLATTEN, DROPOUT, dense(32, "relu"), dense(11, "softmax")),
)
"""As in `tools/make_digit_reader.py`, which trained it; the last class is "nothing here"."""

CANVAS = (56, 268)
_SURE = 0.9
_TIMES = 12
NOTHING = "·"


class Read(msgspec.Struct, frozen=True):
    """What was read, at so many columns and rows, and how many times faster than by crops.

    `batch` is against all crops at once, `single` against one after another; no two runs measure
    the same.
    """

    reading: Reading
    positions: tuple[int, int]
    batch: float
    single: float


def reader() -> Network:
    """The digit reader as a network to convert: a Sequential with trained weights."""
    with np.load(_WEIGHTS, allow_pickle=False) as file:
        arrays = [file[name].astype(np.float32) for name in sorted(file.files)]
    layers = [input_layer(_PICTURE)]
    weights: list[tuple[np.ndarray, ...]] = [()]
    shapes: list[tuple[int, ...]] = [_PICTURE]
    for kind, config in _LAYERS:
        own = tuple(arrays.pop(0) for _ in range(2)) if kind in {"Conv2D", "Dense"} else ()
        specs = tuple(ArraySpec(values.shape) for values in own)
        layers.append(Layer(kind, config, "float32", trainable=True, weights=specs))
        weights.append(own)
        shapes.append(shape_after(kind, config, shapes[-1]))
    calls = tuple(Call(n, (n - 1,) if n else ()) for n in range(len(layers)))
    graph = LayerGraph(tuple(layers), calls, len(calls) - 1)
    return Network("a digit reader", "Sequential", graph, tuple(weights), tuple(shapes))


def canvas(seed: int) -> tuple[np.ndarray, str]:
    """A wide picture with digits on it, float32 0..1, shape CANVAS, and the digits in their order.

    They are test digits of the embedded sample, which the reader was not trained on.
    """
    draw, digits = np.random.default_rng((13, seed)), sample().test
    paper = np.zeros(CANVAS, dtype=np.float32)
    lefts = range(2, CANVAS[1] - 28, 30)
    chosen = draw.choice(len(digits.labels), len(lefts), replace=False)
    for left, digit in zip(lefts, chosen, strict=True):
        top, shift = draw.integers(0, CANVAS[0] - 28 + 1), draw.integers(-2, 3)
        region = paper[top : top + 28, left + shift : left + shift + 28]
        np.maximum(region, digits.images[digit] / np.float32(255), out=region)
    return paper, " ".join(str(digits.labels[digit]) for digit in chosen)


def characters(probabilities: np.ndarray) -> tuple[str, ...]:
    """A map of characters: a digit where the network is sure of it, else a dot.

    Args:
        probabilities: shape (rows, columns, 11); the last class is "nothing here".

    >>> sure = np.eye(11)[[[3, 10]]]
    >>> characters(sure), characters(np.full((1, 1, 11), 1 / 11))
    (('3·',), ('·',))
    """
    best, sure = probabilities.argmax(axis=-1), probabilities.max(axis=-1) >= _SURE
    return tuple(
        "".join(
            str(digit) if there and digit < 10 else NOTHING
            for digit, there in zip(*row, strict=True)
        )
        for row in zip(best, sure, strict=True)
    )


def read_canvas(pair: Pair, case: Case, seed: int) -> Read | None:
    """The converted reader on the canvas, timed beside the source on its crops."""
    made, weights = case.made, case.weights
    wide = opened(made.graph) if made and made.graph else None
    if wide is None or weights is None:
        return None
    paper, digits = canvas(seed)
    picture = paper[np.newaxis, :, :, np.newaxis]
    crops = windows(picture[0], _PICTURE[:2], strides(case.network))
    rows, columns = crops.shape[:2]
    network = (case.network.graph, case.network.weights)
    if not (rebuild_as(pair, "reader", network) and rebuild_as(pair, "sliding", (wide, weights))):
        return None
    flat = crops.reshape((-1, *_PICTURE))
    seen, slid_s = _timed(pair, "sliding", picture)
    _, batch_s = _timed(pair, "reader", flat)
    _, single_s = _timed(pair, "reader", flat[:1])
    if seen is None or seen.shape != (1, rows, columns, 11):
        return None
    reading = Reading(characters(seen[0]), digits)
    return Read(
        reading, (columns, rows), batch=batch_s / slid_s, single=len(flat) * single_s / slid_s
    )


def _timed(pair: Pair, name: str, inputs: np.ndarray) -> tuple[np.ndarray | None, float]:
    """Outputs, and the median seconds of a call without the first, which compiles."""
    outputs, seconds = applied(pair, Apply(name, inputs.shape, _TIMES, compiled=True), inputs)
    return outputs, max(statistics.median(seconds[1:] or (0.0,)), 1e-6)
