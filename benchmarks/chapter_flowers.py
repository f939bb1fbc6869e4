"""The chapter's recipe for flowers: three epochs with the base frozen, five with all of it trained.

MobileNetV2 stands in for the chapter's Xception, whose weights are five times as large; epochs,
batches, optimizer and learning rates are the chapter's.
"""

import keras
import tensorflow as tf
from keras import layers

SIZE = 224


def preprocess(image, label):
    """Resize without keeping the proportions, as the chapter does."""
    image = tf.image.resize(image, (SIZE, SIZE))
    return keras.applications.mobilenet_v2.preprocess_input(image), label


def build_model(num_classes):
    """A pretrained base, an average over all positions, and a softmax."""
    base = keras.applications.MobileNetV2(
        input_shape=(SIZE, SIZE, 3), include_top=False, weights="imagenet"
    )
    base.trainable = False
    average = layers.GlobalAveragePooling2D()(base.output)
    model = keras.Model(base.input, layers.Dense(num_classes, activation="softmax")(average))
    compile_with(model, 0.2)
    return model


def compile_with(model, rate):
    """Stochastic gradient descent with momentum."""
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.SGD(rate, momentum=0.9),
        metrics=["accuracy"],
    )


def train(model, train_data, val_data):
    """Three epochs of the head, then five of everything."""
    model.fit(train_data, epochs=3, validation_data=val_data)
    for layer in model.layers:
        layer.trainable = True
    compile_with(model, 0.01)
    model.fit(train_data, epochs=5, validation_data=val_data)
