"""Data sets for grading: full where they can be found, else a sample; weights for Keras."""

from grader.datasets.flowers import load_flowers
from grader.datasets.mnist import Digits, Split, load_mnist
from grader.datasets.photos import Flowers, Photos
from grader.datasets.weights import Served, find_weights, serve_weights

__all__ = [
    "Digits",
    "Flowers",
    "Photos",
    "Served",
    "Split",
    "find_weights",
    "load_flowers",
    "load_mnist",
    "serve_weights",
]
