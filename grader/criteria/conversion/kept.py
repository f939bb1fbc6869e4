"""Whether the network that was handed in is still as it was."""

from grader.criteria.conversion.case import Case
from grader.evidence import LayerGraph


def changed(case: Case) -> str:
    """Which sentence says what was changed about the source; empty where nothing was.

    A conversion may use the source's own layers, but must leave them as they are.
    """
    if case.made is None:
        return ""
    before, after = case.network.graph, case.made.source_after
    if after is None or len(after.layers) != len(before.layers) or after.calls != before.calls:
        return "layers"
    if _settings(after) != _settings(before):
        return "settings"
    if case.after is None or not all(
        len(new) == len(old) and all((a == b).all() for a, b in zip(new, old, strict=True))
        for new, old in zip(case.after, case.network.weights, strict=True)
    ):
        return "weights"
    flags = [[layer.trainable for layer in graph.layers] for graph in (before, after)]
    return "trainable" if flags[0] != flags[1] else ""


def _settings(graph: LayerGraph) -> list[object]:
    return [(layer.kind, layer.config, layer.weights) for layer in graph.layers]
