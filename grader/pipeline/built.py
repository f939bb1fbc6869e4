"""A network that code builds: the code is run closed in, and only its layer graph comes back."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from grader.criteria.ends import explain
from grader.datasets import serve_weights
from grader.errors import NoAnswerError, SubmissionError
from grader.evidence import Built, Call, Layer, LayerGraph, RunEvidence, Source
from grader.exercise import Exercise, course_folder, load_exercise
from grader.pipeline.known import program
from grader.pipeline.wanted import Sides, Wanted
from grader.sandbox.pair import Closing
from grader.sandbox.requests import DigitsJob
from grader.sandbox.session import Request, Session
from grader.submission import Answer, read_answer
from grader.submission.files import shown
from grader.submission.saved import NamedGraph
from grader.submission.siblings import siblings
from grader.submission.source import describe, parse
from grader.submission.text import read_text

_WITH_CODE = (9, 10)
"""Exercises whose answers build a network; their limits hold for other code, too."""

_CLASSES = 5
_USUAL = (28, 28, 1)


def build_known(wanted: Wanted) -> NamedGraph:
    """A network of keras.applications with fresh weights.

    Raises:
        UsageError: a setting is not known.
        SubmissionError: Keras cannot build it so.
    """
    answer = Answer(0, "network.py", wanted.what, Path(), program(wanted.what, wanted.sides))
    return _graph(answer, wanted, wanted.what)


def build_answer(wanted: Wanted) -> NamedGraph:
    """The network that a Python file, a notebook or a workspace builds.

    Raises:
        SubmissionError: it cannot be read, or builds no model.
    """
    answer = _read(Path(wanted.what))
    return _graph(answer, wanted, answer.shown)


def _read(path: Path) -> Answer:
    """The code of a file of any name, or of the exercise in a folder, notebook or archive."""
    if path.suffix.lower() == ".py" and path.is_file():
        return Answer(0, path.name, shown(path), path.parent, read_text(path))
    missing = None
    for exercise in _exercises():
        try:
            return read_answer(path, exercise.number, exercise.name)
        except NoAnswerError as error:
            missing = missing or error
    raise missing or SubmissionError(f"{shown(path)}: has no code that builds a network.")


def _exercises() -> Iterator[Exercise]:
    course = course_folder()
    there = sorted(course.glob("rubrics/ex*.toml"))
    for number in _WITH_CODE:
        if any(path.name.startswith(f"ex{number:02}_") for path in there):
            yield load_exercise(number, course)


def _graph(answer: Answer, wanted: Wanted, title: str) -> NamedGraph:
    exercise = next(_exercises())
    try:
        tree = parse(answer)
    except SyntaxError as error:
        raise SubmissionError(f"{answer.shown}:{error.lineno}: {error.msg}.") from None
    source = describe(answer, tree, exercise.common.old_names)
    run = _run(answer, source, exercise, wanted)
    if run.built is None:
        raise SubmissionError(explain(run, source, exercise.common) or "no model was built.")
    return told(run.built, title)


def _run(answer: Answer, source: Source, exercise: Exercise, wanted: Wanted) -> RunEvidence:
    """Run code until its model is there; nothing is trained."""
    nothing = np.zeros(2 * _USUAL[0] * _USUAL[1] + 2, np.uint8)
    code = answer.code + epilogue(ast.parse(answer.code), wanted.sides)
    job = DigitsJob(
        file_name=answer.name,
        code=code,
        support=siblings(answer.folder, ast.parse(answer.code)),
        seed=0,
        defines_builder="build_model" in source.functions,
        defines_train="train" in source.functions,
        counts=(1, 1),
        plan=exercise.model_rubric.plan,
        image_shape=_USUAL[:2],
    )
    request = Request(
        closing=Closing(
            file_name=answer.name,
            limits=exercise.model_rubric.limits,
            device="cpu",
            backend="tensorflow",
            environment=wanted.environment,
            adopts=True,
            prepare=lambda folder: _weights(folder, answer, wanted),
        ),
        job=job,
        blocks=(nothing,),
        may_train=lambda _: False,
        on_stage=wanted.on_stage,
        on_progress=lambda _: None,
    )
    with Session(request) as session:
        return session.run()


def _weights(folder: Path, answer: Answer, wanted: Wanted) -> None:
    """Pretrained weights that the code asks for; only their shapes will be looked at."""
    serve_weights(folder / ".keras", answer.code, wanted.environment)


def epilogue(tree: ast.Module, sides: Sides | None) -> str:
    """Lines behind somebody's code that let `build_model` be called with nothing.

    A number of classes is handed over where it asks for something, and a Sequential model without
    an input gets the one that was asked for.

    Args:
        tree: the code.
        sides: shape of the input; None for that of a digit.
    """
    builder = next(
        (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "build_model"), None
    )
    if builder is None:
        return ""
    given = builder.args
    needed = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    shape = (None, *(sides or _USUAL))
    return (
        "\n\n_asked_builder = build_model\n\n\ndef build_model():\n"
        f"    model = _asked_builder({_CLASSES if needed == 1 else ''})\n"
        f"    if getattr(model, 'built', True) is False: model.build({shape!r})\n"
        "    return model\n"
    )


def told(built: Built, title: str) -> NamedGraph:
    """What a process told of its model, with names as Keras makes them."""
    graph, notes = built.graph, []
    if graph is None:
        graph = _kinds_alone(built)
        notes.append(
            f"only the kinds of its layers can be seen: {built.why_no_graph}. Keras counts "
            f"{built.parameters:,} parameters, {built.trainable_parameters:,} of them trainable."
        )
    names = tuple(names_of(layer.kind for layer in graph.layers))
    return NamedGraph(title, graph, names, tuple(notes))


def names_of(kinds: Iterable[str]) -> Iterator[str]:
    """Names of layers as Keras makes them.

    >>> list(names_of(["Conv2D", "MaxPooling2D", "Conv2D"]))
    ['conv2d', 'max_pooling2d', 'conv2d_1']
    """
    seen: Counter[str] = Counter()
    for kind in kinds:
        name = re.sub(
            r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
        ).lower()
        yield f"{name}_{seen[name]}" if seen[name] else name
        seen[name] += 1


def _kinds_alone(built: Built) -> LayerGraph:
    """Layers of which nothing but the class is known, one after the other."""
    # Without an input none of them gets figures: how they are wired is not known.
    kinds = [kind for kind in built.layer_kinds if kind != "InputLayer"][:2_000] or [built.kind]
    layers = tuple(Layer(kind, {}, "float32", trainable=True, weights=()) for kind in kinds)
    calls = tuple(Call(place, (place - 1,) if place else ()) for place in range(len(kinds)))
    return LayerGraph(layers, calls, len(calls) - 1)
