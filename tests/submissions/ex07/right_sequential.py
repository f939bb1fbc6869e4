"""Exercise 7, code alone: a Sequential, layer by layer, without an input of a fixed size."""

from tensorflow.keras.layers import Conv2D, Dense, Flatten
from tensorflow.keras.models import Sequential


def to_fully_convolutional(model):
    fcn = Sequential()
    copies = []
    maps = None
    for layer in model.layers:
        if isinstance(layer, Flatten):
            maps = layer.input.shape[1:]
            continue
        if isinstance(layer, Dense):
            shape = (*maps, layer.units) if maps is not None else (1, 1, layer.input.shape[-1], layer.units)
            maps = None
            new = Conv2D(layer.units, shape[:2], activation=layer.activation, use_bias=layer.use_bias)
            weights = layer.get_weights()
            weights[0] = weights[0].reshape(shape)
        elif layer.__class__.__name__ == "InputLayer":
            continue
        else:
            new = layer.__class__.from_config(layer.get_config())
            weights = layer.get_weights()
        fcn.add(new)
        copies.append((new, weights))
    fcn.build((None, None, None, model.input_shape[-1]))
    for new, weights in copies:
        new.set_weights(weights)
    return fcn
