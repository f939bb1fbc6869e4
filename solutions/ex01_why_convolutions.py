"""Exercise 1, reference answer."""

ANSWER = """
A CNN gets by with far fewer parameters. A neuron is wired only to a small window of the layer
below, and all the neurons of a feature map use one and the same kernel, whereas each neuron of a
dense layer has a weight of its own for every input. With less to learn, training is faster, takes
less memory, needs fewer examples and overfits less.

What a kernel has learned holds everywhere. Since it is slid over the whole image, a pattern is
recognised in whichever corner it turns up; a DNN would have to learn it anew for each position.

The layout of images is built in. For a DNN the pixels are a row of numbers in any order, and it
does not know which of them are neighbours. A CNN looks at nearby pixels together: its first layers
find small things such as edges, and later ones put these together into parts and whole objects.
That fits most photos.
"""
