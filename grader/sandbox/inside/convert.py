"""Networks through the learner's `to_fully_convolutional`, inside the learner's process."""

import os
import re
from typing import Any

import keras
import msgspec
import numpy as np

from grader.evidence import ArraySpec, Converted, LayerGraph, Predicted
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.inside import graph
from grader.sandbox.inside.describe import checked_model
from grader.sandbox.inside.faults import FaultError, raised
from grader.sandbox.inside.predict import apply
from grader.sandbox.inside.rebuild import rebuild, sequential, set_weights
from grader.sandbox.inside.run import import_answer
from grader.sandbox.requests import Apply, ConversionJob, SourceModel

_REQUEST_BYTES = 1 << 28
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Conversion:
    """A conversation with the grader about one function; open until it has asked all it wants."""

    def __init__(self, read: int, write: int, job: ConversionJob, payload: bytes) -> None:
        self._read, self._write, self._job = read, write, job
        self._payload = memoryview(payload)
        self._made: dict[str, Any] = {}

    def answer(self) -> None:
        """Convert every network; whatever the learner's code raises is sent, not shown."""
        job = self._job
        keras.utils.set_random_seed(job.seed)
        sources = self._sources()
        try:
            function = _function(import_answer(job, as_script=False), job.function)
        # The learner's code may raise anything at all, SystemExit included; it becomes a value.
        except BaseException as error:  # noqa: BLE001
            write_frame(self._write, raised(error, "import", job.file_name))
            return
        for place, source in enumerate(sources):
            self._one(function, source, place)
        self._answer_requests()

    def _sources(self) -> list[Any]:
        """All networks, before any learner code ran."""
        made, begin = [], 0
        for source in self._job.sources:
            end = begin + weight_bytes(source.graph)
            made.append(_trained(source, bytes(self._payload[begin:end])))
            begin = end
        return made

    def _one(self, function: Any, source: Any, place: int) -> None:
        try:
            model = checked_model(function, (source,))
            larger = self._job.sources[place].larger
            _ready(model, source)
            converted, blocks = _told(model, source, _refusal(model, larger))
        except BaseException as error:  # noqa: BLE001 - as above
            write_frame(self._write, raised(error, "convert", self._job.file_name))
            return
        self._made[str(place)] = model
        write_frame(self._write, converted, blocks)

    def _answer_requests(self) -> None:
        """Outputs of converted networks, for those that cannot be told as data."""
        while frame := read_frame(self._read, _REQUEST_BYTES):
            request = msgspec.json.decode(frame.message, type=Apply)
            try:
                applied, values = apply(self._made[request.name], request, frame.payload)
                write_frame(self._write, Predicted(applied.shape), [values.tobytes()])
            except BaseException as error:  # noqa: BLE001 - as above
                write_frame(self._write, raised(error, "hand_back", self._job.file_name))
        # The grader has closed its end: it wants nothing more of this run.
        os._exit(0)


def _function(module: Any, name: str) -> Any:
    function = getattr(module, name, None)
    if not callable(function) or isinstance(function, type):
        raise FaultError("no_function")
    return function


def weight_bytes(told: LayerGraph) -> int:
    """Bytes that the weights of a graph take as float32."""
    specs = [spec for layer in told.layers for spec in layer.weights]
    return 4 * sum(int(np.prod(spec.shape, dtype=np.int64)) for spec in specs)


def _trained(source: SourceModel, weights: bytes) -> Any:
    """A network as somebody would hand it over after training: with weights, and compiled."""
    build = sequential if source.kind == "Sequential" else rebuild
    made = build(source.graph, "given_")
    set_weights(made, source.graph, weights)
    made.model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return made.model


def _ready(model: Any, source: Any) -> None:
    """Give a model without weights its weights: a call at the source's own size does that."""
    if type(model).__name__ != "Functional" and not (
        type(model) is keras.Sequential and model.built
    ):
        model(_zeros((1, *source.input_shape[1:])))


def _refusal(model: Any, larger: tuple[int, ...]) -> str:
    """What Keras says to a picture of another size; `predict` and `fit` would hide it."""
    try:
        model(_zeros(larger))
    except Exception as error:  # noqa: BLE001 - Keras and the learner's layers raise all kinds
        return _plain(str(error)) or type(error).__name__
    return ""


def _plain(text: str) -> str:
    """A message on one line, without the colours that TensorFlow puts in."""
    return " ".join(_COLOUR.sub("", text).split())[:240]


def _zeros(shape: tuple[int, ...]) -> Any:
    return keras.ops.zeros(shape, dtype="float32")


def _told(model: Any, source: Any, refuses: str) -> tuple[Converted, list[bytes]]:
    told, why, layers = _graph(model)
    after, _, source_layers = _graph(source)
    values = graph.arrays(layers)
    converted = Converted(
        graph=told,
        why_no_graph=why,
        kind=type(model).__name__,
        layer_kinds=tuple(type(layer).__name__ for layer in _leaves(model)),
        weights=tuple(ArraySpec(value.shape) for value in values),
        source_after=after,
        refuses=refuses,
    )
    kept = graph.arrays(source_layers) if after else []
    return converted, [value.tobytes() for value in (*values, *kept)]


def _graph(model: Any) -> tuple[LayerGraph | None, str, list[Any]]:
    """A graph and its layers, or why there is none and the model itself."""
    try:
        told, layers = graph.tell(model)
    except (graph.NoGraphError, AttributeError, ValueError) as error:
        return None, str(error)[:200], [model]
    return told, "", layers


def _leaves(model: Any) -> list[Any]:
    """All layers, those within nested models and layers too."""
    found = []
    for layer in model._flatten_layers(include_self=False):
        if not list(layer._flatten_layers(include_self=False)):
            found.append(layer)
    return found
