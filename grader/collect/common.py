"""What the collecting of all training exercises shares."""

import ast
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import msgspec

from grader.collect.seen import Seen
from grader.criteria.ends import other_old_calls
from grader.errors import DeviceError
from grader.evidence import ModelEvidence, RunEvidence, Source, TestSet
from grader.limits import Limits
from grader.options import Options
from grader.rubric import ModelRubric
from grader.sandbox.pair import Closing
from grader.submission import Answer
from grader.submission.siblings import siblings

_SLOWER = {"tensorflow": 1, "jax": 6, "torch": 2}
"""Times that building takes with a backend: JAX compiles every operation for every shape."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One answer whose evidence is asked for; `may_train` looks at the evidence before training."""

    answer: Answer
    source: Source
    rubric: ModelRubric
    options: Options
    may_train: Callable[[RunEvidence], bool]


class Collected(msgspec.Struct, frozen=True):
    """Evidence, notes for the learner, what it was made on, and what pictures need."""

    evidence: ModelEvidence
    notes: tuple[str, ...]
    device: str
    data: str
    seen: Seen | None = None


def choice(data: str) -> Literal["auto", "full", "sample"]:
    """The data asked for, as a loader takes it."""
    return "full" if data == "full" else "sample" if data == "sample" else "auto"


def closing(
    answer: Answer,
    limits: Limits,
    options: Options,
    prepare: Callable[[Path], None] = lambda _: None,
) -> Closing:
    """How the processes of an answer are closed in; `prepare` fills the learner's folder.

    Raises:
        DeviceError: the backend that was asked for is not installed.
    """
    if find_spec(options.backend) is None:
        raise DeviceError(
            f"--backend {options.backend}: {options.backend} is not installed here. "
            f"pip install 'cnn-grade[{options.backend}]' brings it."
        )
    return Closing(
        file_name=answer.name,
        limits=options.adjust(
            msgspec.structs.replace(limits, build_s=limits.build_s * _SLOWER[options.backend])
        ),
        device=options.device,
        backend=options.backend,
        environment=options.environment,
        adopts=options.adopts,
        prepare=prepare,
    )


def limits_of(asked: Asked) -> Limits:
    """The rubric's limits; in a quick look no training goes on for long."""
    limits, quick = asked.rubric.limits, asked.rubric.quick
    if not asked.options.quick or quick is None:
        return limits
    return msgspec.structs.replace(limits, training_s=min(limits.training_s, quick.limit_s))


def job_fields(answer: Answer, seed: int) -> dict[str, Any]:
    """The fields that all jobs have."""
    return {
        "file_name": answer.name,
        "code": answer.code,
        "support": siblings(answer.folder, ast.parse(answer.code)),
        "seed": seed,
    }


def training_fields(asked: Asked) -> dict[str, Any]:
    """The fields that all jobs with a model to train have."""
    return {
        **job_fields(asked.answer, asked.options.seed),
        "defines_builder": "build_model" in asked.source.functions,
        "defines_train": "train" in asked.source.functions,
        "plan": asked.rubric.plan,
    }


def notes(asked: Asked, run: RunEvidence, test: TestSet | None, about_data: str) -> tuple[str, ...]:
    """What the reader of a result has to know beside the criteria."""
    told = [about_data] if about_data else []
    told += other_old_calls(run, asked.source)
    if test is not None and test.predicted_by == "learner":
        told.append(
            "The model could not be rebuilt from stock layers, so its predictions come from its "
            "own process; they were checked with slightly moved copies of the pictures."
        )
    if run.usage.printed_bytes > 1_000_000:
        told.append(
            f"The code printed {run.usage.printed_bytes / 1e6:.0f} MB; none of it was kept."
        )
    return tuple(told)
