import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from grader.datasets import find_weights, serve_weights, weights
from grader.datasets.weights import EMBEDDED, Served, mentions

DATA = os.environ.get("CNN_GRADE_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="CNN_GRADE_DATA names no folder with weights")

PLAIN = "base = keras.applications.MobileNetV2(include_top=False)"
ARRAYS = Path(weights.__file__).parent / "embedded" / "mobilenet_v2_1.0_224.npz"
HEAD = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels"
XCEPTION = "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"


def alone(folder: Path, **changes: str) -> dict[str, str]:
    """An environment without weights, and with a cache of its own."""
    return {"HOME": str(folder), "CNN_GRADE_CACHE": str(folder / "cache"), **changes}


def put(folder: Path, *names: str, size: int = 100) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(44) + name.encode().ljust(size))


def test_the_embedded_weights_are_whole_and_small_enough_for_the_wheel() -> None:
    assert ARRAYS.stat().st_size < 5_000_000
    with np.load(ARRAYS, allow_pickle=False) as arrays:
        values = [arrays[name] for name in arrays]
    assert sum(value.size for value in values) == 2_257_984
    assert {value.dtype for value in values} == {np.dtype(np.float16)}
    assert all(np.isfinite(value).all() for value in values)


@pytest.mark.parametrize(
    ("code", "name", "asked"),
    [
        pytest.param(PLAIN, EMBEDDED, True, id="class"),
        pytest.param("from keras.applications import mobilenet_v2", EMBEDDED, True, id="module"),
        pytest.param("base = Xception()", EMBEDDED, False, id="another family"),
        pytest.param("base = Xception()", XCEPTION, True, id="xception"),
        pytest.param(PLAIN, "mobilenet_1_0_224_tf_no_top.h5", False, id="not the first version"),
        pytest.param("MobileNet()", "mobilenet_1_0_224_tf_no_top.h5", True, id="first version"),
        pytest.param("ResNet50V2()", "resnet50_weights_tf_notop.h5", False, id="resnet"),
        pytest.param("ResNet50V2()", "resnet50v2_weights_tf_notop.h5", True, id="resnet v2"),
        pytest.param("EfficientNetB0()", "efficientnetb0_notop.h5", True, id="efficientnet"),
        pytest.param("EfficientNetV2B0()", "efficientnetv2-b0_notop.h5", True, id="hyphen"),
        pytest.param("ConvNeXtTiny()", "convnext_tiny_notop.h5", True, id="convnext"),
        pytest.param(
            "MobileNetV3Small()",
            "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5",
            True,
            id="prefix",
        ),
        pytest.param(
            "InceptionResNetV2()", "inception_resnet_v2_weights_tf_notop.h5", True, id="inception"
        ),
        pytest.param("NASNetMobile()", "nasnet_mobile_no_top.h5", True, id="nasnet"),
        pytest.param("DenseNet121()", "densenet121_weights_tf_notop.h5", True, id="densenet"),
    ],
)
def test_code_asks_for_the_families_that_it_names(code: str, name: str, asked: bool) -> None:
    assert mentions(code, name) is asked


def test_the_first_place_that_has_weights_wins(tmp_path: Path) -> None:
    put(tmp_path / "data" / "keras" / "models", EMBEDDED)
    put(tmp_path / ".keras" / "models", EMBEDDED, XCEPTION)
    put(tmp_path / "cache" / "keras" / "models", "vgg16_weights_tf_notop.h5")
    (tmp_path / ".keras" / "models" / "vgg19_weights_tf.h5").write_text("half a download")
    found = find_weights(alone(tmp_path, CNN_GRADE_DATA=str(tmp_path / "data")))
    assert {name: path.parents[1].relative_to(tmp_path) for name, path in found.items()} == {
        EMBEDDED: Path("data/keras"),
        "vgg16_weights_tf_notop.h5": Path("cache/keras"),
        XCEPTION: Path(".keras"),
    }
    elsewhere = alone(tmp_path / "nobody", KERAS_HOME=str(tmp_path / ".keras"))
    assert set(find_weights(elsewhere)) == {EMBEDDED, XCEPTION}


def test_half_a_download_is_passed_over(tmp_path: Path) -> None:
    models = tmp_path / ".keras" / "models"
    models.mkdir(parents=True)
    (models / EMBEDDED).write_bytes(weights.embedded_h5()[:-1_000])
    served = serve_weights(tmp_path / "home", PLAIN, alone(tmp_path))
    assert Served(EMBEDDED, "embedded") in served


def test_only_what_the_code_names_is_copied(tmp_path: Path) -> None:
    put(tmp_path / ".keras" / "models", XCEPTION, "vgg16_weights_tf_notop.h5")
    served = serve_weights(tmp_path / "home", "base = Xception()", alone(tmp_path))
    assert served == [Served(XCEPTION, "Keras cache")]
    assert [path.name for path in (tmp_path / "home" / "models").iterdir()] == [XCEPTION]
    assert serve_weights(tmp_path / "other", "no network", alone(tmp_path)) == []


def test_embedded_weights_stand_in_for_every_input_size(tmp_path: Path) -> None:
    served = serve_weights(tmp_path / "home", PLAIN, alone(tmp_path))
    names = {size: f"{HEAD}_1.0_{size}_no_top.h5" for size in (96, 128, 160, 192)}
    assert {file for file in served if not file.stand_in} == {Served(EMBEDDED, "embedded")}
    assert {file.name for file in served if file.stand_in == EMBEDDED} == set(names.values())
    with h5py.File(tmp_path / "home" / "models" / names[160]) as file, np.load(ARRAYS) as arrays:
        for name in arrays:
            layer = name.partition("/")[0]
            assert np.array_equal(file[layer][name][()], arrays[name].astype(np.float32))


def test_stand_ins_are_made_for_each_width_at_hand_from_the_largest_size(tmp_path: Path) -> None:
    put(tmp_path / ".keras" / "models", f"{HEAD}_0.35_160_no_top.h5", f"{HEAD}_0.35_96_no_top.h5")
    served = serve_weights(tmp_path / "home", PLAIN, alone(tmp_path))
    narrow = {file.name: file.stand_in for file in served if "_0.35_" in file.name}
    assert narrow == {
        f"{HEAD}_0.35_{size}_no_top.h5": "" if own else f"{HEAD}_0.35_160_no_top.h5"
        for size, own in ((96, True), (128, False), (160, True), (192, False), (224, False))
    }


def test_a_cap_keeps_small_files_without_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_MOST_BYTES", 600)
    models = tmp_path / ".keras" / "models"
    put(models, "vgg16_weights_tf.h5")
    put(models, "vgg16_weights_tf_notop.h5", size=200)
    put(models, "vgg19_weights_tf_notop.h5", size=250)
    served = serve_weights(tmp_path / "home", "VGG16() and VGG19()", alone(tmp_path))
    assert [file.name for file in served] == [
        "vgg16_weights_tf_notop.h5",
        "vgg19_weights_tf_notop.h5",
    ]


def test_the_embedded_file_is_made_once_and_also_where_no_cache_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    blocked = alone(tmp_path, CNN_GRADE_CACHE=str(tmp_path / "file" / "cache"))
    assert Served(EMBEDDED, "embedded") in serve_weights(tmp_path / "first", PLAIN, blocked)
    serve_weights(tmp_path / "second", PLAIN, alone(tmp_path))
    monkeypatch.setattr(weights, "embedded_h5", lambda: pytest.fail("made again"))
    serve_weights(tmp_path / "third", PLAIN, alone(tmp_path))
    files = [tmp_path / home / "models" / EMBEDDED for home in ("first", "second", "third")]
    assert len({path.read_bytes() for path in files}) == 1
    assert len({path.stat().st_ino for path in files}) == 3


@needs_data
@pytest.mark.data
def test_the_embedded_weights_are_those_of_a_keras_file_rounded_to_16_bits() -> None:
    path = find_weights({"CNN_GRADE_DATA": DATA, "HOME": "/nowhere"})[EMBEDDED]
    with h5py.File(path) as file, np.load(ARRAYS) as arrays:
        for name in arrays:
            layer, _, weight = name.partition("/")
            own = {
                str(key).rpartition("/")[2]
                for key in np.char.decode(np.asarray(file[layer].attrs["weight_names"], dtype="S"))
            }
            kept = weight if weight in own else weight.removeprefix("depthwise_")
            real = file[layer][f"{layer}/{kept}"][()]
            assert np.array_equal(real.astype(np.float16), arrays[name])


KERAS_SIDE = """
import socket
def refuse(*_, **__): raise OSError("no network")
socket.socket.connect = refuse
import keras, numpy as np
for size in (224, 160):
    base = keras.applications.MobileNetV2(input_shape=(size, size, 3), include_top=False)
    seen = base(np.zeros((1, size, size, 3), "float32")).numpy()
    assert seen.shape == (1, size // 32, size // 32, 1280) and np.isfinite(seen).all()
    print(float(np.abs(base.get_layer("Conv1").get_weights()[0]).sum()))
"""


@pytest.mark.tensorflow
def test_keras_loads_the_embedded_weights_without_network_at_every_size(tmp_path: Path) -> None:
    serve_weights(tmp_path / "home", PLAIN, alone(tmp_path))
    environ = {**os.environ, "KERAS_HOME": str(tmp_path / "home"), "CUDA_VISIBLE_DEVICES": "-1"}
    command = [sys.executable, "-c", KERAS_SIDE]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    with np.load(ARRAYS) as arrays:
        expected = float(np.abs(arrays["Conv1/kernel"].astype(np.float32)).sum())
    assert [float(line) for line in run.stdout.split()] == pytest.approx([expected] * 2)
