"""A model's description turned into a layer graph: stacks, functional models, models in models."""

import heapq
from typing import Any

import msgspec

from grader.errors import SubmissionError
from grader.evidence import Call, Config, Layer, LayerGraph
from grader.submission.clean import clean_name
from grader.submission.saved_parts import Described, Ref, layer_of, parts_of, refs_in, refs_of

MOST_CALLS = 2_000
_MOST_STEPS = 20_000


class NamedGraph(msgspec.Struct, frozen=True):
    """A graph with what people call its parts: one name a layer, and notes on what was not seen."""

    title: str
    graph: LayerGraph
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Within(msgspec.Struct, frozen=True):
    """Where a model stands: names above it, the calls that feed it, whether it may be trained."""

    prefix: str = ""
    feeds: tuple[int, ...] = ()
    trainable: bool = True


class Telling:
    """A graph in the making; a layer that is used twice has one place."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.title = ""
        self.notes: list[str] = []
        self._layers: dict[str, Layer] = {}
        self._places: dict[str, int] = {}
        self._calls: list[Call] = []
        self._steps = 0

    def call(self, name: str, layer: Layer, inputs: tuple[int, ...]) -> int:
        """Add one use of a layer and return its place."""
        if name not in self._layers:
            self._places[name] = len(self._layers)
            self._layers[name] = layer
        self._calls.append(Call(self._places[name], inputs))
        if len(self._calls) > MOST_CALLS:
            raise self.refusal(f"has more than {MOST_CALLS:,} layers")
        return len(self._calls) - 1

    def step(self) -> None:
        """Count one more part, so that models in models cannot multiply without end."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise self.refusal("is made of too many models in models")

    def refusal(self, reason: str) -> SubmissionError:
        """The error for a description that cannot be followed."""
        return SubmissionError(f"{self.file_name}: {reason}.")

    def graph(self) -> NamedGraph:
        """All that was told."""
        if not self._calls:
            raise self.refusal("describes a model without layers")
        graph = LayerGraph(tuple(self._layers.values()), tuple(self._calls), len(self._calls) - 1)
        names = tuple(clean_name(name)[:120] for name in self._layers)
        return NamedGraph(self.title, graph, names, tuple(self.notes))


def tell_model(telling: Telling, config: dict[str, Any]) -> None:
    """Tell the model that a file describes.

    Raises:
        SubmissionError: its layers are not in the description, or it cannot be followed.
    """
    top = parts_of(config)
    if top is None:
        raise telling.refusal("is no description of a model")
    kind = clean_name(top.class_name)[:60]
    telling.title = clean_name(top.called)[:120] or kind
    if not top.is_model:
        raise telling.refusal(
            f"{kind} is a class of its own, and a file does not tell the layers of such a model. "
            "Hand over the Python file that builds it instead"
        )
    outputs = _tell(telling, top, Within(trainable=top.trainable))
    if len(outputs) > 1:
        telling.notes.append(f"it has {len(outputs)} outputs; each is kept until the end")


def _tell(telling: Telling, model: Described, within: Within) -> tuple[int, ...]:
    telling.step()
    return (_stack if model.is_stack else _functional)(telling, model, within)


def _stack(telling: Telling, model: Described, within: Within) -> tuple[int, ...]:
    """A Sequential model: one layer after the other."""
    place = within.feeds[0] if within.feeds else None
    for layer in model.layers:
        if layer.class_name == "InputLayer":
            place = _use(telling, layer, (), within) if place is None else place
            continue
        if place is None:
            place = _input(telling, model.input_shape or layer.input_shape, within)
        place = _part(telling, layer, (place,), within)[0]
    return () if place is None else (place,)


def _input(telling: Telling, shape: list[Any] | None, within: Within) -> int:
    """The input of a stack that has no layer for it; the shape is there if the stack was built."""
    config: Config = {} if shape is None else {"batch_shape": shape}
    layer = Layer("InputLayer", config, "float32", trainable=True, weights=())
    return telling.call(f"{within.prefix}input", layer, ())


def _part(
    telling: Telling, part: Described, inputs: tuple[int, ...], within: Within
) -> tuple[int, ...]:
    """Tell one part of a model: a layer, or a model in the model."""
    if not part.is_model:
        return (_use(telling, part, inputs, within),)
    prefix = f"{within.prefix}{part.called}/"
    outputs = _tell(telling, part, Within(prefix, inputs, within.trainable and part.trainable))
    return outputs or inputs


def _use(telling: Telling, part: Described, inputs: tuple[int, ...], within: Within) -> int:
    telling.step()
    layer = layer_of(part, trainable=within.trainable)
    return telling.call(f"{within.prefix}{part.called}", layer, inputs)


def _functional(telling: Telling, model: Described, within: Within) -> tuple[int, ...]:
    """A functional model: its uses of layers, each as soon as all that it reads is there."""
    order = _Order(telling, model)
    made: dict[tuple[str, int], tuple[int, ...]] = {}
    fed = dict(
        zip((name for name, _, _ in refs_of(model.input_layers)), within.feeds, strict=False)
    )
    while use := order.next():
        part, number, refs = use
        if part.called in fed:
            made[part.called, number] = (fed[part.called],)
        else:
            inputs = tuple(_made(made, ref) for ref in refs)
            made[part.called, number] = _part(telling, part.with_number(number), inputs, within)
        order.done(part.called, number)
    if order.waiting:
        raise telling.refusal("names layers that are not there, or that wait for each other")
    ends = refs_of(model.output_layers)
    if any((name, number) not in made for name, number, _ in ends) or not ends:
        raise telling.refusal("names an output that is not there")
    return tuple(_made(made, ref) for ref in ends)


def _made(made: dict[tuple[str, int], tuple[int, ...]], ref: Ref) -> int:
    name, number, tensor = ref
    outputs = made[name, number]
    return outputs[min(tensor, len(outputs) - 1)]


class _Order:
    """Uses of layers in an order in which each finds what it reads; that of the file if it can."""

    def __init__(self, telling: Telling, model: Described) -> None:
        self._uses: dict[tuple[str, int], tuple[Described, int, tuple[Ref, ...]]] = {}
        self._ranks: dict[tuple[str, int], int] = {}
        self._readers: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._missing: dict[tuple[str, int], int] = {}
        self._ready: list[tuple[int, tuple[str, int]]] = []
        for part in model.layers:
            for number, node in enumerate(part.inbound_nodes or [{}]):
                telling.step()
                self._add(part, number, refs_in(node))

    def _add(self, part: Described, number: int, refs: tuple[Ref, ...]) -> None:
        key = (part.called, number)
        if key in self._uses:
            return
        self._uses[key] = (part, number, refs)
        self._ranks[key] = len(self._ranks)
        needed = {(name, place) for name, place, _ in refs}
        self._missing[key] = len(needed)
        for one in sorted(needed):
            self._readers.setdefault(one, []).append(key)
        if not needed:
            heapq.heappush(self._ready, (self._ranks[key], key))

    @property
    def waiting(self) -> bool:
        """Whether some uses never found all that they read."""
        return any(self._missing.values())

    def next(self) -> tuple[Described, int, tuple[Ref, ...]] | None:
        """The next use: the layer, which of its uses it is, and what it reads."""
        return self._uses[heapq.heappop(self._ready)[1]] if self._ready else None

    def done(self, name: str, number: int) -> None:
        """Say that the outputs of a use are there."""
        for key in self._readers.get((name, number), ()):
            self._missing[key] -= 1
            if not self._missing[key]:
                heapq.heappush(self._ready, (self._ranks[key], key))
