"""Numbers that are only steps on the way to a part, worked out from the architecture."""

from collections.abc import Mapping

from grader.criteria.numeric.architecture import count
from grader.rubric.numbers import Network, Part


def step_values(network: Network) -> Mapping[Part, frozenset[float]]:
    """For each part the numbers that belong to its working and are not its result.

    Parameters and weights of one layer are counted; memory of one layer, of the pictures and of
    the weights is in bytes.
    """
    counted, size, batch = count(network), network.number_bytes, network.batch
    single = len(network.layers) < 2
    layers = () if single else (*counted.layers, *counted.weights, *counted.biases)
    stored = (*counted.maps, counted.inputs, counted.parameters)
    pictures = (counted.all_maps, counted.inputs, counted.all_maps + counted.inputs)
    return {
        "parameters": frozenset(map(float, layers)),
        "memory_one": frozenset(float(values * size) for values in stored),
        "memory_batch": frozenset(
            float(values * size)
            for values in (*stored, *pictures, *(batch * held for held in pictures))
        ),
    }
