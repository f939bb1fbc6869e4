"""Parts of a model's description: layers, their plain settings, and what they read."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from grader.evidence import Config, Layer
from grader.operations import rescaling

Ref = tuple[str, int, int]
"""An output of a layer: its name, which of its uses, and which of the outputs of that use."""

_VALUE: Any = get_args(Config)[1]
_MOST_TEXT = 200
_NUMBER = 10_000_000


class Described(msgspec.Struct, frozen=True):
    """A layer or a model as a file describes it."""

    class_name: str
    config: dict[str, Any] = {}
    name: str | None = None
    module: str | None = None
    inbound_nodes: list[Any] = []
    build_config: dict[str, Any] | None = None

    @property
    def called(self) -> str:
        """Its name."""
        inner = self.config.get("name")
        return self.name or (inner if isinstance(inner, str) else "") or self.class_name

    @property
    def trainable(self) -> bool:
        """Whether training may change it."""
        return self.config.get("trainable") is not False

    @property
    def is_stack(self) -> bool:
        """Whether it is a Sequential model."""
        return self.class_name == "Sequential"

    @property
    def is_model(self) -> bool:
        """Whether its layers are told: it is Sequential or functional, whatever it is called."""
        has_layers = isinstance(self.config.get("layers"), list)
        return has_layers and (self.is_stack or "output_layers" in self.config)

    @property
    def layers(self) -> "list[Described]":
        """The parts of a model; what is no layer is left out."""
        given = self.config.get("layers")
        found = map(parts_of, given) if isinstance(given, list) else ()
        return [one for one in found if one is not None]

    @property
    def input_layers(self) -> object:
        """Names of the inputs of a functional model."""
        return self.config.get("input_layers")

    @property
    def output_layers(self) -> object:
        """Names of the outputs of a functional model."""
        return self.config.get("output_layers")

    @property
    def input_shape(self) -> list[Any] | None:
        """The shape that it was built with, or was given for its input, with the batch."""
        built = (self.build_config or {}).get("input_shape")
        found = (self.config.get(key) for key in ("build_input_shape", "batch_input_shape"))
        return next((one for one in (*found, built) if is_shape(one)), None)

    @property
    def is_operation(self) -> bool:
        """Whether it is `x + y` and the like instead of a layer."""
        return (self.module or "").startswith("keras.src.ops")

    def with_number(self, number: int) -> "Described":
        """An operation with one number as the layer that does the same; all else as it is."""
        node = self.inbound_nodes[number] if number < len(self.inbound_nodes) else None
        args = node.get("args") if self.is_operation and isinstance(node, dict) else None
        if not isinstance(args, list) or len(args) != 2:
            return self
        numbers = [one for one in args if isinstance(one, int | float)]
        if len(numbers) != 1:
            return self
        told = rescaling(self.class_name, numbers[0], number_first=args[0] is numbers[0])
        if told is None:
            return msgspec.structs.replace(self, class_name=f"{self.class_name} operation")
        config = {"scale": told[0], "offset": told[1]}
        return msgspec.structs.replace(
            self, class_name="Rescaling", name=self.called, config=config
        )


def parts_of(value: object) -> Described | None:
    """A layer or model; None for what is none."""
    try:
        return msgspec.convert(value, Described)
    except (msgspec.ValidationError, RecursionError):
        return None


def is_shape(value: object) -> bool:
    """Whether something is a list of sides, the batch first."""
    return (
        isinstance(value, list)
        and 1 < len(value) < 8
        and all(one is None or (isinstance(one, int) and 0 <= one <= _NUMBER) for one in value)
    )


def layer_of(part: Described, *, trainable: bool) -> Layer:
    """A layer with those settings that are plain values."""
    config = _settings(part.config)
    if part.class_name == "InputLayer" and "batch_shape" not in config:
        config = _settings({"batch_shape": part.input_shape})
    return Layer(
        kind=part.class_name[:60],
        config=config,
        dtype=_dtype(part.config.get("dtype")),
        trainable=trainable and part.trainable,
        weights=(),
    )


def refs_in(node: object) -> tuple[Ref, ...]:
    """All outputs that one use of a layer reads, in order; the form of Keras 3, or of Keras 2."""
    if isinstance(node, list):
        return tuple(_ref(one) for one in node if _is_ref(one))
    return tuple(_tensors(node))


def refs_of(value: object) -> tuple[Ref, ...]:
    """Outputs that a model names as its inputs or outputs: one, a list, or a dict of them."""
    if _is_ref(value):
        return (_ref(value),)
    if isinstance(value, dict):
        value = list(value.values())
    return tuple(ref for one in value for ref in refs_of(one)) if isinstance(value, list) else ()


def _tensors(value: object) -> Iterator[Ref]:
    if isinstance(value, list):
        for one in value:
            yield from _tensors(one)
    elif isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        config = value.get("config")
        history = config.get("keras_history") if isinstance(config, dict) else None
        if _is_ref(history):
            yield _ref(history)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _tensors(one)


def _is_ref(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 3
        and isinstance(value[0], str)
        and all(isinstance(one, int) and 0 <= one <= _NUMBER for one in value[1:3])
    )


def _ref(value: object) -> Ref:
    return msgspec.convert(value[:3], Ref) if isinstance(value, list) else ("", 0, 0)


def _settings(given: dict[str, Any]) -> Config:
    """Settings that are plain values; others, such as initialisers, change no size."""
    config: Config = {}
    for key, value in given.items():
        try:
            config[key] = msgspec.convert(_unpacked(value), _VALUE)
        except msgspec.ValidationError:
            continue
    return config


def _unpacked(value: object) -> object:
    """What stands in for a function or a tuple in a file."""
    if isinstance(value, dict):
        key = {"function": "config", "__tuple__": "items"}.get(str(value.get("class_name")))
        return value.get(key) if key else value
    return value


def _dtype(value: object) -> str:
    """The name of a type or of a policy of types."""
    if isinstance(value, dict):
        config = value.get("config")
        value = config.get("name") if isinstance(config, dict) else None
    return value[:_MOST_TEXT] if isinstance(value, str) else "float32"
