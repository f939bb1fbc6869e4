"""Exercise 7, code alone: a base up to the Flatten, new layers on top, compiled like the source."""

import keras
from keras import layers


def to_fully_convolutional(model):
    flatten = next(i for i, l in enumerate(model.layers) if isinstance(l, layers.Flatten))
    h, w, c = model.layers[flatten].input.shape[1:]
    fcn = keras.Sequential()
    fcn.add(keras.Input(shape=(None, None, model.input_shape[3])))
    for layer in model.layers[:flatten]:
        if not isinstance(layer, layers.InputLayer):
            new = layer.__class__.from_config(layer.get_config())
            fcn.add(new)
            new.set_weights(layer.get_weights())
    for layer in model.layers[flatten + 1:]:
        if isinstance(layer, layers.Dense):
            config = layer.get_config()
            new = layers.Conv2D(config["units"], (h, w), activation=config["activation"],
                                use_bias=config["use_bias"], dtype=config["dtype"])
            fcn.add(new)
            arrays = layer.get_weights()
            new.set_weights([arrays[0].reshape(h, w, c, config["units"]), *arrays[1:]])
            h, w, c = 1, 1, config["units"]
        else:
            fcn.add(layer.__class__.from_config(layer.get_config()))
    fcn.compile(optimizer=model.optimizer, loss=model.loss)
    print("converted", fcn.count_params(), "parameters")
    return fcn
