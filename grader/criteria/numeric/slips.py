"""The numbers that usual slips lead to, each worked out from the architecture; none is known."""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from grader.criteria.numeric.architecture import Count, count, count_rounded_down
from grader.rubric.numbers import Network, Part, SlipId


class Figure(msgspec.Struct, frozen=True):
    """A number that an answer may give, and the slip that leads to it; None for the right one.

    Parameters are counted, memory is in bytes.
    """

    value: float
    slip: SlipId | None = None


Values = tuple[float, ...]
Formula = Callable[[Count, int], Values]
"""Values to be stored, from what was counted and the size of a batch, in all ways to see it."""

RIGHT: dict[Part, Formula] = {
    "parameters": lambda c, _: (c.parameters,),
    "memory_one": lambda c, _: (c.peak + c.parameters, c.peak + c.parameters + c.inputs),
    "memory_batch": lambda c, n: (
        n * (c.inputs + c.all_maps) + c.parameters,
        n * (c.inputs + c.all_maps) + 2 * c.parameters,  # with their gradients
    ),
}

FORGOTTEN: dict[Part, tuple[tuple[SlipId, Formula], ...]] = {
    "parameters": (
        ("no_biases", lambda c, _: (sum(c.weights),)),
        ("one_bias", lambda c, _: (sum(c.weights) + len(c.weights),)),
        ("not_shared", lambda c, _: (c.unshared,)),
    ),
    "memory_one": (
        ("all_maps", lambda c, _: _with_input(c, c.all_maps + c.parameters)),
        ("weights_left_out", lambda c, _: _with_input(c, c.peak)),
        ("maps_only", lambda c, _: _with_input(c, c.all_maps)),
        ("one_map", lambda c, _: _with_input(c, max(c.maps) + c.parameters)),
        ("weights_only", lambda c, _: _weights(c)),
        ("ends_only", lambda c, _: (c.inputs + c.parameters, c.inputs + c.maps[-1])),
        ("ends_only", lambda c, _: (c.inputs + c.maps[-1] + c.parameters,)),
        ("other_part", RIGHT["memory_batch"]),
    ),
    "memory_batch": (
        ("activations_only", lambda c, n: (n * c.all_maps,)),
        ("input_forgotten", lambda c, n: (n * c.all_maps + c.parameters,)),
        ("weights_forgotten", lambda c, n: (n * (c.inputs + c.all_maps),)),
        ("times_batch", lambda c, n: _times(n, RIGHT["memory_one"](c, n))),
        ("weights_each", lambda c, n: _times(n, _with_input(c, c.all_maps + c.parameters))),
        ("maps_freed", lambda c, n: (n * (c.inputs + c.peak) + c.parameters,)),
        ("maps_freed", lambda c, n: (n * c.peak + c.parameters, n * c.peak)),
        ("maps_freed", lambda c, n: (n * (c.inputs + c.peak),)),
        ("batch_forgotten", lambda c, _: _with_input(c, c.all_maps + c.parameters)),
        ("double", lambda c, n: (n * (c.inputs + 2 * c.all_maps) + c.parameters,)),
        ("double", lambda c, n: (n * (c.inputs + 2 * c.all_maps) + 2 * c.parameters,)),
        ("weights_only", lambda c, n: (*_weights(c), *_times(n, _weights(c)))),
        ("other_part", RIGHT["memory_one"]),
    ),
}
"""What is stored where something was forgotten, or something counted that need not be."""

SCALED: tuple[tuple[SlipId, Callable[[int], Values]], ...] = (
    ("numbers_for_bytes", lambda size: (1 / size,)),
    ("bits", lambda _: (8.0, 1 / 8)),
    ("double", lambda _: (2.0,)),
)
"""Slips with the size of one number: factors of the right memory."""

CHANGES: tuple[tuple[SlipId, Callable[[Network], Iterable[Count]]], ...] = (
    ("swapped", lambda net: (count(replace(net, height=net.width, width=net.height)),)),
    ("floor", lambda net: (count_rounded_down(net),)),
    ("valid", lambda net: (count(_changed(net, padding="valid")),)),
    ("stride_ignored", lambda net: (count(_changed(net, stride=1)),)),
    ("reversed", lambda net: (count(replace(net, layers=net.layers[::-1])),)),
    ("layer_missed", lambda net: _without_one(count(net))),
)
"""Slips with the network itself: all that follows is right for another network."""


def figures(part: Part, network: Network) -> tuple[Figure, ...]:
    """The right numbers of a part, as it may be understood, and those of the slips."""
    counted, size = count(network), _size(part, network)
    right = tuple(Figure(value) for value in _right(part, network))
    forgotten = (
        Figure(value * size, slip)
        for slip, formula in FORGOTTEN[part]
        for value in formula(counted, network.batch)
    )
    own = _channel_slips(network) if part == "parameters" else _scaled(right, network)
    return (*right, *forgotten, *own, *_changes(part, network))


def under_slip(part: Part, network: Network, slip: SlipId) -> tuple[Figure, ...]:
    """What is right for a memory once a slip with the network or with sizes was made before."""
    right = tuple(Figure(value) for value in _right(part, network))
    rows = (*_changes(part, network), *_scaled(right, network))
    return tuple(figure for figure in rows if figure.slip == slip)


def with_parameters(part: Part, network: Network, parameters: float) -> tuple[Figure, ...]:
    """The memory that follows from another number of parameters, right apart from that."""
    counted, size = count(network), _size(part, network)
    more = parameters - counted.parameters
    return tuple(Figure((v + more) * size) for v in RIGHT[part](counted, network.batch))


def _right(part: Part, network: Network) -> Values:
    values = RIGHT[part](count(network), network.batch)
    return tuple(value * _size(part, network) for value in values)


def _changes(part: Part, network: Network) -> Iterator[Figure]:
    size = _size(part, network)
    for slip, change in CHANGES:
        for counted in change(network):
            yield Figure(RIGHT[part](counted, network.batch)[0] * size, slip)
            if part == "parameters":
                yield Figure(sum(counted.weights), slip)


def _channel_slips(network: Network) -> Iterator[Figure]:
    """Slips with the channels that a kernel runs through, and bytes given as a count."""
    layers = network.layers
    depths: tuple[tuple[SlipId, int], ...] = (
        ("wrong_channels", network.channels),
        ("no_channels", 1),
    )
    for slip, channels in depths:
        weights = sum(layer.kernel**2 * channels * layer.maps for layer in layers)
        yield Figure(weights + sum(layer.maps for layer in layers), slip)
        yield Figure(weights, slip)
    yield Figure(count(network).parameters * network.number_bytes, "bytes_for_count")


def _scaled(right: tuple[Figure, ...], network: Network) -> Iterator[Figure]:
    for slip, factors in SCALED:
        for factor in factors(network.number_bytes):
            yield from (Figure(figure.value * factor, slip) for figure in right)


def _size(part: Part, network: Network) -> int:
    return 1 if part == "parameters" else network.number_bytes


def _with_input(counted: Count, values: float) -> Values:
    return (values, values + counted.inputs)


def _weights(counted: Count) -> Values:
    return (counted.parameters, sum(counted.weights))


def _times(batch: int, values: Values) -> Values:
    return tuple(batch * value for value in values)


def _changed(network: Network, **what: object) -> Network:
    return replace(network, layers=tuple(replace(layer, **what) for layer in network.layers))


def _without_one(counted: Count) -> Iterator[Count]:
    for missed in range(len(counted.maps)) if len(counted.maps) > 1 else ():
        rows = (counted.maps, counted.weights, counted.biases)
        maps, weights, biases = ((*row[:missed], *row[missed + 1 :]) for row in rows)
        yield Count(counted.inputs, maps, weights, biases)
