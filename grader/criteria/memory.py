"""Memory that a network takes, by two rules that can be followed with pencil and paper."""

import msgspec

from grader.criteria.architecture import Architecture, Row

VIEWS = frozenset({"Flatten", "Identity", "Reshape"})
"""Layers that only look at the values below in another form: they store nothing of their own."""

IDLE = frozenset(
    {
        *("AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "RandomContrast"),
        *("RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "SpatialDropout1D"),
        *("SpatialDropout2D", "SpatialDropout3D"),
    }
)
"""Layers that do something in training only; in inference they pass the values below on."""

ADAM_SLOTS = 2
"""Numbers that Adam keeps of each trainable parameter: two running means."""


class Memory(msgspec.Struct, frozen=True):
    """Bytes for a batch; None where a map's size cannot be told.

    `live` are the maps that must be there at once in inference, `maps` those of all layers,
    `gradients` and `slots` what training keeps of each trainable parameter.
    """

    parameters: int
    live: int | None
    maps: int | None
    gradients: int
    slots: int

    @property
    def inference(self) -> int | None:
        """Bytes while the batch passes through: parameters, and the maps needed at once."""
        return None if self.live is None else self.parameters + self.live

    @property
    def training(self) -> int | None:
        """Bytes of a training step: parameters, all maps, gradients, the optimizer's numbers."""
        if self.maps is None:
            return None
        return self.parameters + self.maps + self.gradients + self.slots


def memory(architecture: Architecture, batch: int, slots: int = ADAM_SLOTS) -> Memory:
    """What a network takes for a batch.

    Inference: layers are worked out one after another. A map must be there from the layer that
    makes it to the last layer that reads it, so in a plain stack two maps at a time, and at a
    branch also those that wait to be joined. The most that must be there at once counts.

    Training: backpropagation needs the maps of all layers, the pictures among them, for each
    picture of the batch; and once, a gradient and `slots` numbers of the optimizer for each
    trainable parameter. Gradients of maps are let go on the way and not counted.

    Both leave out what a library needs for its own work.

    Args:
        architecture: the network.
        batch: pictures in the batch, at least 1.
        slots: numbers that the optimizer keeps of a parameter; 2 for Adam, 0 for plain SGD.
    """
    rows = architecture.rows
    trained = sum((row.trainable or 0) * row.weight_bytes for row in rows)
    fixed = sum((row.frozen or 0) * row.weight_bytes for row in rows)
    sizes = [row.map_bytes for row in rows]
    told = all(size is not None for size in sizes)
    kept = sum(size or 0 for row, size in zip(rows, sizes, strict=True) if keeps(row))
    return Memory(
        parameters=trained + fixed,
        live=batch * _most_at_once(rows) if told else None,
        maps=batch * kept if told else None,
        gradients=trained,
        slots=slots * trained,
    )


def stores(row: Row) -> bool:
    """Whether a layer's map is one of its own in inference."""
    return not row.inputs or (row.kind not in VIEWS and row.kind not in IDLE)


def keeps(row: Row) -> bool:
    """Whether training keeps a map of the layer's own."""
    return not row.inputs or row.kind not in VIEWS


def _most_at_once(rows: tuple[Row, ...]) -> int:
    """Most bytes of maps of one picture that must be there at the same time."""
    owners: list[int] = []
    for place, row in enumerate(rows):
        owners.append(place if stores(row) else owners[row.inputs[0]])
    read = {source for row in rows for source in row.inputs}
    last = list(range(len(rows)))
    for place, row in enumerate(rows):
        # An output that nothing reads is kept until all is done.
        for source in row.inputs:
            last[owners[source]] = place
        if place not in read:
            last[owners[place]] = len(rows)
    now = most = 0
    ends: dict[int, int] = {}
    for place, row in enumerate(rows):
        if owners[place] == place:
            now += row.map_bytes or 0
            ends[last[place]] = ends.get(last[place], 0) + (row.map_bytes or 0)
        most = max(most, now)
        now -= ends.pop(place, 0)
    return most
