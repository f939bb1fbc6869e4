"""A right answer, made small and quick; the faults of the tests are edits of it."""

import keras
from keras import layers


def build_model():
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, strides=2, activation="relu"),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def train(model, train_data, val_data):
    x, y = train_data
    model.fit(x, y, epochs=2, batch_size=256, validation_data=val_data)
