"""Exercise 2, reference answer.

Each feature map learns one kernel that runs through all channels of the layer below, and one bias.
So the layers have (3 * 3 * 3 + 1), (3 * 3 * 100 + 1) and (3 * 3 * 200 + 1) parameters a map.

Stride 2 halves both sides, and "same" padding rounds up: the maps are 100 x 150, then 50 x 75, then
25 x 38. A number of 32 bits takes 4 bytes.

For one prediction a layer's maps can be let go as soon as the layer above is computed. The two
lowest layers take the most together, and the parameters are there all the time.

For training nothing may be let go before the backward pass has used it: the picture and the maps of
all layers are kept for each of the 50, the parameters once.
"""

PARAMETERS = (3 * 3 * 3 + 1) * 100 + (3 * 3 * 100 + 1) * 200 + (3 * 3 * 200 + 1) * 400

MEMORY_ONE_PICTURE = 4 * (100 * 150 * 100 + 50 * 75 * 200 + 903_400)

MEMORY_BATCH_OF_50 = 4 * (
    50 * (200 * 300 * 3 + 100 * 150 * 100 + 50 * 75 * 200 + 25 * 38 * 400) + 903_400
)
