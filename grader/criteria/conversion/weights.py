"""Weights of a dense layer beside those of the convolution made of it; pure NumPy."""

from collections.abc import Iterator

import numpy as np

from grader.criteria.conversion.slip import Slip, ordinal

_CLOSE = 1e-5
_RELATED = 0.9
"""Above this correlation kernels are the old ones changed, not others."""

Arrays = tuple[np.ndarray, ...]


def is_close(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether two arrays hold the same, up to rounding."""
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-4, atol=_CLOSE))


def right_kernel(dense: np.ndarray, maps: tuple[int, ...]) -> np.ndarray:
    """The kernel that computes the same as a dense layer on feature maps.

    Flatten puts the channels of one position side by side, then the positions of one row.

    Args:
        dense: weights, shape (height * width * channels, units).
        maps: height, width and channels of the feature maps.
    """
    return dense.reshape((*maps, dense.shape[-1]))


def head_slip(dense: Arrays, made: Arrays, maps: tuple[int, ...], place: int) -> Slip | None:
    """What is wrong with the weights of one converted dense layer.

    Args:
        dense: kernel (inputs, units), and bias (units,) where it has one.
        made: kernel (height, width, channels, filters) and bias of the convolution.
        maps: height, width and channels that the layer reads.
        place: 0 for the first dense layer.
    """
    values = {"layer": ordinal(place), "maps": maps}
    right = right_kernel(dense[0], maps)
    if not made or made[0].shape != right.shape:
        return None  # the kernel's form is wrong, which is said elsewhere
    if not is_close(made[0], right):
        return Slip("carried", _kernel_key(dense[0], made[0], right), values)
    key = _bias_key(dense[1:], made[1:])
    return Slip("carried", key, values) if key else None


def same_values(left: Arrays, right: Arrays) -> bool:
    """Whether two networks have the same weights, in whatever order and form."""
    return is_close(_sorted(left), _sorted(right))


def _sorted(arrays: Arrays) -> np.ndarray:
    flat = [array.ravel() for array in arrays]
    return np.sort(np.concatenate(flat)) if flat else np.empty(0, dtype=np.float32)


def _kernel_key(dense: np.ndarray, made: np.ndarray, right: np.ndarray) -> str:
    for key, candidate in _orders(dense, right):
        if is_close(made, candidate):
            return key
    if is_close(np.sort(made, axis=None), np.sort(right, axis=None)):
        return "order"
    return "changed" if abs(_correlation(made, right)) > _RELATED else "fresh"


def _orders(dense: np.ndarray, right: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """The usual wrong orders of the weights: name of the sentence, and the kernel it gives."""
    height, width, channels, units = right.shape
    yield "order_transposed", dense.T.reshape(right.shape)
    yield "order_width_first", dense.reshape(width, height, channels, units).swapaxes(0, 1)
    by_channels = dense.reshape(channels, height, width, units)
    yield "order_channels_first", by_channels.transpose(1, 2, 0, 3)
    turned = dense.reshape(channels, width, height, units)
    yield "order_channels_first", turned.transpose(2, 1, 0, 3)
    yield "order_channels_first", dense.reshape(channels, height, width, units).reshape(right.shape)
    for axes in ((0,), (1,), (0, 1)):
        yield "order_flipped", np.flip(right, axes)


def _correlation(left: np.ndarray, right: np.ndarray) -> float:
    if left.size < 2 or not np.isfinite(left).all() or left.std() == 0 or right.std() == 0:
        return 0.0
    return float(np.corrcoef(left.ravel(), right.ravel())[0, 1])


def _bias_key(want: Arrays, got: Arrays) -> str:
    if not want:
        return "bias_changed" if got and got[0].any() else ""
    if not got:
        return "bias_lost"
    if is_close(got[0], want[0]):
        return ""
    return "bias_changed" if got[0].any() else "bias_zero"
