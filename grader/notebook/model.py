"""A trained model that was told as data: measured on test pictures and judged."""

import os
import time
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from grader.collect.common import choice
from grader.collect.digits import SCALES
from grader.datasets import Digits, load_mnist
from grader.evidence import (
    End,
    Finished,
    ModelEvidence,
    RunEvidence,
    Source,
    TestSet,
    Transfer,
)
from grader.exercise import Exercise, course_folder, load_exercise
from grader.notebook.flowers import measure_flowers
from grader.notebook.measuring import Measuring
from grader.notebook.rows import as_seen
from grader.notebook.talk import Done, ModelJob
from grader.pipeline.code import judged
from grader.pipeline.graded import next_step
from grader.result import Result, total
from grader.sandbox.arrays import split_weights
from grader.sandbox.session import Pictures

Prepare = Callable[[Sequence[bytes]], np.ndarray | End]
"""Photos, without labels, through the learner's `preprocess`."""

_SCALE_PICTURES = 1_000
_SOURCE = Source("the notebook")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A model to judge: its job, its weights, and the ways back to the kernel."""

    job: ModelJob
    payload: bytes
    on_stage: Callable[[str], None]
    prepare: Prepare


def judge_model(asked: Asked) -> Done:
    """Measure a model closed in, and judge what can be seen of it.

    Raises:
        GraderError: no data, or a closed process that could not be started.
    """
    began = time.monotonic()
    exercise = load_exercise(asked.job.number, course_folder())
    with Measuring(exercise.model_rubric.limits) as measuring:
        measure = _flowers if exercise.model_rubric.data == "tf_flowers" else _digits
        evidence, notes = measure(asked, measuring)
    rows = judged(evidence, exercise)
    seen = tuple(
        as_seen(row, rule, evidence)
        for row, rule in zip(rows, exercise.model_rubric.criteria, strict=True)
    )
    result = total(exercise.heading, seen, seconds=time.monotonic() - began)
    return Done(_with_steps(result, notes, exercise))


def _with_steps(result: Result, notes: tuple[str, ...], exercise: Exercise) -> Result:
    """A result that says that it is no mark, and what to do next."""
    no_mark = (
        f"Checked in a notebook; the mark is given by cnn-grade exercise {exercise.number}, "
        "which trains your code from the start."
    )
    step = next_step(result.criteria, result.status, "this notebook", exercise)
    return msgspec.structs.replace(result, feedback=(*notes, no_mark, step))


def _run(asked: Asked, measuring: Measuring) -> RunEvidence:
    """The model as it was told, rebuilt and counted anew."""
    job, graph = asked.job, asked.job.built.graph
    counted = measuring.rebuild(graph, asked.payload) if graph else None
    return RunEvidence(
        end=Finished(),
        built=job.built,
        counted=counted,
        trained=msgspec.structs.replace(job.trained, graph=graph),
        trouble=measuring.trouble,
    )


def _digits(asked: Asked, measuring: Measuring) -> tuple[ModelEvidence, tuple[str, ...]]:
    asked.on_stage("looking for MNIST")
    digits = load_mnist(choice(asked.job.data), os.environ, on_note=asked.on_stage)
    asked.on_stage(f"measuring on {len(digits.test.labels):,} test digits")
    run = _run(asked, measuring)
    rows, note = None, ""
    if run.counted is not None:
        scaling = _fitting_scale(measuring, digits)
        note = _scaled(scaling)
        rows = measuring.measure(Pictures(digits.test.images, *scaling))
    test = TestSet(
        rows,
        digits.test.labels,
        digits.source,
        predicted_by="measuring",
        trouble=measuring.trouble,
    )
    notes = tuple(text for text in (digits.note, note) if text)
    return ModelEvidence(_SOURCE, run, test), notes


def _fitting_scale(measuring: Measuring, digits: Digits) -> tuple[float, float]:
    """The scaling of pixels under which the model does best on training digits."""
    train = digits.train
    pictures, labels = train.images[:_SCALE_PICTURES], train.labels[:_SCALE_PICTURES]

    def right(scaling: tuple[float, float]) -> int:
        rows = measuring.measure(Pictures(pictures, *scaling))
        return -1 if rows is None else int((rows.argmax(axis=1) == labels).sum())

    best, most = SCALES[0], right(SCALES[0])
    # Where the first gives no predictions at all, none of the others does.
    for scaling in SCALES[1:] if 0 <= most < len(labels) else ():
        if (found := right(scaling)) > most:
            best, most = scaling, found
    return best


def _scaled(scaling: tuple[float, float]) -> str:
    """A line where a model wants other pixels than those from 0 to 1."""
    if scaling == SCALES[0]:
        return ""
    low, high = scaling[1], 255 * scaling[0] + scaling[1]
    return f"Measured with pixels from {low:.3g} to {high:.3g}, which suit this model best."


def _flowers(asked: Asked, measuring: Measuring) -> tuple[ModelEvidence, tuple[str, ...]]:
    run = _run(asked, measuring)
    found = measure_flowers(measuring, asked.job.data, asked.prepare, asked.on_stage)
    graph = asked.job.built.graph
    weights = split_weights(graph, asked.payload) if graph else None
    # How the weights were before is not known; a base that stayed frozen is known by them.
    transfer = Transfer(weights, weights, found.inputs, found.end)
    notes = (found.note,) if found.note else ()
    return ModelEvidence(_SOURCE, run, found.test, transfer), notes
