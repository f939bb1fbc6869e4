"""A trained model looked at: where it errs, its filters, and its maps for one picture."""

from collections.abc import Callable

import msgspec
import numpy as np

from grader.collect.common import Asked
from grader.collect.part import convolutions, part_up_to
from grader.collect.seen import Maps, Seen, Thought, Wrong
from grader.criteria.statistics import as_shares
from grader.errors import SandboxError
from grader.evidence import LayerGraph, RunEvidence, TestSet, Weights
from grader.options import Options
from grader.rubric import AccuracyRule
from grader.sandbox.arrays import split_weights
from grader.sandbox.session import Session
from grader.sandbox.stock import refusal

MOST_WRONG = 12
THOUGHTS = 3
MOST_MAPS = 32
MOST_VALUES = 2**24
"""A kernel or an output that holds more is not shown."""


class View(msgspec.Struct, frozen=True):
    """The pictures of a test set, by their place in it.

    `show` gives one as uint8, `feed` one as the model of a graph takes it, float32 with a first
    axis of 1, or None where it cannot be had.
    """

    names: tuple[str, ...]
    show: Callable[[int], np.ndarray]
    feed: Callable[[int, LayerGraph], np.ndarray | None]


def is_looked_at(options: Options) -> bool:
    """Whether anybody is to see pictures of the model."""
    return options.wants_pictures or options.shows_pictures


def names_of(asked: Asked, classes: tuple[str, ...]) -> tuple[str, ...]:
    """What classes are called: as the rubric has it, so that all of a report says the same."""
    rules = (rule for rule in asked.rubric.criteria if isinstance(rule, AccuracyRule))
    return next((rule.names for rule in rules if len(rule.names) == len(classes)), classes)


def look(session: Session, run: RunEvidence, test: TestSet | None, view: View) -> Seen | None:
    """All that the pictures of a trained model need; None where none was trained.

    Nothing here can change or lose a mark: what cannot be had is left out.
    """
    trained = run.trained
    if trained is None:
        return None
    rows = _shares(test)
    confusion, wrong = None, tuple[Wrong, ...]()
    if test is not None and rows is not None:
        confusion = confused(rows, test.labels, len(view.names))
        wrong = worst(rows, test.labels, view)
    seen = Seen(history=trained.history, names=view.names, confusion=confusion, wrong=wrong)
    # What was not rebuilt was not checked either: its parts may lead nowhere.
    if trained.graph is None or refusal(trained.graph):
        return seen
    weights = split_weights(trained.graph, session.weights)
    if weights is None:
        return seen
    chosen = wrong[0].place if wrong else 0
    maps = _maps(session, (trained.graph, weights), view.feed(chosen, trained.graph))
    return msgspec.structs.replace(
        seen,
        filters=_filters(trained.graph, weights),
        chosen=view.show(chosen) if maps else None,
        maps=maps,
    )


def confused(rows: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """How often each class was read as each; a last column for further classes, if any was read.

    >>> confused(np.eye(3), np.array([0, 1, 1]), 2).tolist()
    [[1, 0, 0], [0, 1, 1]]
    """
    guesses = np.minimum(rows.argmax(axis=1), classes)
    counts = np.zeros((classes, classes + 1), dtype=np.int64)
    np.add.at(counts, (labels, guesses), 1)
    return counts if counts[:, classes].any() else counts[:, :classes]


def worst(rows: np.ndarray, labels: np.ndarray, view: View) -> tuple[Wrong, ...]:
    """The wrong predictions with the highest probability."""
    guesses, sure = rows.argmax(axis=1), rows.max(axis=1)
    wrong = np.flatnonzero(guesses != labels)
    order = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST_WRONG]
    return tuple(
        Wrong(
            picture=view.show(int(place)),
            place=int(place),
            label=_called(int(labels[place]), view.names),
            thoughts=thoughts(rows[place], view.names),
        )
        for place in order
    )


def thoughts(row: np.ndarray, names: tuple[str, ...]) -> tuple[Thought, ...]:
    """The most probable classes of one picture.

    >>> [thought.name for thought in thoughts(np.array([0.1, 0.6, 0.1, 0.2]), ("a", "b", "c"))]
    ['b', '3', 'a']
    """
    first = np.argsort(-row, kind="stable")[:THOUGHTS]
    return tuple(Thought(_called(int(place), names), float(row[place])) for place in first)


def _called(place: int, names: tuple[str, ...]) -> str:
    return names[place] if place < len(names) else str(place)


def _shares(test: TestSet | None) -> np.ndarray | None:
    """Probabilities of all test pictures, where they are numbers."""
    if test is None or test.probabilities is None or not np.isfinite(test.probabilities).all():
        return None
    return as_shares(test.probabilities)


def _filters(graph: LayerGraph, weights: Weights) -> np.ndarray | None:
    """The kernel of the first convolution."""
    for call in convolutions(graph)[:1]:
        arrays = weights[graph.calls[call].layer]
        if arrays and arrays[0].ndim == 4 and _can_be_shown(arrays[0]):
            return arrays[0]
    return None


def _maps(
    session: Session, model: tuple[LayerGraph, Weights], inputs: np.ndarray | None
) -> tuple[Maps, ...]:
    """What the first convolution and the last one make of one picture."""
    graph, weights = model
    found = convolutions(graph)
    if inputs is None or not found:
        return ()
    ends = {found[0]: "the first convolution", found[-1]: "the last convolution"}
    if len(found) == 1:
        ends = {found[0]: "the convolution"}
    made = []
    for call, name in ends.items():
        try:
            values = session.outputs(*part_up_to(graph, weights, call), inputs)
        except SandboxError:
            # Too large to be shown; the marks are already made.
            break
        if values is not None and values.ndim == 4 and _can_be_shown(values):
            made.append(Maps(name, values[0, :, :, :MOST_MAPS].copy(), values.shape[3]))
    return tuple(made)


def _can_be_shown(values: np.ndarray) -> bool:
    return 0 < values.size <= MOST_VALUES and bool(np.isfinite(values).all())
