"""Exercise 3, reference answer."""

ANSWER = """
1. Train with a smaller mini-batch: the activations of all its images are kept until the backward
   pass, so half the batch takes about half that memory.
2. Make the feature maps smaller early on, with a stride of 2 or a pooling layer.
3. Take layers out of the network, or give the layers fewer filters.
4. Compute in 16-bit floats (mixed precision) instead of 32-bit ones.
5. Spread the model over several devices.

If that is not enough: feed smaller images, or use gradient checkpointing, which drops activations
and computes them again when they are needed.
"""
