"""The allow-list: stock Keras layers that can be told and rebuilt as data, and their settings.

Nothing here imports Keras. Initialisers, regularisers and constraints are left out: they change
training, which is over when a model is rebuilt.
"""

from grader.evidence import Config, LayerGraph

_WINDOW = ("strides", "padding", "data_format")
_KERNEL = ("kernel_size", *_WINDOW, "dilation_rate", "activation", "use_bias")
_NORM = ("axis", "epsilon", "center", "scale")

SETTINGS: dict[str, tuple[str, ...]] = {
    "Activation": ("activation",),
    "Add": (),
    "AlphaDropout": ("rate",),
    "Average": (),
    "AveragePooling2D": ("pool_size", *_WINDOW),
    "BatchNormalization": (*_NORM, "momentum"),
    "Concatenate": ("axis",),
    "Conv1D": ("filters", *_KERNEL, "groups"),
    "Conv2D": ("filters", *_KERNEL, "groups"),
    "Conv2DTranspose": ("filters", *_KERNEL),
    "Cropping2D": ("cropping", "data_format"),
    "Dense": ("units", "activation", "use_bias"),
    "DepthwiseConv2D": (*_KERNEL, "depth_multiplier"),
    "Dropout": ("rate",),
    "ELU": ("alpha",),
    "Flatten": ("data_format",),
    "GaussianDropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "GlobalAveragePooling2D": ("data_format", "keepdims"),
    "GlobalMaxPooling2D": ("data_format", "keepdims"),
    "GroupNormalization": ("groups", *_NORM),
    "Identity": (),
    "InputLayer": ("batch_shape",),
    "LayerNormalization": (*_NORM,),
    "LeakyReLU": ("negative_slope",),
    "MaxPooling1D": ("pool_size", *_WINDOW),
    "MaxPooling2D": ("pool_size", *_WINDOW),
    "Maximum": (),
    "Minimum": (),
    "Multiply": (),
    "Normalization": ("axis", "mean", "variance", "invert"),
    "PReLU": ("shared_axes",),
    "Permute": ("dims",),
    "RandomContrast": ("factor",),
    "RandomFlip": ("mode",),
    "RandomRotation": ("factor",),
    "RandomTranslation": ("height_factor", "width_factor"),
    "RandomZoom": ("height_factor", "width_factor"),
    "ReLU": ("max_value", "negative_slope", "threshold"),
    "Rescaling": ("scale", "offset"),
    "Reshape": ("target_shape",),
    "SeparableConv2D": ("filters", *_KERNEL, "depth_multiplier"),
    "Softmax": ("axis",),
    "SpatialDropout2D": ("rate", "data_format"),
    "Subtract": (),
    "UpSampling2D": ("size", "data_format", "interpolation"),
    "ZeroPadding2D": ("padding", "data_format"),
}
"""Class name -> settings that change what a trained layer computes."""

MERGING = frozenset({"Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"})
"""Layers that take a list of tensors."""

ACTIVATIONS = frozenset(
    {
        *("celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu"),
        *("hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish"),
        *("relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus"),
        *("softsign", "sparse_plus", "squareplus", "swish", "tanh", "tanh_shrink"),
    }
)

DTYPES = frozenset({"float32", "float16", "bfloat16", "mixed_bfloat16", "mixed_float16"})

MOST_LAYERS = 2_000
LARGEST_NUMBER = 10_000_000


def refusal(graph: LayerGraph) -> str:
    """Why a graph must not be rebuilt, in words; empty when it may."""
    layers, calls = graph.layers, graph.calls
    if not (0 < len(layers) <= MOST_LAYERS and 0 < len(calls) <= MOST_LAYERS):
        return f"{len(layers):,} layers"
    if not 0 <= graph.output < len(calls):
        return "an output that does not exist"
    for place, call in enumerate(calls):
        if not 0 <= call.layer < len(layers):
            return "a layer that does not exist"
        if any(not 0 <= source < place for source in call.inputs):
            return "layers that are called in a circle"
    for layer in layers:
        if reason := _layer_refusal(layer.kind, layer.config, layer.dtype):
            return reason
    return ""


def _layer_refusal(kind: str, config: Config, dtype: str) -> str:
    if kind not in SETTINGS:
        return f"the layer {kind[:60]!r} is no stock layer"
    if dtype not in DTYPES:
        return f"the type {dtype[:60]!r} in {kind}"
    if unknown := sorted(config.keys() - set(SETTINGS[kind])):
        return f"the setting {unknown[0][:60]!r} of {kind}"
    if config.get("activation", "linear") not in ACTIVATIONS:
        return f"an activation of your own in {kind}"
    if not all(_is_modest(value) for value in config.values()):
        return f"a setting of {kind} that is out of all proportion"
    return ""


def _is_modest(value: object) -> bool:
    match value:
        case bool() | None:
            return True
        case int() | float():
            return abs(value) <= LARGEST_NUMBER
        case str():
            return len(value) <= 60
        case list():
            return len(value) <= 16 and all(_is_modest(part) for part in value)
    return False
