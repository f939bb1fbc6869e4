"""A network looked at: file, name or code -> layer graph -> sizes."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from grader.criteria.architecture import Architecture, Row, examine
from grader.criteria.memory import Memory, keeps, memory
from grader.errors import UsageError
from grader.evidence import LayerGraph
from grader.pipeline.found import find
from grader.pipeline.wanted import Sides, Wanted
from grader.submission.saved import NamedGraph


class Inspected(msgspec.Struct, frozen=True):
    """A network with all that could be worked out for a batch of pictures."""

    title: str
    names: tuple[str, ...]
    architecture: Architecture
    memory: Memory
    batch: int
    notes: tuple[str, ...]

    def name(self, row: Row) -> str:
        """What the layer of a row is called."""
        return self.names[row.layer]

    def first_use(self, row: Row) -> Row:
        """The row where the layer of a row is used first."""
        return next(one for one in self.architecture.rows if one.layer == row.layer)

    def map_bytes(self, row: Row) -> int | None:
        """Bytes of a layer's map for the whole batch; 0 where it only looks at the one below."""
        if not keeps(row):
            return 0
        return None if row.map_bytes is None else row.map_bytes * self.batch


def inspect(wanted: Wanted) -> Inspected:
    """Look at a saved model, a network of keras.applications, or what somebody's code builds.

    Raises:
        GraderError: there is nothing to be seen.
    """
    named = find(wanted)
    graph = named.graph if wanted.sides is None else with_input(named.graph, wanted.sides)
    return look(msgspec.structs.replace(named, graph=graph), wanted.batch)


def look(named: NamedGraph, batch: int) -> Inspected:
    """Work out the sizes of a graph and say what stayed unknown."""
    found = examine(named.graph)
    return Inspected(
        title=named.title,
        names=named.names,
        architecture=found,
        memory=memory(found, batch),
        batch=batch,
        notes=(*named.notes, *_unknown(found)),
    )


def with_input(graph: LayerGraph, sides: Sides) -> LayerGraph:
    """The graph with the open sides of its input filled in.

    Raises:
        UsageError: no input takes such a shape.
    """
    layers, taken, fixed = list(graph.layers), False, ""
    for place, layer in enumerate(layers):
        if layer.kind != "InputLayer":
            continue
        given = layer.config.get("batch_shape") or [None] * (len(sides) + 1)
        own = given[1:] if isinstance(given, list) else []
        fixed = fixed or "x".join("?" if side is None else str(side) for side in own)
        if len(own) == len(sides) and all(a in {None, b} for a, b in zip(own, sides, strict=True)):
            config = {**layer.config, "batch_shape": [None, *sides]}
            layers[place], taken = msgspec.structs.replace(layer, config=config), True
    if not taken:
        asked = "x".join(map(str, sides))
        raise UsageError(f"--input {asked}: this model takes {fixed or 'no such input'}.")
    return msgspec.structs.replace(graph, layers=tuple(layers))


def _unknown(found: Architecture) -> Iterator[str]:
    """What cannot be told, and why, in one sentence each."""
    rows = found.rows
    troubles = Counter((row.kind, row.trouble) for row in rows if row.trouble)
    for (kind, trouble), times in sorted(troubles.items()):
        often = f" ({times} times)" if times > 1 else ""
        if kind == "InputLayer":
            yield "the model does not say what it takes: --input 28x28x1 would fill it in."
        else:
            yield f"{kind}{often}: {trouble}; what builds on it is unknown, too."
    if any(row.shape is not None and None in row.shape for row in rows):
        yield "the size of the input is open: --input 224x224x3 would fill it in."
    if sum(not row.inputs for row in rows) > 1:
        yield "several inputs: fields are told in the places of whichever input they come from."
