"""Exercise 8: semantic segmentation.

In semantic segmentation a network colours in the whole picture: each pixel gets the class of the
thing that it belongs to, such as road, car or sky. What is the main technical difficulty when a
CNN, made for classification, is to do this?

What is asked for:
- The one difficulty that lies in the CNN itself (not in the data or in their labels), which layers
  it comes from, and what therefore has to be done before the answer can be given.
- Two or three sentences.

    cnn-grade exercise 8
    cnn-grade hint 8
"""

ANSWER = """
"""
