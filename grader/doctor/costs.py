"""How long exercises 9 and 10 take, from one measured training step.

The step is that of exercise 9's reference, so that exercise 9 needs no more than a product.
Exercise 10's reference is counted in such steps.
"""

from grader.doctor.machine import Trial

PHOTOS, DRAWN = 3_670, 800
"""Pictures of tf_flowers, and of the drawn sample."""

STEPS_A_PHOTO = 1.1
"""What decoding a photo and MobileNetV2 at 224 x 224 take of a processor, in steps.

Source: measured side by side in one process (TensorFlow 2.21, two threads, AVX-512): 20.3 ms and
18.5 ms of processor time.
"""

HEAD_STEPS = 150
"""Training the new layers on what the base saw, twenty epochs, in steps. Source: as above."""

AROUND = 1.1
"""Validation and measuring come on top of training. Source: docs/benchmarks.md, exercise 9."""

STARTS = 2
"""Keras is started for training and for measuring, at the same time on two cores at best."""


def exercise_9_s(trial: Trial) -> float | None:
    """Seconds of exercise 9 with its reference on the full data; None without a measured step."""
    return _seconds(trial, trial.reference_steps)


def exercise_10_s(trial: Trial, *, full: bool) -> float | None:
    """Seconds of exercise 10 with its reference, on photos or on the drawn sample."""
    photos = PHOTOS if full else DRAWN
    return _seconds(trial, photos * STEPS_A_PHOTO + HEAD_STEPS)


def _seconds(trial: Trial, steps: float) -> float | None:
    if not trial.steps:
        return None
    return AROUND * steps * trial.step_s + STARTS * trial.start_s
