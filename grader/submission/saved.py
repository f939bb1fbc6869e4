"""A saved Keras model read as data: `.keras` files and the JSON of `model.to_json()`.

Nothing is run, no Keras is imported, and weights are left where they are.
"""

from pathlib import Path
from typing import Any

import msgspec

from grader.errors import SubmissionError
from grader.submission.clean import clean_name
from grader.submission.saved_bytes import config_bytes, version_in
from grader.submission.saved_graph import NamedGraph, Telling, tell_model

SUFFIXES = frozenset({".keras", ".json"})
OLD_SUFFIXES = frozenset({".h5", ".hdf5"})
MOST_DEPTH = 60

__all__ = ["OLD_SUFFIXES", "SUFFIXES", "NamedGraph", "read_saved"]


def read_saved(path: Path) -> NamedGraph:
    """The layers of a saved model.

    Args:
        path: a `.keras` file, or a file with the JSON of `model.to_json()`.

    Raises:
        SubmissionError: it cannot be read, or holds no model whose layers a file tells.
    """
    name = clean_name(str(path))
    if path.suffix.lower() in OLD_SUFFIXES:
        raise SubmissionError(
            f"{name}: the old HDF5 format is not read. Load it in Keras and save it anew: "
            f'keras.models.load_model("{clean_name(path.name)}").save('
            f'"{clean_name(path.stem)}.keras").'
        )
    config = _decoded(config_bytes(path), name)
    telling = Telling(name)
    tell_model(telling, config)
    graph = telling.graph()
    version = version_in(path)
    if version and not version.startswith("3."):
        note = f"written by Keras {version[:20]}; read as if by Keras 3"
        return msgspec.structs.replace(graph, notes=(note, *graph.notes))
    return graph


def _decoded(data: bytes, name: str) -> dict[str, Any]:
    """JSON with an object at the top that is not nested beyond measure.

    Raises:
        SubmissionError: it is none.
    """
    if _depth(data) > MOST_DEPTH:
        raise SubmissionError(f"{name}: is nested too deeply for a description of a model.")
    try:
        config = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SubmissionError(
            f"{name}: is no JSON ({clean_name(str(error))[:200]}). A model's description is what "
            "model.to_json() returns, or a file that model.save() wrote, with the ending .keras."
        ) from None
    if isinstance(config, str):
        # `json.dump(model.to_json(), file)` packs it twice.
        return _decoded(config.encode(), name)
    if not isinstance(config, dict) or "class_name" not in config:
        raise SubmissionError(
            f"{name}: is JSON, but no description of a Keras model, such as model.to_json() gives."
        )
    return config


def _depth(data: bytes) -> int:
    """How deeply brackets are nested; those in texts count too, which only makes it stricter."""
    depth = most = 0
    for byte in data:
        if byte in b"[{":
            depth += 1
            most = max(most, depth)
        elif byte in b"]}":
            depth -= 1
    return most
