"""Sizes, parameters and stored values of a stack of convolutional layers, from its description."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from grader.criteria.layers.kernel import Kernel, kernel_weights, side
from grader.rubric.numbers import Layer, Network


class Count(msgspec.Struct, frozen=True):
    """Numbers of one network, all of them counts of values.

    `inputs` and `maps` hold values of one picture, `maps`, `weights` and `biases` one number a
    layer, lowest first.
    """

    inputs: int
    maps: tuple[int, ...]
    weights: tuple[int, ...]
    biases: tuple[int, ...]

    @property
    def layers(self) -> tuple[int, ...]:
        """Parameters of each layer."""
        return tuple(w + b for w, b in zip(self.weights, self.biases, strict=True))

    @property
    def parameters(self) -> int:
        """Parameters of all layers."""
        return sum(self.layers)

    @property
    def all_maps(self) -> int:
        """Values of all feature maps."""
        return sum(self.maps)

    @property
    def peak(self) -> int:
        """Most values that must be there at once while one picture passes: two neighbours."""
        return max(below + above for below, above in pairwise((self.inputs, *self.maps)))

    @property
    def unshared(self) -> int:
        """Parameters if every place of a feature map had weights of its own."""
        places = (maps // biases for maps, biases in zip(self.maps, self.biases, strict=True))
        return sum(place * layer for place, layer in zip(places, self.layers, strict=True))


def count(network: Network) -> Count:
    """Count everything that the three questions need.

    >>> layer = Layer(maps=10, kernel=3, stride=2)
    >>> count(Network(height=8, width=6, channels=3, number_bytes=4, batch=2, layers=(layer,)))
    Count(inputs=144, maps=(120,), weights=(270,), biases=(10,))
    """
    return _count(network, _side)


def count_rounded_down(network: Network) -> Count:
    """The same with sides of feature maps rounded down where “same” padding rounds up."""
    return _count(network, lambda length, layer: max(1, length // layer.stride))


def _count(network: Network, shrink: Callable[[int, Layer], int]) -> Count:
    layers = network.layers
    below = (network.channels, *(layer.maps for layer in layers))
    return Count(
        inputs=network.height * network.width * network.channels,
        maps=tuple(_maps(network, shrink)),
        weights=tuple(
            kernel_weights((layer.kernel, layer.kernel), channels, layer.maps)
            for channels, layer in zip(below, layers, strict=False)
        ),
        biases=tuple(layer.maps for layer in layers),
    )


def _maps(network: Network, shrink: Callable[[int, Layer], int]) -> Iterator[int]:
    height, width = network.height, network.width
    for layer in network.layers:
        height, width = shrink(height, layer), shrink(width, layer)
        yield height * width * layer.maps


def _side(length: int, layer: Layer) -> int:
    """Side of a feature map; never below 1, so that odd descriptions stay countable."""
    return max(1, side(length, Kernel(layer.kernel, layer.stride, layer.padding)))
