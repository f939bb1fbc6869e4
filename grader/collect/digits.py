"""Evidence of a network for digits: predictions for test digits beside their true labels."""

import secrets

import numpy as np

from grader.collect.common import (
    Asked,
    Collected,
    choice,
    closing,
    notes,
    training_fields,
)
from grader.datasets import Digits, Split, load_mnist
from grader.evidence import Finished, ModelEvidence, RunEvidence, Source, TestSet
from grader.sandbox.requests import DigitsJob
from grader.sandbox.session import Pictures, Request, Session

SCALES = ((1 / 255, 0.0), (1.0, 0.0), (2 / 255, -1.0), (1 / (255 * 0.3081), -0.1307 / 0.3081))
"""Ways in which scripts scale pixels: 0..1, 0..255, -1..1, and MNIST's mean and deviation."""

_SCALE_PICTURES = 1_000
_MOVED_SHARE = 5
_NOISE = 10


def collect_digits(asked: Asked) -> Collected:
    """Run one model answer and measure what it made on MNIST.

    Raises:
        GraderError: no data, no device, or a closed process that could not be started.
    """
    options = asked.options
    options.on_stage("looking for MNIST")
    digits = load_mnist(
        choice(options.data),
        options.environment,
        on_note=options.on_note,
        on_bytes=options.on_bytes,
    )
    with Session(_request(asked, digits)) as session:
        run = session.run()
        test = None
        if isinstance(run.end, Finished):
            options.on_stage(f"measuring on {len(digits.test.labels):,} test digits")
            rebuilt = session.rebuild()
            run = rebuilt or run
            test = (
                _test_rebuilt(session, asked.source, digits)
                if rebuilt
                else _test_by_learner(session, digits)
            )
    return Collected(
        evidence=ModelEvidence(asked.source, run, test),
        notes=(*_served(run), *notes(asked, run, test, digits.note)),
        device=run.machine.device if run.machine else "",
        data=digits.source,
    )


def _request(asked: Asked, digits: Digits) -> Request:
    train, validation = digits.train, digits.validation
    counts = (len(train.labels), len(validation.labels))
    options = asked.options
    return Request(
        closing=closing(asked.answer, asked.rubric.limits, options),
        job=DigitsJob(**training_fields(asked), counts=counts, image_shape=(28, 28)),
        blocks=(train.images, validation.images, train.labels, validation.labels),
        may_train=asked.may_train,
        on_stage=options.on_stage,
        on_progress=options.on_progress,
    )


def _served(run: RunEvidence) -> tuple[str, ...]:
    if not (run.trained and "mnist" in run.trained.served):
        return ()
    return (
        "mnist.load_data() was served without the test set: training digits stand in its "
        "place, so an accuracy that the code prints is not the one measured.",
    )


def _test_rebuilt(session: Session, source: Source, digits: Digits) -> TestSet:
    """Predictions for the test pictures, beside labels that no other process has seen."""
    free_form = "build_model" not in source.functions
    scale, shift = _fitting_scale(session, digits.train) if free_form else SCALES[0]
    rows = session.measure(Pictures(digits.test.images, scale, shift))
    return TestSet(
        rows, digits.test.labels, digits.source, predicted_by="measuring", trouble=session.trouble
    )


def _fitting_scale(session: Session, train: Split) -> tuple[float, float]:
    """The scaling under which a script's model does best on training digits.

    A script scales its pictures itself, in a way that cannot be seen in the model it leaves.
    """
    pictures, labels = train.images[:_SCALE_PICTURES], train.labels[:_SCALE_PICTURES]

    def right(scaling: tuple[float, float]) -> int:
        rows = session.measure(Pictures(pictures, *scaling))
        return 0 if rows is None else int((rows.argmax(axis=1) == labels).sum())

    return max(SCALES, key=right)


def _test_by_learner(session: Session, digits: Digits) -> TestSet:
    """Predictions made in the learner's process: originals hidden among moved and noised copies."""
    test = digits.test
    chosen = np.arange(0, len(test.labels), _MOVED_SHARE)
    mixed = np.concatenate([test.images, moved_copies(test.images[chosen])])
    # The order is secret, so that nothing can be looked up by place; it changes no figure.
    order = np.random.default_rng(secrets.randbits(128)).permutation(len(mixed))
    shuffled = session.ask_learner(Pictures(np.ascontiguousarray(mixed[order])))
    rows = None
    if shuffled is not None:
        rows = np.empty_like(shuffled)
        rows[order] = shuffled
    known = len(test.labels)
    return TestSet(
        None if rows is None else rows[:known],
        test.labels,
        digits.source,
        moved=None if rows is None else rows[known:],
        moved_labels=test.labels[chosen],
        predicted_by="learner",
        trouble=session.trouble,
    )


def moved_copies(images: np.ndarray) -> np.ndarray:
    """Pictures moved by one pixel, with slight noise; the same copies at every call.

    Args:
        images: uint8, shape (n, height, width).
    """
    draw = np.random.default_rng(9)
    steps = draw.integers(0, 4, len(images))
    moved = np.empty_like(images)
    for place, (axis, by) in enumerate(((0, 1), (0, -1), (1, 1), (1, -1))):
        moved[steps == place] = np.roll(images[steps == place], by, axis=axis + 1)
    noise = draw.integers(-_NOISE, _NOISE + 1, images.shape)
    noised: np.ndarray = np.clip(moved.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    return noised
