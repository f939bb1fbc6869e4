"""What a result depends on, as one digest: answer, rubric, grader, data, machine and choices."""

import ast
import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

from grader import __version__
from grader.exercise import Exercise
from grader.limits import Limits
from grader.options import Options
from grader.pipeline.converting import code_of
from grader.rubric import ModelRubric, WordsRubric
from grader.submission import Answer, read_answer, read_written
from grader.submission.siblings import siblings

_SHARED = ("common.toml", "language.toml", "word_order.toml")
_PACKAGES = ("tensorflow", "keras", "numpy", "jax", "torch")
_DATA = {"mnist": ("mnist", "mnist.npz"), "tf_flowers": ("tf_flowers",)}
_NO_MATTER = {"adopts", "wants_pictures", "shows_pictures"}
"""Options that change no result."""

_PLAIN = (str, int, float, bool, type(None))


def answer_digest(path: Path, exercise: Exercise) -> str:
    """SHA-256 of an answer: its words and numbers, its code, and own modules that it imports.

    Raises:
        SubmissionError: nothing can be read there.
    """
    return _digest(_answer(path, exercise))


def key_of(answer: str, exercise: Exercise, options: Options) -> str:
    """SHA-256 of all that the result of an answer depends on.

    Args:
        answer: the answer's own digest.
        exercise: its files are read anew, so that a changed rubric is noticed.
        options: everything that was chosen and is plain data, and the environment's data folders.
    """
    return _digest([answer, *_course(exercise), *_grader(), *_chosen(exercise, options)])


def _digest(parts: Iterable[object]) -> str:
    # Not JSON: a learner's numbers may be longer than it allows, and texts have odd characters.
    return hashlib.sha256(repr(list(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _answer(path: Path, exercise: Exercise) -> Iterator[object]:
    number, name, rubric = exercise.number, exercise.name, exercise.rubric
    if isinstance(rubric, ModelRubric):
        yield from _code(read_answer(path, number, name))
        return
    table = rubric.conversion if isinstance(rubric, WordsRubric) else None
    code = code_of(path, exercise, table.function) if table else None
    if code is not None:
        yield from _code(code.answer)
    yield read_written(path, number, name, exercise.question, beside_code=code is not None)


def _code(answer: Answer) -> Iterator[object]:
    yield from (answer.shown, answer.name, answer.code, answer.cell_ends)
    try:
        yield siblings(answer.folder, ast.parse(answer.code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield {}


def _course(exercise: Exercise) -> Iterator[object]:
    rubrics = exercise.stub.parent.parent / "rubrics"
    files = [rubrics / f"{exercise.name}.toml", *(rubrics / name for name in _SHARED)]
    for path in (exercise.stub, *files):
        yield hashlib.sha256(path.read_bytes()).hexdigest()


def _grader() -> Iterator[object]:
    yield from (__version__, platform.python_version(), platform.machine())
    for name in _PACKAGES:
        try:
            yield version(name)
        except PackageNotFoundError:
            yield ""


def _chosen(exercise: Exercise, options: Options) -> Iterator[object]:
    """Choices that are plain data, limits, the kind of device, and the files of the data."""
    values = {name: getattr(options, name) for name in options.__struct_fields__}
    plain = {name: value for name, value in values.items() if isinstance(value, _PLAIN)}
    yield {name: plain[name] for name in sorted(plain.keys() - _NO_MATTER)}
    if (limits := _limits(exercise)) is not None:
        from grader.sandbox.pair import may_use_gpu

        yield options.adjust(limits)
        visible = options.environment.get("CUDA_VISIBLE_DEVICES", "")
        yield visible if may_use_gpu(options.device) else "no GPU"
    if isinstance(exercise.rubric, ModelRubric):
        yield list(_data(exercise.rubric.data, options.environment))


def _data(name: str, environ: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    # Imported here: words need none of it, and it takes a tenth of a second.
    from grader.datasets.weights import find_weights

    yield from _stamps(_data_files(_DATA[name], environ))
    if name == "tf_flowers":
        yield from _stamps(find_weights(environ).values())


def _limits(exercise: Exercise) -> Limits | None:
    match exercise.rubric:
        case ModelRubric(limits=limits):
            return limits
        case WordsRubric(conversion=table) if table is not None:
            return table.limits
    return None


def _data_files(names: tuple[str, ...], environ: Mapping[str, str]) -> Iterator[Path]:
    """Files in all places that data are looked for in, whether they would be taken or not."""
    from grader.datasets.cache import cache_folder

    given = environ.get("CNN_GRADE_DATA", "")
    home = Path(environ.get("HOME") or Path.home())
    keras = Path(environ.get("KERAS_HOME") or home / ".keras") / "datasets"
    tfds = Path(environ.get("TFDS_DATA_DIR") or home / "tensorflow_datasets")
    own = [Path(given), Path(given) / "keras" / "datasets"] if given else []
    for folder in (*own, keras, tfds, cache_folder(environ)):
        for name in names:
            below = (folder / name).glob("*"), (folder / name).glob("*/*")
            yield from chain([folder / name], *below)


def _stamps(paths: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Size and time of each file: to read gigabytes, only to know them again, takes too long."""
    for path in sorted(paths):
        try:
            found = path.stat()
        except OSError:
            continue
        if path.is_file():
            yield str(path), found.st_size, found.st_mtime_ns
