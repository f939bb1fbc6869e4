"""What the learner's process needs to know of an exercise: its data, and how they are asked for."""

from typing import Any, Protocol

import msgspec

from grader.sandbox.requests import TrainingJob


class Task(Protocol):
    """The data of one training exercise, seen from inside the learner's process."""

    sends_weights: bool
    """Whether the weights of the model before training are part of the evidence."""

    @property
    def job(self) -> TrainingJob:
        """The job whose data these are."""

    def serve(self) -> None:
        """Let the usual functions that load this data set answer from the training data."""

    def served(self) -> tuple[str, ...]:
        """Data sets that the learner's own code asked for, sorted."""

    def data(self, module: Any) -> tuple[Any, Any]:
        """Training and validation data as `train` gets them."""

    def arguments(self) -> tuple[Any, ...]:
        """What `build_model` is called with, by position."""

    def picture_shape(self) -> tuple[int, ...]:
        """Shape of one picture at the model's input, known once there are data."""

    def fit(self, model: Any, train: Any, validation: Any) -> None:
        """Training where the learner wrote no `train`."""

    def reply(
        self, module: Any, model: Any, request: msgspec.Struct, payload: bytes
    ) -> tuple[msgspec.Struct, list[bytes]]:
        """What the grader asks of the trained model, or of the learner's functions."""
