"""How a kernel or a window slides along one axis: sides of maps, padding, weights.

These few formulas stand behind exercise 2 and behind `cnn-grade inspect`.
"""

import math

import msgspec


class Kernel(msgspec.Struct, frozen=True):
    """A kernel along one axis: how many values it reads, and how far it steps.

    `padding` is “same”, “valid” or “causal”; `dilation` is the distance of the values it reads.
    """

    size: int
    stride: int = 1
    padding: str = "valid"
    dilation: int = 1

    @property
    def span(self) -> int:
        """Values from its first to its last.

        >>> Kernel(3).span, Kernel(3, dilation=2).span
        (3, 5)
        """
        return self.dilation * (self.size - 1) + 1


def side(length: int, kernel: Kernel) -> int:
    """Side of the map that a kernel makes; 0 or less where it does not fit on the one below.

    >>> side(75, Kernel(3, 2, "same")), side(28, Kernel(3)), side(28, Kernel(3, dilation=2))
    (38, 26, 24)
    """
    if kernel.padding == "valid":
        return (length - kernel.span) // kernel.stride + 1
    return -(-length // kernel.stride)


def before(length: int | None, kernel: Kernel) -> int:
    """Zeros put before the first value of an axis; “same” puts the odd one behind the last.

    Args:
        length: side of the map below; None is taken for a multiple of the stride.
        kernel: what slides.

    >>> before(5, Kernel(3, 1, "same")), before(4, Kernel(3, 2, "same")), before(4, Kernel(3))
    (1, 0, 0)
    """
    if kernel.padding == "valid":
        return 0
    if kernel.padding == "causal":
        return kernel.span - 1
    if length is None:
        return max(0, kernel.span - kernel.stride) // 2
    return max(0, (side(length, kernel) - 1) * kernel.stride + kernel.span - length) // 2


def transposed_side(length: int, kernel: Kernel) -> int:
    """Side of the map that a transposed convolution makes.

    >>> transposed_side(7, Kernel(3, 2, "same")), transposed_side(7, Kernel(3, 2))
    (14, 15)
    """
    spread = length * kernel.stride
    return spread + (max(0, kernel.span - kernel.stride) if kernel.padding == "valid" else 0)


def kernel_weights(sizes: tuple[int, ...], channels: int, maps: int) -> int:
    """Weights of a convolution: each map has a kernel of its own for every channel that it reads.

    >>> kernel_weights((3, 3), 3, 100)
    2700
    """
    return math.prod(sizes) * channels * maps
