"""Evidence of a network for digits: predictions for test digits beside their true labels."""

import secrets

import msgspec
import numpy as np

from grader.collect.common import (
    Asked,
    Collected,
    choice,
    closing,
    limits_of,
    notes,
    training_fields,
)
from grader.collect.look import View, is_looked_at, look
from grader.collect.part import as_input
from grader.collect.quick import Part, part
from grader.datasets import Digits, Split, load_mnist
from grader.evidence import Finished, LayerGraph, ModelEvidence, RunEvidence, Source, TestSet
from grader.limits import Budget
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
    labels = (digits.train.labels, digits.validation.labels, digits.test.labels)
    handed = part(asked, labels, digits.source)
    if handed is not None:
        digits = _of(digits, handed)
    with Session(_request(asked, digits, handed.budget if handed else None)) as session:
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
        view = _view(session, asked.source, digits)
        seen = look(session, run, test, view) if is_looked_at(options) else None
    return Collected(
        evidence=ModelEvidence(asked.source, run, test, look=handed.look if handed else None),
        notes=(*_served(run), *notes(asked, run, test, digits.note)),
        device=run.machine.device if run.machine else "",
        data=digits.source,
        seen=seen,
    )


def _of(digits: Digits, handed: Part) -> Digits:
    """The same with the digits that a quick look takes."""
    train, validation, test = (
        Split(split.images[places], split.labels[places])
        for split, places in (
            (digits.train, handed.train),
            (digits.validation, handed.validation),
            (digits.test, handed.test),
        )
    )
    return msgspec.structs.replace(digits, train=train, validation=validation, test=test)


def _request(asked: Asked, digits: Digits, budget: Budget | None) -> Request:
    train, validation = digits.train, digits.validation
    counts = (len(train.labels), len(validation.labels))
    options = asked.options
    return Request(
        closing=closing(asked.answer, limits_of(asked), options),
        job=DigitsJob(**training_fields(asked), counts=counts, image_shape=(28, 28), budget=budget),
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
    rows = session.measure(Pictures(digits.test.images, *_scaling(session, source, digits)))
    return TestSet(
        rows, digits.test.labels, digits.source, predicted_by="measuring", trouble=session.trouble
    )


def _view(session: Session, source: Source, digits: Digits) -> View:
    """Test digits as they are shown, and as the model takes them."""
    images = digits.test.images

    def feed(place: int, graph: LayerGraph) -> np.ndarray:
        scale, shift = _scaling(session, source, digits)
        values = images[place : place + 1].astype(np.float32) * np.float32(scale)
        return as_input(values + np.float32(shift), graph)

    return View(tuple(map(str, range(10))), lambda place: images[place], feed)


def _scaling(session: Session, source: Source, digits: Digits) -> tuple[float, float]:
    """How pixels are scaled: as was agreed on, or in the way that suits a script's model."""
    free_form = "build_model" not in source.functions
    return _fitting_scale(session, digits.train) if free_form else SCALES[0]


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
