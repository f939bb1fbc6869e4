"""What a conversion got wrong, from graphs and weights alone, the gravest slips first."""

import math
from collections.abc import Iterator

from grader.criteria.conversion.case import Case, Network
from grader.criteria.conversion.program import Part, Step, parts, program
from grader.criteria.conversion.slip import Slip, ordinal, times
from grader.criteria.conversion.weights import head_slip, is_close
from grader.evidence import Config, LayerGraph

_ORDER = ("dense_free", "kernels", "carried", "same_outputs", "slides")
_CHANNELS_LAST = (-1, 3)
_MATTERS = {
    "Conv2D": ("filters", "kernel_size", "strides", "padding", "dilation_rate", "groups"),
    "BatchNormalization": ("axis", "epsilon"),
    "MaxPooling2D": ("pool_size", "strides", "padding"),
    "AveragePooling2D": ("pool_size", "strides", "padding"),
}
"""Settings of the layers before the dense ones that have to stay as they are."""


def slips(case: Case) -> tuple[Slip, ...]:
    """All slips that can be seen, the one that the others may follow from first.

    A network that computes the same everywhere, with as many parameters, has none, in whatever
    form it was made.
    """
    if case.made is None:
        return ()
    if left := tuple(left_over(case)):
        return left
    right = case.is_same and case.slides
    if right and parameters(case)[0] == parameters(case)[1]:
        return ()
    found = [slip for slip in _differences(case) if not right or slip.check == "kernels"]
    found += _size_slips(case, alone=not found)
    return tuple(sorted(found, key=lambda slip: _ORDER.index(slip.check)))


def parameters(case: Case) -> tuple[int, int]:
    """Parameters of the network handed in, and of the one that came back."""
    old = [spec.shape for layer in case.network.graph.layers for spec in layer.weights]
    new = [spec.shape for spec in case.made.weights] if case.made else []
    return sum(map(math.prod, old)), sum(map(math.prod, new))


def left_over(case: Case) -> Iterator[Slip]:
    """Layers that a fully convolutional network has not."""
    kinds = case.made.layer_kinds if case.made else ()
    there = sum(layer.kind == "Dense" for layer in case.network.graph.layers)
    dense = sum(kind == "Dense" for kind in kinds)
    if pooling := next((kind for kind in kinds if kind.startswith("Global")), ""):
        yield Slip("dense_free", "global_pooling", {"kind": pooling})
    elif dense:
        key = "dense_kept" if dense >= there else "dense_later"
        yield Slip("dense_free", key, {"count": dense, "all": there})
    elif "Flatten" in kinds:
        yield Slip("dense_free", "flatten_kept")
    elif shaped := next((kind for kind in kinds if kind in {"Reshape", "Permute"}), ""):
        yield Slip("dense_free", "reshape", {"kind": shaped})


def _differences(case: Case) -> Iterator[Slip]:
    """Layer by layer beside the network that was handed in, where both are chains."""
    made, network = case.made, case.network
    if made is None or made.graph is None or case.weights is None:
        return
    old = program(network.graph, network.weights)
    new = program(made.graph, case.weights)
    if old is None or new is None:
        return
    want, got = parts(old), parts(new)
    if len(want) != len(got):
        yield Slip("same_outputs", "layers_count", {"want": len(want) - 1, "got": len(got) - 1})
        return
    dense = -1
    for one, other in zip(want, got, strict=True):
        dense += one.step is not None and one.step.kind == "Dense"
        if dense >= 0 and one.step and other.step:
            yield from _head(one.step, other.step, network, dense)
        elif one.step and other.step:
            yield from _body(one.step, other.step)
        yield from _tails(one, other, dense)


def _head(dense: Step, made: Step, network: Network, place: int) -> Iterator[Slip]:
    """One dense layer and the convolution in its place."""
    maps = network.maps if not place else (1, 1, int(dense.weights[0].shape[0]))
    if made.kind != "Conv2D":
        yield Slip("kernels", "kernel_size", {"size": made.kind, "maps": times(maps[:2])})
        return
    key = _kernel_key(made.config, maps, int(dense.weights[0].shape[1]), place)
    if key:
        size = times(_pair(made.config.get("kernel_size")))
        strides = times(_pair(made.config.get("strides")))
        values = {"size": size, "maps": times(maps[:2]), "strides": strides,
                  "layer": ordinal(place), "filters": made.config.get("filters"),
                  "units": dense.config["units"]}  # fmt: skip
        yield Slip("kernels", key, values)
    if slip := head_slip(dense.weights, made.weights, maps, place):
        yield slip


def _kernel_key(config: Config, maps: tuple[int, ...], units: int, place: int) -> str:
    """Which sentence fits a convolution's settings; empty where they are right."""
    size, want = _pair(config.get("kernel_size")), maps[:2]
    if size != want:
        return _size_key(size, want, place)
    if _pair(config.get("strides")) != (1, 1):
        return "stride"
    if want != (1, 1) and config.get("padding") != "valid":
        return "padding_same"
    if want != (1, 1) and _pair(config.get("dilation_rate")) != (1, 1):
        return "dilation"
    return "" if config.get("filters") == units else "filters"


def _size_key(size: tuple[int, ...], want: tuple[int, ...], place: int) -> str:
    if place:
        return "kernel_later"
    if size == (1, 1):
        return "kernel_1x1"
    return "kernel_swapped" if size == want[::-1] else "kernel_size"


def _body(old: Step, new: Step) -> Iterator[Slip]:
    """One layer before the dense ones, which has to stay as it is."""
    if old.kind != new.kind:
        yield Slip("same_outputs", "layer_lost", {"kind": old.kind})
        return
    yield from _settings(old, new)
    same = len(old.weights) == len(new.weights) and all(map(is_close, old.weights, new.weights))
    if not same:
        key = "batch_norm" if old.kind == "BatchNormalization" else "body"
        yield Slip("carried", key, {"kind": old.kind})


def _settings(old: Step, new: Step) -> Iterator[Slip]:
    for name in _MATTERS.get(old.kind, ()):
        if old.config.get(name) != new.config.get(name) and not _same_axis(old, new, name):
            values = {"kind": old.kind, "setting": name, "want": old.config.get(name),
                      "got": new.config.get(name)}  # fmt: skip
            yield Slip("same_outputs", "layer_settings", values)


def _same_axis(old: Step, new: Step, name: str) -> bool:
    return name == "axis" and all(step.config.get(name) in _CHANNELS_LAST for step in (old, new))


def _tails(old: Part, new: Part, dense: int) -> Iterator[Slip]:
    """What follows a layer: its activation, pooling."""
    kind = old.step.kind if old.step else "input"
    layer = f"{ordinal(dense)} dense layer" if dense >= 0 else f"{kind} layer"
    want, got = old.activations, new.activations
    if want != got:
        key = "activation_changed" if want and got else (
            "activation_lost" if want else "activation_added"
        )  # fmt: skip
        names = {"layer": layer, "want": ", ".join(want), "got": ", ".join(got)}
        # The line of the new convolution says something only where it stands for a dense layer.
        yield Slip("same_outputs", key, names if dense >= 0 else {**names, "place": ""})
    axes = [step.config.get("axis", -1) for step in new.tail if step.activation == "softmax"]
    if wrong := [axis for axis in axes if axis not in _CHANNELS_LAST]:
        yield Slip("same_outputs", "softmax_axis", {"axis": wrong[0]})
    yield from _others(old, new)


def _others(old: Part, new: Part) -> Iterator[Slip]:
    want = tuple(step for step in old.others if step.kind != "Flatten")
    kinds, made = [step.kind for step in want], [step.kind for step in new.others]
    if kinds == made:
        for one, other in zip(want, new.others, strict=True):
            yield from _settings(one, other)
        return
    if lost := next((kind for kind in kinds if kind not in made), ""):
        yield Slip("same_outputs", "layer_lost", {"kind": lost})
    elif added := next((kind for kind in made if kind not in kinds), ""):
        yield Slip("same_outputs", "layer_added", {"kind": added})


def _size_slips(case: Case, *, alone: bool) -> Iterator[Slip]:
    """A network that takes the original size alone; what else it refuses may follow from a slip."""
    made = case.made
    if made is None or not made.refuses:
        return
    values = {"picture": times(case.network.picture), "text": made.refuses}
    if made.graph is not None and _is_fixed(made.graph):
        yield Slip("slides", "fixed_input", values)
    elif alone:
        yield Slip("slides", "refuses", values)


def _is_fixed(graph: LayerGraph) -> bool:
    """Whether the input names a height and a width."""
    shapes = [one.config.get("batch_shape") for one in graph.layers if one.kind == "InputLayer"]
    return any(isinstance(shape, list) and None not in shape[1:] for shape in shapes)


def _pair(value: object) -> tuple[int, ...]:
    """A setting along height and width; empty where a process says something else than that."""
    match value:
        case int():
            return value, value
        case [int(down), int(right)]:
            return down, right
    return ()
