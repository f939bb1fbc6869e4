"""Evidence of transfer learning: predictions for test photos that the learner's code prepares."""

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

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
from grader.collect.look import View, is_looked_at, look, names_of
from grader.collect.quick import Part, part
from grader.datasets import Flowers, Photos, load_flowers, serve_weights
from grader.datasets.thumbnail import thumbnail
from grader.datasets.weights import Served
from grader.evidence import (
    Built,
    End,
    Finished,
    Inputs,
    LayerGraph,
    ModelEvidence,
    RunEvidence,
    TestSet,
    Trained,
    Transfer,
    Weights,
)
from grader.limits import Budget
from grader.sandbox.arrays import split_weights
from grader.sandbox.requests import FlowersJob
from grader.sandbox.session import Request, Session

_CHUNK = 32
"""Photos that are decoded at a time, so that the decoded data set is never in memory."""

_MOVED_SHARE = 5
_MOVED_BY = 4


class _Batch(msgspec.Struct, frozen=True):
    """A few test photos: what they were like when prepared, and what the model made of them."""

    prepared: Inputs
    rows: np.ndarray | None
    moved: np.ndarray | None


def collect_flowers(asked: Asked) -> Collected:
    """Run one model answer and measure what it made on tf_flowers.

    Raises:
        GraderError: no data, no device, or a closed process that could not be started.
    """
    options = asked.options
    options.on_stage("looking for tf_flowers")
    flowers = load_flowers(choice(options.data), options.environment, on_note=options.on_note)
    labels = (flowers.train.labels, flowers.validation.labels, flowers.test.labels)
    handed = part(asked, labels, flowers.source)
    if handed is not None:
        flowers = _of(flowers, handed)
    served: list[Served] = []
    request = _request(
        asked,
        (flowers, handed.budget if handed else None),
        lambda folder: served.extend(_weights(asked, folder)),
    )
    with Session(request) as session:
        run = session.run()
        test, inputs, end = None, None, None
        if isinstance(run.end, Finished):
            options.on_stage(f"measuring on {len(flowers.test.labels):,} test photos")
            rebuilt = session.rebuild()
            run = rebuilt or run
            test, inputs, end = _test(session, flowers, rebuilt=rebuilt is not None)
        transfer = Transfer(
            _split(run.built, session.initial), _split(run.trained, session.weights), inputs, end
        )
        view = _view(session, flowers, names_of(asked, flowers.classes))
        seen = look(session, run, test, view) if is_looked_at(options) else None
    return Collected(
        evidence=ModelEvidence(asked.source, run, test, transfer, handed.look if handed else None),
        notes=(*_served(run, served), *notes(asked, run, test, flowers.note)),
        device=run.machine.device if run.machine else "",
        data=flowers.source,
        seen=seen,
    )


def _view(session: Session, flowers: Flowers, names: tuple[str, ...]) -> View:
    """Test photos as they are shown, and as the learner's code prepares them."""

    def show(place: int) -> np.ndarray:
        return thumbnail(flowers.test.read(place))

    def feed(place: int, _graph: LayerGraph) -> np.ndarray | None:
        prepared = session.preprocess([flowers.test.read(place)])
        return prepared if isinstance(prepared, np.ndarray) else None

    return View(names, show, feed)


def _of(flowers: Flowers, handed: Part) -> Flowers:
    """The same with the photos that a quick look takes."""
    train, validation, test = (
        Photos(photos.labels[places], partial(_read_at, photos, places))
        for photos, places in (
            (flowers.train, handed.train),
            (flowers.validation, handed.validation),
            (flowers.test, handed.test),
        )
    )
    return msgspec.structs.replace(flowers, train=train, validation=validation, test=test)


def _read_at(photos: Photos, places: np.ndarray, place: int) -> bytes:
    return photos.read(int(places[place]))


def _request(
    asked: Asked, given: tuple[Flowers, Budget | None], prepare: Callable[[Path], None]
) -> Request:
    flowers, budget = given
    photos = [*_all(flowers.train), *_all(flowers.validation)]
    labels = np.concatenate([flowers.train.labels, flowers.validation.labels]).astype(np.uint8)
    job = FlowersJob(
        **training_fields(asked),
        counts=(len(flowers.train.labels), len(flowers.validation.labels)),
        sizes=tuple(map(len, photos)),
        classes=flowers.classes,
        budget=budget,
    )
    return Request(
        closing=closing(asked.answer, limits_of(asked), asked.options, prepare),
        job=job,
        blocks=(*photos, labels),
        may_train=asked.may_train,
        on_stage=asked.options.on_stage,
        on_progress=asked.options.on_progress,
    )


def _all(photos: Photos) -> Iterator[bytes]:
    return (photos.read(place) for place in range(len(photos.labels)))


def _weights(asked: Asked, folder: Path) -> list[Served]:
    return serve_weights(folder / ".keras", asked.answer.code, asked.options.environment)


def _test(
    session: Session, flowers: Flowers, *, rebuilt: bool
) -> tuple[TestSet | None, Inputs | None, End | None]:
    """Predictions beside labels that no other process has seen; or how preparing photos ended."""
    labels = flowers.test.labels
    # The order is secret, so that nothing can be looked up by place; it changes no figure.
    order = np.random.default_rng(secrets.randbits(128)).permutation(len(labels))
    batches: list[_Batch] = []
    for begin in range(0, len(order), _CHUNK):
        photos = [flowers.test.read(int(place)) for place in order[begin : begin + _CHUNK]]
        prepared = session.preprocess(photos)
        if not isinstance(prepared, np.ndarray):
            return None, _inputs(batches), prepared
        # Backwards, so that what hangs on the order of photos, or on chance, shows.
        again = prepared[::-1] if begin else session.preprocess(photos[::-1])
        batches.append(_batch(session, prepared, again, rebuilt=rebuilt))
        if batches[-1].rows is None:
            break
    return _test_set(session, flowers, order, batches), _inputs(batches), None


def _batch(session: Session, prepared: np.ndarray, again: object, *, rebuilt: bool) -> _Batch:
    same = isinstance(again, np.ndarray) and np.array_equal(prepared, again[::-1], equal_nan=True)
    inputs = Inputs(
        shape=prepared.shape[1:],
        low=float(prepared.min()),
        high=float(prepared.max()),
        mean=float(prepared.mean()),
        repeatable=same,
    )
    if rebuilt:
        return _Batch(inputs, session.infer(prepared), None)
    moved = np.roll(prepared[::_MOVED_SHARE], _MOVED_BY, axis=2)
    return _Batch(inputs, session.infer_by_learner(prepared), session.infer_by_learner(moved))


def _inputs(batches: list[_Batch]) -> Inputs | None:
    """All batches as one; they hold equally many photos but for the last."""
    parts = [batch.prepared for batch in batches]
    if not parts:
        return None
    return Inputs(
        shape=parts[0].shape,
        low=min(part.low for part in parts),
        high=max(part.high for part in parts),
        mean=float(np.mean([part.mean for part in parts])),
        repeatable=all(part.repeatable for part in parts),
    )


def _test_set(
    session: Session, flowers: Flowers, order: np.ndarray, batches: list[_Batch]
) -> TestSet:
    labels = flowers.test.labels[order]
    moved = [batch.moved for batch in batches if batch.moved is not None]
    rows = [batch.rows for batch in batches if batch.rows is not None]
    chunks = range(0, len(order), _CHUNK)
    complete = len(rows) == len(chunks)
    return TestSet(
        _by_place(np.concatenate(rows), order) if complete else None,
        flowers.test.labels,
        flowers.source,
        moved=np.concatenate(moved) if moved and complete else None,
        moved_labels=np.concatenate([labels[at : at + _CHUNK][::_MOVED_SHARE] for at in chunks]),
        predicted_by="learner" if moved else "measuring",
        trouble=session.trouble,
    )


def _by_place(rows: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Rows in the order of the test set."""
    placed = np.empty_like(rows)
    placed[order] = rows
    return placed


def _split(model: Built | Trained | None, payload: bytes) -> Weights | None:
    if model is None or model.graph is None:
        return None
    return split_weights(model.graph, payload)


def _served(run: RunEvidence, served: list[Served]) -> tuple[str, ...]:
    """What stood in for something else in the learner's process."""
    side = _side(run)
    told = [
        f"The weights for photos of {side} x {side} are not here; those for another size of the "
        "same network stood in for them."
        for file in served
        if file.stand_in and f"_{side}_" in file.name
    ][:1]
    if run.trained and "tf_flowers" in run.trained.served:
        told.append(
            "tfds.load() was served without the test set: photos of the training data stand in its "
            "place, so an accuracy that the code prints is not the one measured."
        )
    return tuple(told)


def _side(run: RunEvidence) -> int:
    """Height of the photos that the model takes; 0 where it is not fixed."""
    shape = run.built.input_shape if run.built else None
    return (shape[0] or 0) if shape else 0
