"""Evidence: plain data that came out of reading or running an answer.

Everything here is typed and bounded, so that it can cross the border of a closed process. What a
learner's process says of itself is a claim; what the measuring process says was measured.
"""

from grader.evidence.ends import Died, End, Finished, Frame, Garbled, NotTrained, Raised, Stopped
from grader.evidence.graph import ArraySpec, Call, Config, Layer, LayerGraph, Weights
from grader.evidence.model import Inputs, Look, ModelEvidence, RunEvidence, TestSet, Transfer, Usage
from grader.evidence.said import (
    Applied,
    Built,
    Compiled,
    Converted,
    Counted,
    Cut,
    Fit,
    FromLearner,
    LayerCount,
    Machine,
    Predicted,
    Preprocessed,
    Progress,
    Refused,
    Trained,
)
from grader.evidence.source import OldCall, Source

__all__ = [
    "Applied",
    "ArraySpec",
    "Built",
    "Call",
    "Compiled",
    "Config",
    "Converted",
    "Counted",
    "Cut",
    "Died",
    "End",
    "Finished",
    "Fit",
    "Frame",
    "FromLearner",
    "Garbled",
    "Inputs",
    "Layer",
    "LayerCount",
    "LayerGraph",
    "Look",
    "Machine",
    "ModelEvidence",
    "NotTrained",
    "OldCall",
    "Predicted",
    "Preprocessed",
    "Progress",
    "Raised",
    "Refused",
    "RunEvidence",
    "Source",
    "Stopped",
    "TestSet",
    "Trained",
    "Transfer",
    "Usage",
    "Weights",
]
