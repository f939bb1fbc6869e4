"""Arithmetic with one number on a Keras tensor, told as the layer that does the same."""

Rescale = tuple[float, float]
"""Scale and offset of a `Rescaling` layer: x * scale + offset."""


def rescaling(operation: str, number: float, *, number_first: bool) -> Rescale | None:
    """Scale and offset of `x / 127.5`, `x - 1`, `2 * x` and the like; None for all else.

    Args:
        operation: class of the operation in Keras.
        number: the number beside the tensor.
        number_first: whether it stands on the left, as in `1 - x`.

    >>> rescaling("TrueDivide", 4, number_first=False), rescaling("Subtract", 1, number_first=True)
    ((0.25, 0.0), (-1.0, 1.0))
    """
    number = float(number)
    match operation:
        case "Multiply":
            return number, 0.0
        case "Add":
            return 1.0, number
        case "Subtract":
            return (-1.0, number) if number_first else (1.0, -number)
        case "Divide" | "TrueDivide" if number and not number_first:
            return 1 / number, 0.0
    return None
