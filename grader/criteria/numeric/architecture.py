"""Sizes, parameters and memory of a stack of convolutional layers, counted from its description."""

import math
from collections.abc import Iterator

import msgspec

from grader.rubric.numbers import Layer, Network


class Count(msgspec.Struct, frozen=True):
    """Numbers of one network: values of the input and of each layer's maps, weights and biases.

    `inputs` and `maps` count values of one picture, `weights` and `biases` are a number a layer.
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
    def peak(self) -> int:
        """Most values that must be there at once while one picture passes: two neighbours."""
        row = (self.inputs, *self.maps)
        return max(below + above for below, above in zip(row, row[1:], strict=False))


def count(network: Network) -> Count:
    """Count everything that the three questions need.

    >>> from grader.rubric.numbers import Layer
    >>> layer = Layer(maps=10, kernel=3, stride=2)
    >>> small = Network(height=8, width=6, channels=3, number_bytes=4, batch=2, layers=(layer,))
    >>> count(small)
    Count(inputs=144, maps=(120,), weights=(270,), biases=(10,))
    """
    layers = network.layers
    channels = (network.channels, *(layer.maps for layer in layers))
    return Count(
        inputs=network.height * network.width * network.channels,
        maps=tuple(
            height * width * layer.maps
            for (height, width), layer in zip(sizes(network), layers, strict=True)
        ),
        weights=tuple(
            layer.kernel**2 * below * layer.maps
            for below, layer in zip(channels, layers, strict=False)
        ),
        biases=tuple(layer.maps for layer in layers),
    )


def sizes(network: Network) -> Iterator[tuple[int, int]]:
    """Height and width of each layer's feature maps, lowest layer first."""
    height, width = network.height, network.width
    for layer in network.layers:
        height, width = _side(height, layer), _side(width, layer)
        yield height, width


def _side(length: int, layer: Layer) -> int:
    """Side of a feature map; never below 1, so that odd descriptions stay countable."""
    if layer.padding == "valid":
        return max(1, (length - layer.kernel) // layer.stride + 1)
    return math.ceil(length / layer.stride)


def memory_one(network: Network) -> int:
    """Bytes for one prediction: the two neighbouring layers that need most, and all parameters."""
    counted = count(network)
    return network.number_bytes * (counted.peak + counted.parameters)


def memory_batch(network: Network) -> int:
    """Bytes for training on a mini-batch: input and all maps of each picture, and parameters."""
    counted = count(network)
    pictures = network.batch * (counted.inputs + sum(counted.maps))
    return network.number_bytes * (pictures + counted.parameters)
