"""Learning curves: what a training reported by epoch, as figures that can be drawn."""

from collections.abc import Mapping

import msgspec

_MOST_POINTS = 500


class Curve(msgspec.Struct, frozen=True):
    """One figure of a training by epoch: on training data, and on validation data if there is."""

    title: str
    training: tuple[float, ...]
    validation: tuple[float, ...]


def curves(history: Mapping[str, tuple[float | None, ...]]) -> tuple[Curve, ...]:
    """Loss and accuracy by epoch, as far as a training reported them; NaN where one is missing.

    >>> curves({"loss": (0.5, None), "val_loss": (0.6,), "lr": (0.1,)})
    (Curve(title='loss', training=(0.5, nan), validation=(0.6,)),)
    """
    accuracy = next((key for key in sorted(history) if _is_accuracy(key)), "")
    found = []
    for title, key in (("loss", "loss"), ("accuracy", accuracy)):
        if history.get(key):
            parts = (_thinned(history.get(name, ())) for name in (key, f"val_{key}"))
            found.append(Curve(title, *parts))
    return tuple(found)


def _is_accuracy(key: str) -> bool:
    return not key.startswith("val_") and (key.endswith("accuracy") or key == "acc")


def _thinned(values: tuple[float | None, ...]) -> tuple[float, ...]:
    """At most so many points that a picture can show them; what is no sensible number is NaN."""
    step = -(-len(values) // _MOST_POINTS) or 1
    return tuple(
        float("nan") if value is None or abs(value) > 1e30 else value for value in values[::step]
    )
