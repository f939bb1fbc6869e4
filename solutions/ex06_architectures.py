"""Exercise 6, reference answer."""

ANSWER = """
AlexNet is much larger and deeper than LeNet-5, and it was the first to put convolutional layers
directly on top of each other, without a pooling layer after each one. It also used ReLU, dropout
and data augmentation.

GoogLeNet introduced inception modules: convolutions with kernels of different sizes run side by
side, and 1x1 convolutions before them act as bottlenecks, so that a deep network needs few
parameters.

ResNet introduced skip connections, which add the input of a block to its output. The block learns
only the residual, and networks of more than a hundred layers can be trained.

SENet added squeeze-and-excitation blocks: small dense networks that look at all feature maps of a
unit and recalibrate them, turning up those that matter and turning down the others.

Xception is built from depthwise separable convolutions, which treat patterns in space and patterns
across channels in two separate steps.
"""
