"""Exercise 2: parameters and memory of a small CNN.

A CNN has three convolutional layers, each with 3 x 3 kernels, a stride of 2 and "same" padding.
The lowest layer puts out 100 feature maps, the middle one 200 and the top one 400. It takes RGB
pictures of 200 x 300 pixels. All numbers are 32-bit floats.

What is asked for:
- PARAMETERS: how many parameters does the CNN have in all?
- MEMORY_ONE_PICTURE: how much memory does it need, at least, to make a prediction for one picture?
- MEMORY_BATCH_OF_50: how much does training on a mini-batch of 50 pictures need, at least?

Leave out what a framework or an optimizer needs for itself beside the network.

Replace each None by a number (bytes), by a text with a unit ("... MB", "... MiB"), or by the
arithmetic that leads to it, such as 4 * (... + ...). Megabytes of 1,000,000 bytes and mebibytes of
1,048,576 bytes are both fine. The same question with other numbers: cnn-grade quiz 2

    cnn-grade exercise 2
    cnn-grade hint 2
"""

PARAMETERS = None

MEMORY_ONE_PICTURE = None

MEMORY_BATCH_OF_50 = None
