"""Exercise 7, reference answer."""

import keras
from keras import layers

ANSWER = """
A fully convolutional network consists of convolutional and pooling layers only; it has no dense
layer. Since a kernel can slide over an input of any width and height, an FCN takes images of any
size that is not too small, and a larger image gives a map of predictions instead of a single one,
in one pass. That serves detection and segmentation.

To convert a dense layer that follows feature maps, replace it with a convolutional layer whose
kernel is as large as these maps (7 x 7 for maps of 7 x 7), with one filter for each neuron,
"valid" padding, stride 1 and the same activation function. The weights of the dense layer are
reshaped into the kernels, so a trained network need not be trained again. Any further dense layer
becomes a convolutional layer with 1 x 1 kernels in the same way.
"""


def to_fully_convolutional(model):
    """Return a fully convolutional keras.Model that computes the same, with the same weights."""
    inputs = outputs = keras.Input((None, None, model.inputs[0].shape[-1]))
    kernel_size = (1, 1)
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        if isinstance(layer, layers.Flatten):
            kernel_size = layer.input.shape[1:3]
        elif isinstance(layer, layers.Dense):
            outputs = with_weights(convolution_like(layer, kernel_size), layer, outputs)
            kernel_size = (1, 1)
        else:
            outputs = with_weights(type(layer).from_config(layer.get_config()), layer, outputs)
    return keras.Model(inputs, outputs)


def convolution_like(dense, kernel_size):
    """A convolution that computes the same as a dense layer on maps of `kernel_size`."""
    return layers.Conv2D(
        dense.units, kernel_size, activation=dense.activation, use_bias=dense.use_bias
    )


def with_weights(new, old, inputs):
    """Outputs of the layer `new` on `inputs`, after it got the weights of `old`, reshaped."""
    outputs = new(inputs)
    shapes = [weight.shape for weight in new.weights]
    new.set_weights([w.reshape(s) for w, s in zip(old.get_weights(), shapes, strict=True)])
    return outputs
