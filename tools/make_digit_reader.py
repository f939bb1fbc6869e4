"""Train the small digit reader that exercise 7 lets slide over a larger picture.

    python tools/make_digit_reader.py grader/datasets/sample/digit_reader.npz

It is trained on the digits of the embedded sample that are meant for training, a minute on two
cores. Besides the ten digits it knows an eleventh class, "nothing here": blank paper, digits that
stand far off the middle, and the gap between two of them. Without it a network that slides reads a
digit at every place. Weights are stored as float16, about 30 KB.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

from grader.datasets.mnist import sample

sys.path.insert(0, str(Path(__file__).parent))

NOTHING = 10
EPOCHS = 14
SEED = 7
MARGIN = 28


def model() -> keras.Model:
    """The network whose layers `grader/collect/conversion/reader.py` has as data."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, strides=2, activation="relu"),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(32, activation="relu"),
            layers.Dense(NOTHING + 1, activation="softmax"),
        ]
    )


def pasted(images: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Each picture in the middle of a larger one, often with others around; float32 0..1.

    Args:
        images: uint8, shape (n, 28, 28).
        draw: source of chance.
    """
    paper = np.zeros((len(images), 84, 84), dtype=np.float32)
    for row, column in ((0, 1), (1, 0), (1, 2), (2, 1)):
        there = draw.random(len(images)) < 0.4
        others = images[draw.permutation(len(images))] * there[:, None, None]
        top = np.clip(28 * row + draw.integers(-4, 5), 0, 56) if column == 1 else 28
        left = np.clip(28 * column + draw.integers(-4, 5), 0, 56) if row == 1 else 28
        region = paper[:, top : top + 28, left : left + 28]
        np.maximum(region, others / 255.0, out=region)
    middle = paper[:, 28:56, 28:56]
    np.maximum(middle, images / 255.0, out=middle)
    return paper


def crops(paper: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Windows of 28 x 28 whose middle is `steps` away from the middle of each paper."""
    return np.stack(
        [
            one[MARGIN + down : MARGIN + down + 28, MARGIN + right : MARGIN + right + 28]
            for one, (down, right) in zip(paper, steps, strict=True)
        ]
    )


def lessons(draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, 28, 28, 1) and labels 0..10 of one epoch."""
    train = sample().train
    paper = pasted(train.images, draw)
    near = crops(paper, draw.integers(-3, 4, (len(paper), 2)))
    off = draw.integers(-20, 21, (len(paper), 2))
    axis = draw.integers(0, 2, len(paper))
    far = off[np.arange(len(paper)), axis]
    off[np.arange(len(paper)), axis] = np.where(np.abs(far) < 8, np.where(far < 0, -10, 10), far)
    empty = np.zeros((len(paper) // 20, 28, 28), dtype=np.float32)
    x = np.concatenate([near, crops(paper, off), empty])[..., np.newaxis]
    y = np.concatenate([train.labels, np.full(len(paper) + len(empty), NOTHING, dtype=np.uint8)])
    return x, y


def train() -> keras.Model:
    """Fresh places for the digits in every epoch."""
    keras.utils.set_random_seed(SEED)
    made, draw = model(), np.random.default_rng(SEED)
    rate = keras.optimizers.schedules.CosineDecay(0.003, EPOCHS * 110)
    made.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    for epoch in range(EPOCHS):
        x, y = lessons(draw)
        made.fit(x, y, batch_size=128, epochs=1, verbose=0)
        print(epoch, len(y))
    return made


if __name__ == "__main__":
    reader = train()
    x, y = sample().test.images[..., np.newaxis] / 255.0, sample().test.labels
    print("accuracy on test digits in the middle:", float(reader.evaluate(x, y, verbose=0)[1]))
    weights = {
        f"{place:02}": value.astype(np.float16) for place, value in enumerate(reader.get_weights())
    }
    from make_mnist_sample import write

    write(weights, Path(sys.argv[1]))
    print({name: value.shape for name, value in weights.items()})
