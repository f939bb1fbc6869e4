"""How hard the drawn flowers are: accuracy of right and wrong ways on them, mean of three seeds.

    python benchmarks/flowers_sample.py [full | ruined]

Heads are trained on the features of the frozen base; that is the same as training them behind it.
With `full` the photos of tf_flowers in `CNN_GRADE_DATA` are measured instead; with `ruined` also a
base that is trained wholly at a rate far too high.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader.datasets import Flowers, Photos, load_flowers, serve_weights

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
SEEDS = (1, 2, 3)
SCALES = {"-1..1": (1 / 127.5, -1.0), "0..255": (1.0, 0.0), "0..1": (1 / 255, 0.0)}
BATCH = 20


def pictures(part: Photos, size: int) -> Iterator[np.ndarray]:
    """Batches of decoded pictures, 0..255, float32, shape (n, size, size, 3)."""
    import tensorflow as tf

    for begin in range(0, len(part.labels), BATCH):
        some = range(begin, min(begin + BATCH, len(part.labels)))
        images = (
            tf.io.decode_image(part.read(at), channels=3, expand_animations=False) for at in some
        )
        yield np.stack([tf.image.resize(image, (size, size)).numpy() for image in images])


def features(flowers: Flowers, base: object, size: int, scale: str) -> list[np.ndarray]:
    """What a base makes of the training and test pictures."""
    times, plus = SCALES[scale]
    return [
        np.concatenate([base(batch * times + plus).numpy() for batch in pictures(part, size)])
        for part in (flowers.train, flowers.test)
    ]


def head(seed: int, shape: tuple[int, ...]) -> object:
    """A linear head on features."""
    import keras

    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input(shape), keras.layers.Dense(5, activation="softmax")])


def small_cnn(seed: int, shape: tuple[int, ...]) -> object:
    """Four convolutions from scratch, as one would write them for small pictures."""
    import keras

    keras.utils.set_random_seed(seed)
    layers: list[object] = [keras.Input(shape)]
    for filters in (32, 64, 128, 128):
        layers += [
            keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
        ]
    layers += [
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(5, activation="softmax"),
    ]
    return keras.Sequential(layers)


def accuracy(model: object, data: list[np.ndarray], flowers: Flowers, epochs: int) -> float:
    """Test accuracy after training."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(data[0], flowers.train.labels, epochs=epochs, batch_size=32, verbose=0)
    return float(model.evaluate(data[1], flowers.test.labels, verbose=0)[1])


def show(what: str, found: list[float], began: float) -> None:
    """A line for one way."""
    each = " ".join(f"{value:.3f}" for value in found)
    print(f"{what:34} {np.mean(found):.3f}  ({each})  {time.monotonic() - began:.0f} s", flush=True)


def ruined(flowers: Flowers, size: int) -> float:
    """The base trained wholly from the start, with a rate far too high."""
    import keras

    keras.utils.set_random_seed(1)
    base = keras.applications.MobileNetV2(
        input_shape=(size, size, 3), include_top=False, pooling="avg"
    )
    model = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
    data = [
        np.concatenate(list(pictures(part, size))) / 127.5 - 1
        for part in (flowers.train, flowers.test)
    ]
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(data[0], flowers.train.labels, epochs=3, batch_size=32, verbose=0)
    return float((model.predict(data[1], verbose=0).argmax(axis=1) == flowers.test.labels).mean())


def main(choice: str) -> None:
    """Measure all ways in turn."""
    import keras

    flowers = load_flowers("full" if choice == "full" else "sample", os.environ)
    print(len(flowers.train.labels), "training and", len(flowers.test.labels), "test pictures")
    epochs, epochs_from_scratch = (10, 12) if choice == "full" else (30, 40)
    for size in (224, 160):
        base = keras.applications.MobileNetV2(
            input_shape=(size, size, 3), include_top=False, pooling="avg"
        )
        for scale in SCALES:
            began = time.monotonic()
            data = features(flowers, base, size, scale)
            found = [accuracy(head(s, (1280,)), data, flowers, epochs) for s in SEEDS]
            show(f"frozen MobileNetV2, {size}, {scale}", found, began)
    began = time.monotonic()
    data = [
        np.concatenate(list(pictures(part, 96))) / 255 for part in (flowers.train, flowers.test)
    ]
    found = [
        accuracy(small_cnn(seed, (96, 96, 3)), data, flowers, epochs_from_scratch) for seed in SEEDS
    ]
    show("small CNN from scratch, 96", found, began)
    if choice == "ruined":
        began = time.monotonic()
        show("whole base at a rate of 0.01, 160", [ruined(flowers, 160)], began)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        serve_weights(Path(folder), "MobileNetV2", {"CNN_GRADE_CACHE": folder, "HOME": folder})
        os.environ["KERAS_HOME"] = folder
        main(sys.argv[1] if len(sys.argv) > 1 else "sample")
