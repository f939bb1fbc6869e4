"""Exercise 7: fully convolutional networks.

What is a fully convolutional network (FCN)? And how can a dense layer that sits on top of a CNN be
turned into a convolutional layer which computes the same?

What is asked for:
- What an FCN is made of, and what that allows you to do with it.
- How the new layer has to be set up so that its outputs are those of the dense layer: give all the
  settings that matter. Say also what happens to dense layers that come after the first.
- Two short paragraphs or a list, 50 to 200 words.
- The same in code, for one more point: `to_fully_convolutional` is called with a trained
  `keras.Model`, a Sequential or a functional chain with a Flatten and one to three Dense layers
  behind it, and returns a new model without changing the old one. It is tried on small networks
  that you do not know; what both compute is compared, on pictures as the old one takes them and on
  others.

    cnn-grade exercise 7
    cnn-grade hint 7
"""

ANSWER = """
"""


def to_fully_convolutional(model):
    """Return a fully convolutional keras.Model that computes the same, with the same weights."""
