"""The chapter's own network and recipe for exercise 9, as a learner would hand it in."""

import keras
from keras import layers


def build_model():
    """Return the chapter's CNN: two convolutions, one pooling, 809,290 parameters."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 5, padding="same", activation="relu"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="sparse_categorical_crossentropy", optimizer="nadam", metrics=["accuracy"])
    return model


def train(model, train_data, val_data):
    """Train for ten epochs in batches of 256, as the chapter does."""
    x, y = train_data
    model.fit(x, y, epochs=10, batch_size=256, validation_data=val_data)
