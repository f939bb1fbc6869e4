"""What a model says of itself before training."""

import inspect
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from grader.evidence import Built, Compiled, LayerGraph
from grader.sandbox.inside import graph
from grader.sandbox.inside.faults import FaultError

_SHAPE_ONLY = ("Flatten", "Reshape", "Dropout", "Identity", "Permute", "GaussianNoise")


def checked_model(build: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call `build_model` and see that a usable model comes back.

    Args:
        build: the learner's function.
        arguments: what it is called with, by position.

    Raises:
        FaultError: it takes other arguments, or returned something that is no model.
    """
    if not callable(build) or isinstance(build, type):
        raise FaultError("not_a_model", f"build_model is {_name(build)}, not a function")
    _check_arguments(build, len(arguments))
    model = build(*arguments)
    if model is None:
        raise FaultError("returned_none")
    if isinstance(model, type):
        raise FaultError("returned_class", model.__name__)
    if not isinstance(model, keras.Model):
        raise FaultError("not_a_model", type(model).__name__)
    return model


def _check_arguments(build: Callable[..., Any], count: int) -> None:
    """See that a function can be called with so many arguments by position.

    Raises:
        FaultError: it needs more, or takes fewer.
    """
    parameters = inspect.signature(build).parameters.values()
    if any(given.kind is given.VAR_POSITIONAL for given in parameters):
        return
    placed = [p for p in parameters if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}]
    if len(placed) < count:
        raise FaultError("takes_no_argument", ", ".join(given.name for given in placed))
    named = [given for given in parameters if given.kind is given.KEYWORD_ONLY]
    needed = [given.name for given in placed[count:] + named if given.default is given.empty]
    if needed:
        raise FaultError("needs_argument", ", ".join(needed))


def describe(model: Any, picture_shape: Callable[[], tuple[int, ...]]) -> Built:
    """Everything that can be told of a model before it is trained.

    Args:
        model: a Keras model.
        picture_shape: shape of one picture, asked only where the model has no input of its own.
    """
    _build(model, picture_shape)
    told, why = _told(model)
    return Built(
        kind=type(model).__name__,
        graph=told,
        why_no_graph=why,
        layer_kinds=tuple(type(layer).__name__ for layer in _all_layers(model)),
        input_shape=_shape(model, "input_shape"),
        output_shape=_shape(model, "output_shape"),
        last_activation=_last_activation(model),
        compiled=_compiled(model),
        parameters=int(model.count_params()),
        trainable_parameters=sum(int(np.prod(w.shape)) for w in model.trainable_weights),
    )


def weight_arrays(model: Any) -> list[np.ndarray]:
    """All weights in the order of the graph, or in Keras' own where there is no graph."""
    try:
        return graph.arrays(graph.tell(model)[1])
    except graph.NoGraphError:
        return graph.arrays([model])


def _told(model: Any) -> tuple[LayerGraph | None, str]:
    try:
        return graph.tell(model)[0], ""
    except graph.NoGraphError as error:
        return None, str(error)


def _build(model: Any, picture_shape: Callable[[], tuple[int, ...]]) -> None:
    """Give a model without an input one; a subclassed model has all weights only after a call."""
    if type(model) is keras.Sequential and not model.built:
        model.build((None, *picture_shape()))
    elif type(model).__name__ != "Functional" and type(model) is not keras.Sequential:
        model(np.zeros((1, *picture_shape()), dtype="float32"))


def _shape(model: Any, name: str) -> tuple[int | None, ...] | None:
    shape = getattr(model, name, None)
    if name == "output_shape" and not isinstance(shape, tuple):
        return None
    if not isinstance(shape, tuple) or not all(s is None or isinstance(s, int) for s in shape):
        return None
    return tuple(shape[1:])


def _all_layers(model: Any) -> list[Any]:
    return [
        inner
        for layer in model.layers
        for inner in (_all_layers(layer) if isinstance(layer, keras.Model) else [layer])
    ]


def _last_activation(model: Any) -> str:
    for layer in reversed(_all_layers(model)):
        kind = type(layer).__name__
        if kind in _SHAPE_ONLY:
            continue
        if kind in {"Softmax", "ReLU"}:
            return kind.lower()
        return _name(getattr(layer, "activation", None) or "linear")
    return "linear"


def _compiled(model: Any) -> Compiled | None:
    if not getattr(model, "compiled", False) or model.optimizer is None:
        return None
    loss = getattr(model, "loss", None)
    rate = model.optimizer.learning_rate
    return Compiled(
        loss=_loss_name(loss),
        from_logits=bool(_setting(loss, "from_logits")),
        optimizer=type(model.optimizer).__name__,
        learning_rate=number(rate),
    )


def _loss_name(loss: Any) -> str:
    if loss is None:
        return "none"
    given = loss if isinstance(loss, str) else _name(loss)
    return keras.losses.get(given).__name__ if isinstance(loss, str) else _snake(given)


def _setting(loss: Any, name: str) -> Any:
    function_settings = getattr(loss, "_fn_kwargs", {})
    return function_settings.get(name, getattr(loss, name, False))


def _snake(name: str) -> str:
    if not name.isidentifier() or name.islower():
        return name
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def number(value: Any) -> float | None:
    """A finite float, of a schedule its value at the first step; None where there is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if np.isfinite(found) else None


def _name(value: Any) -> str:
    if isinstance(value, str):
        return value[:60]
    return str(getattr(value, "__name__", type(value).__name__))[:60]
