"""Exercise 6, reference answer."""

ANSWER = """
AlexNet is much deeper than LeNet-5 and has about a thousand times as many weights. It was also the
first to stack one convolutional layer straight on another, where LeNet-5 puts a pooling layer in
between, and it used ReLU, dropout and data augmentation.

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
