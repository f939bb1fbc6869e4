"""Exercise 1: why convolutions for pictures?

A program is to tell what a photo shows: a cat, a bus, a cup. It could be built from dense layers
alone, as a deep fully connected network (a DNN), or as a convolutional neural network (a CNN).
Which advantages does the CNN have for this task?

What is asked for:
- Three different advantages. For each, say where it comes from: what is it in the way that a CNN
  is built which brings it about, and what would be otherwise in the DNN?
- Full sentences or a list, 50 to 200 words. Headings without a reason are not enough.

    cnn-grade exercise 1
    cnn-grade hint 1
"""

ANSWER = """
"""
