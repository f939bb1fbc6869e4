"""Exercise 4, reference answer."""

ANSWER = """
Both layers shrink the feature maps alike, but max pooling has no parameters: it only picks the
largest value of each window, so nothing has to be learned or stored and nothing can overfit. The
convolutional layer brings a kernel for each of its feature maps, with a weight for every channel
below, which adds many parameters and much more computation. Besides, max pooling makes the network
a little less sensitive to small shifts of the picture, because the largest value stays the same
wherever it lies within the window.
"""
