"""Exercise 8, reference answer."""

ANSWER = """
On its way through a CNN the image loses spatial resolution: every pooling layer and every layer
with a stride above 1 makes the feature maps coarser. The upper layers know well what is in the
picture but only roughly where it is. That is fine for one label per image, yet not for one label
per pixel. The lost spatial information must therefore be recovered, for instance by upsampling
with transposed convolutions and by skip connections that bring in the finer maps of lower layers.
"""
