"""Exercise 5: local response normalization.

Some CNNs, among them the winner of the ImageNet contest of 2012, have layers for local response
normalization (LRN). When would you add such a layer to a network?

What is asked for:
- Three points: what the layer does with the activations, what the network gains by it while it
  learns, and in which part of a network the layer has its place.
- Two to four sentences.

    cnn-grade exercise 5
    cnn-grade hint 5
"""

ANSWER = """
"""
