"""Exercise 7, code alone: weights by the names of the layers, zero biases where there were none."""

import keras
from keras import layers


def to_fully_convolutional(model):
    spec, where = [], (1, 1)
    for layer in model.layers:
        if isinstance(layer, layers.Flatten):
            where = tuple(layer.input.shape[1:3])
        elif isinstance(layer, layers.Dense):
            config = layer.get_config()
            spec.append(layers.Conv2D(layer.units, where, activation=config["activation"],
                                      use_bias=layer.use_bias, name="fc_" + layer.name))
            where = (1, 1)
        elif not isinstance(layer, (layers.InputLayer, layers.Dropout)):
            spec.append(layer.__class__.from_config(layer.get_config()))
    inputs = x = keras.Input((None, None, model.inputs[0].shape[-1]))
    for layer in spec:
        x = layer(x)
    fcn = keras.Model(inputs, x)
    for layer in fcn.layers:
        if layer.name.startswith("fc_"):
            old = model.get_layer(layer.name[3:]).get_weights()
            old[0] = old[0].reshape(layer.kernel.shape)
            layer.set_weights(old)
        elif layer.weights:
            layer.set_weights(model.get_layer(layer.name).get_weights())
    return fcn
