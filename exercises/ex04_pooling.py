"""Exercise 4: max pooling or a convolution?

Somewhere in a CNN you want a layer with stride 2. Both a max pooling layer and a convolutional
layer can have it, and what comes out is of the same size. Why might you decide for max pooling?

What is asked for:
- The main difference between the two layers that speaks for max pooling. Mind that the sizes are
  the same, so that cannot be it.
- One to three sentences.

    cnn-grade exercise 4
    cnn-grade hint 4
"""

ANSWER = """
"""
