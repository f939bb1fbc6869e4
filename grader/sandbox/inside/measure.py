"""The measuring process: rebuilds a model from data and predicts; it runs no learner code.

Started as `python -m grader.sandbox.inside.measure READ WRITE MEMORY` with two descriptors.
"""

import sys
from collections.abc import Callable
from typing import Any

import msgspec

from grader.evidence import Applied, Counted, Predicted, Refused
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.inside.confine import confine
from grader.sandbox.requests import Apply, Infer, Predict, Rebuild, ToMeasuring

Reply = tuple[Counted | Refused | Predicted | Applied, list[bytes]]


def serve(read: int, write: int, evidence_bytes: int) -> None:
    """Answer requests until the grader closes its end."""
    from grader.sandbox.inside import keras_start, rebuild

    keras_start.pin()
    models: dict[str, Any] = {}
    while frame := read_frame(read, evidence_bytes):
        request = msgspec.json.decode(frame.message, type=ToMeasuring)
        match request:
            case Rebuild(name=name):
                models[name], (message, blocks) = _rebuild(request, frame.payload, rebuild)
            case Apply(name=name):
                message, blocks = _guarded(_apply, models.get(name), request, frame.payload)
            case _:
                message, blocks = _guarded(_predict, models.get(""), request, frame.payload)
        write_frame(write, message, blocks)


def _rebuild(request: Rebuild, payload: bytes, rebuild: Any) -> tuple[Any, Reply]:
    try:
        rebuilt = rebuild.rebuild(request.graph)
        if request.weights:
            rebuild.set_weights(rebuilt, request.graph, payload)
        return rebuilt.model, (rebuild.count(rebuilt), [])
    # Keras has no one error for a model that does not fit together; any of them is a refusal.
    except Exception as error:  # noqa: BLE001
        return None, (Refused(_short(error)), [])


def _predict(model: Any, request: Predict | Infer, payload: bytes) -> Reply:
    from grader.sandbox.inside.predict import outputs

    values = outputs(model, request, payload)
    return Predicted(values.shape), [values.tobytes()]


def _apply(model: Any, request: Apply, payload: bytes) -> Reply:
    from grader.sandbox.inside.predict import apply

    applied, values = apply(model, request, payload)
    return applied, [values.tobytes()]


def _guarded(act: Callable[..., Reply], *given: Any) -> Reply:
    try:
        return act(*given)
    # As above: whatever Keras or TensorFlow raise here is told, never shown as a trace.
    except Exception as error:  # noqa: BLE001
        return Refused(_short(error)), []


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def main() -> None:
    """Entry point; the arguments are descriptors and limits chosen by the grader."""
    read, write, memory_bytes, evidence_bytes = map(int, sys.argv[1:5])
    confine(memory_bytes)
    serve(read, write, evidence_bytes)


if __name__ == "__main__":
    main()
