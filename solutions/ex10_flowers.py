"""Exercise 10, reference answer: a linear classifier on what MobileNetV2 sees.

The base stays frozen, so that it gives the same features for a photo in every epoch. They are
computed once, and the classifier is trained on them in seconds: that takes about as long as half
an epoch of fine-tuning.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIZE = 224
EPOCHS = 20
BATCH_SIZE = 32


def preprocess(image, label):
    """Return the photo as MobileNetV2 wants it: 224 x 224, values from -1 to 1; and the label."""
    image = tf.image.resize(image, (SIZE, SIZE))
    return keras.applications.mobilenet_v2.preprocess_input(image), label


def build_model(num_classes):
    """Return a classifier on top of a frozen MobileNetV2."""
    base = keras.applications.MobileNetV2(
        input_shape=(SIZE, SIZE, 3), include_top=False, weights="imagenet", pooling="avg"
    )
    base.trainable = False
    model = keras.Sequential(
        [base, layers.Dropout(0.4), layers.Dense(num_classes, activation="softmax")]
    )
    compile_for(model)
    return model


def compile_for(model, steps=1000):
    """Compile with a learning rate that falls to zero along a cosine."""
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.001, steps)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )


def train(model, train_data, val_data):
    """Compute the features of all photos once, and train the new layers on them."""
    base, *new_layers = model.layers
    x, y = features(base, train_data)
    head = keras.Sequential([keras.Input(x.shape[1:]), *new_layers])
    compile_for(head, steps=EPOCHS * len(x) // BATCH_SIZE)
    head.fit(x, y, epochs=EPOCHS, batch_size=BATCH_SIZE, validation_data=features(base, val_data))


def features(base, data):
    """What the base sees in all photos, one row each, and their labels."""
    batches = [(base.predict_on_batch(images), labels) for images, labels in data]
    rows, labels = zip(*batches, strict=True)
    return np.concatenate(rows), np.concatenate(labels)
