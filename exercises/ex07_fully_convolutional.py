"""Exercise 7: fully convolutional networks.

What is a fully convolutional network (FCN)? And how can a dense layer that sits on top of a CNN be
turned into a convolutional layer which computes the same?

What is asked for:
- What an FCN is made of, and what that allows you to do with it.
- How the new layer has to be set up so that its outputs are those of the dense layer: give all the
  settings that matter. Say also what happens to dense layers that come after the first.
- Two short paragraphs or a list, 50 to 200 words.

    cnn-grade exercise 7
"""

ANSWER = """
"""
