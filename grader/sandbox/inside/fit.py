"""`fit` with an eye on it: progress goes to the grader, the learner's call stays as it is."""

import inspect
import time
from collections.abc import Callable
from typing import Any

import keras

from grader.evidence import Fit, Progress
from grader.sandbox.channel import write_frame
from grader.sandbox.inside import graph
from grader.sandbox.inside.allowance import Allowance
from grader.sandbox.inside.describe import number

_EVERY_S = 0.25
_MOST_FITS = 1_000


class Watched:
    """What all calls of `fit` did, one after another."""

    def __init__(self, allowance: Allowance) -> None:
        self.epochs = 0
        self.allowance = allowance
        self.last: Any = None
        self._history: dict[str, list[float | None]] = {}
        self._fits: list[Fit] = []
        self._offered: tuple[Any, list[Any]] = (None, [])
        # Trainable weights at the last training of each model; the models, so no id is reused.
        self._trained: dict[int, tuple[Any, list[int]]] = {}

    def offered(self, model: Any) -> None:
        """Remember the model whose training is looked at, and the layers of its graph."""
        try:
            layers = graph.tell(model)[1]
        except graph.NoGraphError:
            layers = []
        self._offered = (model, layers)

    def begin(self, model: Any) -> None:
        """Note a call of `fit` as it begins, before anything is trained."""
        offered, layers = self._offered
        changed = {id(weight) for weight in model.trainable_weights}
        fit = Fit(
            own=model is offered,
            trainable=tuple(
                place
                for place, layer in enumerate(layers)
                if any(id(weight) in changed for weight in getattr(layer, "weights", ()))
            ),
            optimizer=type(getattr(model, "optimizer", None)).__name__,
            learning_rate=number(getattr(model.optimizer, "learning_rate", None)),
            stale=self._is_stale(model, changed),
        )
        if len(self._fits) < _MOST_FITS:
            self._fits.append(fit)
        self._trained[id(model)] = (model, sorted(changed))

    def fits(self) -> tuple[Fit, ...]:
        """All calls of `fit`, in order."""
        return tuple(self._fits)

    def _is_stale(self, model: Any, changed: set[int]) -> bool:
        """Whether `trainable` was changed since the last training and not compiled anew.

        `compile` throws the training function away, so one that is still there is the old one.
        """
        _, before = self._trained.get(id(model), (None, None))
        made = getattr(model, "train_function", None) is not None
        return made and before is not None and before != sorted(changed)

    def add(self, logs: dict[str, float | None]) -> None:
        """Note one finished epoch."""
        self.epochs += 1
        for name, value in logs.items():
            self._history.setdefault(name, []).append(value)

    def history(self) -> dict[str, tuple[float | None, ...]]:
        """Keras' logs, one value an epoch; None where a value was not a number."""
        return {name: tuple(values) for name, values in self._history.items()}


class _Reporter(keras.callbacks.Callback):  # type: ignore[misc]
    """Sends progress a few times a second, and ends a training whose budget is used up."""

    def __init__(self, write: int, watched: Watched) -> None:
        super().__init__()
        self._write, self._watched = write, watched
        self._epoch, self._last, self._done = 0, 0.0, 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Remember which epoch runs."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Send progress, at most every quarter of a second; look at the budget."""
        if self._watched.allowance.after_batch(self._done + self._share(batch + 1)):
            self.model.stop_training = True
        now = time.monotonic()
        if now - self._last >= _EVERY_S:
            self._last = now
            self._send(batch + 1, plain(logs))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Send the epoch's last figures; look whether they decide."""
        values = plain(logs)
        self._watched.add(values)
        self._done += 1
        if self._watched.allowance.after_epoch(self._done, _error(values)):
            self.model.stop_training = True
        self._send(self.params.get("steps") or 0, values)

    def _share(self, step: int) -> float:
        steps = self.params.get("steps")
        return min(1.0, step / steps) if steps else 0.0

    def _send(self, step: int, logs: dict[str, float | None]) -> None:
        steps = self.params.get("steps") or 0
        epochs = self.params.get("epochs") or 0
        write_frame(self._write, Progress(self._epoch + 1, epochs, step, steps, logs))


def plain(logs: dict[str, Any] | None) -> dict[str, float | None]:
    """Keras' logs as plain floats; None for what is not a finite number."""
    values: dict[str, float | None] = {}
    for name, value in (logs or {}).items():
        try:
            number = float(value)
        except (TypeError, ValueError):
            continue
        values[str(name)[:60]] = number if abs(number) < float("inf") else None
    return values


def _error(values: dict[str, float | None]) -> float | None:
    """Share of validation pictures that are wrong; None where none were looked at."""
    names = (name for name in values if name.startswith("val_") and "acc" in name)
    accuracy = values.get(next(names, ""))
    return None if accuracy is None else 1.0 - accuracy


def watch_fit(write: int, before: Callable[[Any], None], allowance: Allowance) -> Watched:
    """Put the reporter into every `fit` from now on; `before(model)` runs first.

    Once a quick look's budget is used up, `fit` gives the last training's history and trains no
    more.
    """
    watched = Watched(allowance)
    original = keras.Model.fit
    signature = inspect.signature(original)

    def fit(self: Any, *given: Any, **named: Any) -> Any:
        before(self)
        watched.begin(self)
        bound = signature.bind(self, *given, **named)
        allowance.begin(_asked_epochs(bound.arguments))
        if allowance.why:
            return watched.last
        bound.arguments["callbacks"] = _with(
            bound.arguments.get("callbacks"), _Reporter(write, watched)
        )
        watched.last = original(*bound.args, **bound.kwargs)
        return watched.last

    fit.__doc__ = original.__doc__
    keras.Model.fit = fit
    return watched


def _asked_epochs(given: dict[str, Any]) -> int:
    """Epochs that a call of `fit` asks for; what is no number is left to Keras to refuse."""
    epochs, begun = given.get("epochs", 1), given.get("initial_epoch", 0)
    numbers = isinstance(epochs, int) and isinstance(begun, int)
    return max(0, epochs - begun) if numbers else 0


def _with(callbacks: Any, reporter: _Reporter) -> Any:
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(reporter)
        return callbacks
    if callbacks is None:
        return [reporter]
    return [*(callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]), reporter]
