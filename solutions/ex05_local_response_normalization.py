"""Exercise 5, reference answer."""

ANSWER = """
A layer for local response normalization lets feature maps compete: a neuron that is strongly
activated inhibits the neurons at the same position in the neighbouring feature maps. It therefore
does not pay for two maps to respond to the same pattern. They are driven apart, each specializes
in something of its own, and together they cover a wider range of features, which helps the network
to generalize. I would add the layer in the lower part of a CNN, after the ReLU of the first
convolutional layers, so that the upper layers have a rich set of simple features to combine.
"""
