"""Sizes of a network, worked out from its layers alone: no weights, no TensorFlow, nothing run."""

import math
from collections.abc import Sequence

import msgspec

from grader.criteria.layers.seen import Fields, fresh, seen
from grader.criteria.layers.shapes import output_shape
from grader.criteria.layers.site import CannotTellError, Shape, Site, known, site
from grader.criteria.layers.weights import multiply_adds, parameters
from grader.evidence import Layer, LayerGraph

NUMBER_BYTES = {"float64": 8, "float16": 2, "bfloat16": 2, "uint8": 1, "int8": 1, "int64": 8}
"""Bytes of one number, 4 where nothing is said."""

MOST = 10**15
"""More values, parameters or multiply-adds than any layer has."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a layer; what cannot be told is None.

    `shape` is that of its map without the batch, `multiply_adds` are those of one picture, `shared`
    says that the layer was used before, so that its parameters count there. `value_bytes` and
    `weight_bytes` are the sizes of one number of the map and of one parameter.
    """

    layer: int
    kind: str
    inputs: tuple[int, ...]
    shape: Shape | None = None
    trainable: int | None = None
    frozen: int | None = None
    shared: bool = False
    multiply_adds: int | None = None
    fields: Fields = None
    value_bytes: int = 4
    weight_bytes: int = 4
    trouble: str = ""

    @property
    def parameters(self) -> int:
        """All parameters, as far as they can be told."""
        return (self.trainable or 0) + (self.frozen or 0)

    @property
    def values(self) -> int | None:
        """Numbers of the map of one picture."""
        shape = self.shape
        return None if shape is None or None in shape else math.prod(map(known, shape))

    @property
    def map_bytes(self) -> int | None:
        """Bytes of the map of one picture."""
        return None if self.values is None else self.values * self.value_bytes


class Architecture(msgspec.Struct, frozen=True):
    """All uses of layers in the order in which they are worked out, and where channels stand."""

    rows: tuple[Row, ...]
    channels_first: bool = False

    @property
    def trainable(self) -> int:
        """Parameters that training changes, as far as they can be told."""
        return sum(row.trainable or 0 for row in self.rows)

    @property
    def frozen(self) -> int:
        """The other parameters, as far as they can be told."""
        return sum(row.frozen or 0 for row in self.rows)

    @property
    def parameters_known(self) -> bool:
        """Whether the parameters of all layers can be told."""
        return all(row.trainable is not None for row in self.rows)

    @property
    def multiply_adds(self) -> int | None:
        """Multiply-adds for one picture; None where a layer's cannot be told."""
        each = [row.multiply_adds for row in self.rows]
        return None if None in each else sum(map(known, each))


def examine(graph: LayerGraph) -> Architecture:
    """Work out shapes, parameters, multiply-adds and receptive fields of a graph.

    A layer that is not known, or does not fit the map below it, has a row without figures, and so
    have those above it whose figures depend on it.

    >>> from grader.evidence import Call
    >>> image = Layer("InputLayer", {"batch_shape": [None, 8, 6, 3]}, "float32", True, ())
    >>> conv = Layer("Conv2D", {"filters": 10, "kernel_size": 3}, "float32", True, ())
    >>> graph = LayerGraph((image, conv), (Call(0, ()), Call(1, (0,))), 1)
    >>> [(row.shape, row.trainable, row.multiply_adds) for row in examine(graph).rows]
    [((8, 6, 3), 0, 0), ((6, 4, 10), 280, 6480)]
    """
    channels_first = any(
        layer.config.get("data_format") == "channels_first" for layer in graph.layers
    )
    rows: list[Row] = []
    used: set[int] = set()
    for call in graph.calls:
        layer, below = graph.layers[call.layer], [rows[source] for source in call.inputs]
        row = Row(
            layer=call.layer,
            kind=layer.kind,
            inputs=call.inputs,
            shared=call.layer in used,
            value_bytes=_value_bytes(layer),
            weight_bytes=NUMBER_BYTES.get(layer.dtype, 4),
        )
        rows.append(_filled(row, layer, below, channels_first=channels_first))
        used.add(call.layer)
    return Architecture(tuple(rows), channels_first)


def _filled(row: Row, layer: Layer, below: Sequence[Row], *, channels_first: bool) -> Row:
    """A row with all that can be told of it."""
    shapes = tuple(one.shape for one in below if one.shape is not None)
    try:
        if layer.kind == "InputLayer":
            return _input(row, layer)
        if not shapes or len(shapes) < len(below):
            return row
        place = site(layer.kind, layer.config, shapes, channels_first=channels_first)
        return _measured(row, layer, place, tuple(one.fields for one in below))
    except CannotTellError as error:
        return msgspec.structs.replace(row, trouble=str(error))


def _input(row: Row, layer: Layer) -> Row:
    given = site(layer.kind, layer.config, (), channels_first=False).settings.batch_shape
    if len(given) < 2:
        raise CannotTellError("an input of no known shape")
    shape = given[1:]
    return msgspec.structs.replace(
        row, shape=shape, trainable=0, frozen=0, multiply_adds=0, fields=fresh(shape)
    )


def _measured(row: Row, layer: Layer, place: Site, below: tuple[Fields, ...]) -> Row:
    shape = output_shape(place)
    trainable, frozen = (0, 0) if row.shared else parameters(place)
    if not layer.trainable:
        trainable, frozen = 0, trainable + frozen
    filled = msgspec.structs.replace(
        row,
        shape=shape,
        trainable=trainable,
        frozen=frozen,
        multiply_adds=multiply_adds(place, shape),
        fields=seen(place, below),
    )
    if max(filled.values or 0, trainable, frozen, filled.multiply_adds or 0) > MOST:
        raise CannotTellError("sizes out of all proportion")
    return filled


def _value_bytes(layer: Layer) -> int:
    """Bytes of one number of a layer's map: mixed precision stores maps in half of them."""
    return NUMBER_BYTES.get(layer.dtype.removeprefix("mixed_"), 4)
