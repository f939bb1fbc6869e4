"""Networks of keras.applications by name, and the tiny program that builds one without weights."""

import ast
import difflib

from grader.errors import UsageError

NAMES = (
    *("ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge"),
    *("DenseNet121", "DenseNet169", "DenseNet201"),
    *(f"EfficientNetB{n}" for n in range(8)),
    *(f"EfficientNetV2{n}" for n in ("B0", "B1", "B2", "B3", "L", "M", "S")),
    *("InceptionResNetV2", "InceptionV3"),
    *("MobileNet", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small"),
    *("NASNetLarge", "NASNetMobile"),
    *("ResNet101", "ResNet101V2", "ResNet152", "ResNet152V2", "ResNet50", "ResNet50V2"),
    *("VGG16", "VGG19", "Xception"),
)
"""All that Keras 3 has, sorted."""

SETTINGS = {
    "alpha": (int, float),
    "classes": (int,),
    "depth_multiplier": (int,),
    "include_preprocessing": (bool,),
    "include_top": (bool,),
    "minimalistic": (bool,),
    "pooling": (str,),
}
"""Settings that change a network's form, and the types that they take."""

Setting = bool | int | float | str


def is_known(what: str) -> bool:
    """Whether a network is named, perhaps with settings: `MobileNetV2:alpha=0.35`."""
    return what.partition(":")[0] in NAMES


def not_found(what: str) -> UsageError:
    """The error for something that is neither a file nor a network, with what may be meant."""
    shown = what[:200]
    near = difflib.get_close_matches(shown.partition(":")[0].casefold(), _folded(), n=1, cutoff=0.6)
    meant = f" Did you mean {_folded()[near[0]]}?" if near else ""
    return UsageError(
        f"{shown!r}: there is no such file, and keras.applications has no such network.{meant}"
    )


def program(what: str, sides: tuple[int, ...] | None) -> str:
    """Python source with a `build_model` that builds a network with fresh weights.

    Args:
        what: its name, then settings: `MobileNetV2:alpha=0.35,classes=5`.
        sides: shape of its input; that of its makers if None.

    Raises:
        UsageError: a setting is not known, or is no plain value.
    """
    name, _, given = what.partition(":")
    settings: dict[str, object] = dict(_setting(one) for one in given.split(",") if one.strip())
    if sides is not None:
        settings["input_shape"] = sides
    arguments = "".join(f", {key}={value!r}" for key, value in sorted(settings.items()))
    return (
        "import keras\n\n\ndef build_model():\n"
        f"    return keras.applications.{name}(weights=None{arguments})\n"
    )


def _folded() -> dict[str, str]:
    return {name.casefold(): name for name in NAMES}


def _setting(text: str) -> tuple[str, Setting]:
    key, _, words = (part.strip() for part in text.partition("="))
    if key not in SETTINGS:
        raise UsageError(
            f"{key[:60]!r}: no setting of a network's form. There are "
            f"{', '.join(sorted(SETTINGS))}."
        )
    value = _value(words)
    is_word = not isinstance(value, str) or value.isidentifier()
    if type(value) not in SETTINGS[key] or not is_word:
        kinds = " or ".join(kind.__name__ for kind in SETTINGS[key])
        raise UsageError(f"{key}={words[:60]}: expected {kinds}.")
    return key, value


def _value(words: str) -> Setting:
    try:
        value = ast.literal_eval(words[:60])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return words
    return value if isinstance(value, bool | int | float) else words
