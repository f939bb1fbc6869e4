"""Exercise 3: the graphics card is full.

You start to train a CNN, and after some seconds the program stops: the memory of the GPU does not
suffice. A card with more memory cannot be had. What could you try instead?

What is asked for:
- Five different measures, each of which makes the training need less memory on the card.
- A list of a few words each is enough. More than five do no harm as long as they are right.

    cnn-grade exercise 3
    cnn-grade hint 3
"""

ANSWER = """
"""
