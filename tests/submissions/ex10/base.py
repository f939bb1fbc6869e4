"""A right answer, made small and quick; the faults of the tests are edits of it."""

import keras
import tensorflow as tf
from keras import layers

SIZE = 96


def preprocess(image, label):
    image = tf.image.resize(image, (SIZE, SIZE))
    return keras.applications.mobilenet_v2.preprocess_input(image), label


def build_model(num_classes):
    base = keras.applications.MobileNetV2(
        input_shape=(SIZE, SIZE, 3), include_top=False, weights="imagenet"
    )
    base.trainable = False
    model = keras.Sequential([
        base,
        layers.GlobalAveragePooling2D(),
        layers.Dense(num_classes, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def train(model, train_data, val_data):
    model.fit(train_data, epochs=2, validation_data=val_data)
