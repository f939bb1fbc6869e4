"""cnn-grade: checks a person's work on convolutional networks."""

__version__ = "0.1.0"
