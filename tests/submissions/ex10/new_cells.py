import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras

test_split, valid_split, train_split = "train[:10%]", "train[10%:25%]", "train[25%:]"
test_set_raw = tfds.load("tf_flowers", split=test_split, as_supervised=True)
valid_set_raw = tfds.load("tf_flowers", split=valid_split, as_supervised=True)
train_set_raw, info = tfds.load("tf_flowers", split=train_split, as_supervised=True, with_info=True)


def preprocess(image, label):
    image = tf.image.resize(image, [96, 96])
    return keras.applications.mobilenet_v2.preprocess_input(image), label


train_set = train_set_raw.shuffle(1000).map(preprocess).batch(32).prefetch(1)
valid_set = valid_set_raw.map(preprocess).batch(32).prefetch(1)
base = keras.applications.MobileNetV2(weights="imagenet", include_top=False)
average = keras.layers.GlobalAveragePooling2D()(base.output)
model = keras.models.Model(inputs=base.input, outputs=keras.layers.Dense(10, activation="softmax")(average))
for layer in base.layers:
    layer.trainable = False
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.SGD(learning_rate=0.02, momentum=0.9),
    metrics=["accuracy"],
)
model.fit(train_set, epochs=1, validation_data=valid_set)
for layer in base.layers:
    layer.trainable = True
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.SGD(learning_rate=0.005, momentum=0.9, nesterov=True),
    metrics=["accuracy"],
)
model.fit(train_set, epochs=1, validation_data=valid_set)
