"""Exercise 6: what was new?

Each of five well-known networks for image classification brought something that those before it
did not have: AlexNet, GoogLeNet, ResNet, SENet and Xception. What was it?

What is asked for:
- For each of the five, the main innovation, and in a few words what it does. AlexNet is to be
  compared with its forerunner LeNet-5.
- One or two sentences a network. Name the network in each of them, so that it is clear whose
  innovation you mean.

    cnn-grade exercise 6
    cnn-grade hint 6
"""

ANSWER = """
"""
