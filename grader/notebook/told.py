"""A Keras model told as data, in the kernel that trained it; nothing of it is changed."""

import sys
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from grader.errors import SubmissionError, UsageError
from grader.evidence import Built, Trained

_MOST_EPOCHS = 100_000


class Told(msgspec.Struct, frozen=True):
    """A model as data: what it says of itself, its last training, and its weights."""

    built: Built
    trained: Trained
    weights: tuple[np.ndarray, ...]


def is_model(value: Any) -> bool:
    """Whether something is a Keras model; Keras is not imported to find out."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, getattr(keras, "Model", ()))


def tell(model: Any, number: int, name: str = "model") -> Told:
    """A model told as layers, settings and weights.

    Args:
        model: whatever was handed over as a model.
        number: the exercise.
        name: what the learner calls it.

    Raises:
        UsageError: it is no Keras model, or has no weights yet.
        SubmissionError: it is not made of stock layers alone.
    """
    if not is_model(model):
        raise UsageError(f"check({number}, {name}) wants a trained Keras model. {_instead(model)}")
    # Keras is there already; these import it.
    from grader.sandbox.inside import describe, graph

    if not model.built:
        raise UsageError(
            f"{name} has no weights yet: train it first, then check({number}, {name})."
        )
    try:
        _, layers = graph.tell(model)
    except graph.NoGraphError as error:
        raise SubmissionError(_own_class(number, str(error))) from None
    built = describe.describe(model, tuple)
    weights = tuple(graph.arrays(layers))
    return Told(built, _trained(model, weights), weights)


def _trained(model: Any, weights: tuple[np.ndarray, ...]) -> Trained:
    """What can be seen of the training: the history of the last `fit`, and the weights."""
    history = _history(getattr(getattr(model, "history", None), "history", None))
    return Trained(
        graph=None,
        history=history,
        epochs=len(history.get("loss", ())),
        # How they were before is not known here; a model that learnt nothing shows in its figures.
        weights_changed=True,
        finite=all(bool(np.isfinite(value).all()) for value in weights),
        served=(),
    )


def _history(found: Any) -> dict[str, tuple[float | None, ...]]:
    if not isinstance(found, Mapping):
        return {}
    return {
        str(name): tuple(_number(value) for value in list(values)[:_MOST_EPOCHS])
        for name, values in found.items()
        if isinstance(values, list | tuple)
    }


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) else None


def _instead(value: Any) -> str:
    """What was handed over in place of a model, and what to do."""
    roots = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    called = getattr(value, "__name__", "")
    hints = (
        (value is None, "This is None: does your function return the model?"),
        (isinstance(value, str), "For a saved one: model = keras.models.load_model(...)."),
        (isinstance(value, type), f"{called} is a class: make a model of it and train that."),
        (hasattr(value, "__code__"), f"{called} is a function: model = {called}(...), train it."),
        ("tf_keras" in roots, "This one is of the old Keras 2: build it with import keras."),
        ("torch" in roots, "This one is of PyTorch alone: build it with Keras."),
    )
    return next((text for fits, text in hints if fits), f"This is of type {type(value).__name__}.")


def _own_class(number: int, why: str) -> str:
    return (
        f"This model cannot be checked here: it has to be rebuilt from data, and {why}. "
        f"Its code can be graded instead: save the notebook, then "
        f"cnn-grade exercise {number} --path your_notebook.ipynb runs it closed in."
    )
