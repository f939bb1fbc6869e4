"""A network as one JSON object; what cannot be told is null."""

import json
from typing import Any

from grader import __version__
from grader.criteria.architecture import Row
from grader.criteria.layers.field import Field
from grader.pipeline.inspect import Inspected
from grader.report.xray_figures import name_words


def xray_json(seen: Inspected) -> str:
    """One JSON object, indented: the model, its layers, and what it takes altogether."""
    found, needs = seen.architecture, seen.memory
    report = {
        "model": name_words(seen.title),
        "batch": seen.batch,
        "layers": [_layer(seen, row) for row in found.rows],
        "totals": {
            "parameters": found.trainable + found.frozen,
            "trainable_parameters": found.trainable,
            "all_parameters_known": found.parameters_known,
            "multiply_adds": found.multiply_adds,
            "inference_bytes": needs.inference,
            "training_bytes": needs.training,
            "parameter_bytes": needs.parameters,
            "maps_at_once_bytes": needs.live,
            "all_maps_bytes": needs.maps,
            "gradient_bytes": needs.gradients,
            "optimizer_bytes": needs.slots,
        },
        "notes": list(seen.notes),
        "grader": {"version": __version__},
    }
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)


def _layer(seen: Inspected, row: Row) -> dict[str, Any]:
    told = row.trainable is not None and row.frozen is not None
    return {
        "name": name_words(seen.name(row)),
        "kind": name_words(row.kind),
        "reads": list(row.inputs),
        "output_shape": None if row.shape is None else list(row.shape),
        "parameters": row.parameters if told else None,
        "trainable_parameters": row.trainable,
        "shared": row.shared,
        "multiply_adds": row.multiply_adds,
        "map_bytes": seen.map_bytes(row),
        "receptive_field": None if row.fields is None else list(map(_field, row.fields)),
    }


def _field(field: Field) -> dict[str, Any]:
    """One axis; of a unit that sees everything there is nothing more to say."""
    if field.is_whole:
        return {"whole": True}
    return {
        "whole": False,
        "size": field.size,
        "stride": field.stride,
        "first": [field.firsts[0], field.lasts[0]],
        "centre": field.centre,
    }
