"""Exercise 7, reference answer."""

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
