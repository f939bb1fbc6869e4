"""ImageNet weights for `keras.applications`, served to a closed process from what is at hand."""

import hashlib
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import msgspec
import numpy as np

from grader.datasets.cache import cache_folder, keep
from grader.errors import DataError

EMBEDDED = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"
"""The file that Keras looks for; its weights ship with the package."""

_EMBEDDED = Path(__file__).parent / "embedded" / "mobilenet_v2_1.0_224.npz"
_MOST_BYTES = 600_000_000
_SIZES = (96, 128, 160, 192, 224)
_SIZED = re.compile(r"(mobilenet_.+_)(96|128|160|192|224)((?:_tf)?(?:_no_top)?\.h5)")
"""Keras keeps a file for each input size of a MobileNet, though the shapes in them are the same."""

_FAMILY_END = re.compile(r"_weights|[_-]no_?-?top|_\d|\.h5$")
_PARAMETERS = {
    EMBEDDED: 2_257_984,
    "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5": 410_208,
    "xception_weights_tf_dim_ordering_tf_kernels_notop.h5": 20_861_480,
}
"""Parameters of networks that are fetched. Source: `count_params()` in Keras 3."""

_HDF5 = b"\x89HDF\r\n\x1a\n"


class Served(msgspec.Struct, frozen=True):
    """A file of weights that was put into a Keras home.

    Attributes:
        name: the name that Keras looks for.
        where: "CNN_GRADE_DATA", "Keras cache", "own cache" or "embedded".
        stand_in: the file whose weights these are, where that is one for another input size.
    """

    name: str
    where: str
    stand_in: str = ""


def find_weights(environ: Mapping[str, str]) -> dict[str, Path]:
    """Files of Keras' application weights at hand, by name; the first place that has one wins.

    Args:
        environ: the environment; `CNN_GRADE_DATA`, `KERAS_HOME` and `CNN_GRADE_CACHE` are read.
    """
    return {name: path for name, (path, _) in places(environ).items()}


def serve_weights(folder: Path, code: str, environ: Mapping[str, str]) -> list[Served]:
    """Copy the weights that a learner's code may ask for into the Keras home of its process.

    Args:
        folder: the closed process' `KERAS_HOME`; the files come to lie in `folder`/models.
        code: the learner's code; families that it does not name are left out.
        environ: the environment, for where weights are looked for.

    Returns:
        What was put there, sorted by name.

    Raises:
        DataError: the files could not be written.
    """
    found: dict[str, tuple[Path | bytes, str]] = {
        name: place for name, place in places(environ).items() if mentions(code, name)
    }
    if EMBEDDED not in found and mentions(code, EMBEDDED):
        found[EMBEDDED] = (_embedded(environ), "embedded")
    models = folder / "models"
    try:
        models.mkdir(parents=True, exist_ok=True)
        served = [_copied(models / name, *found[name]) for name in _under_cap(found)]
        served += [_linked(models, *stand_in) for stand_in in _stand_ins(served)]
    except OSError as error:
        raise DataError(f"{models}: weights could not be put there: {error.strerror}.") from None
    return sorted(served, key=lambda file: file.name)


def mentions(code: str, name: str) -> bool:
    """Whether code names the family of networks that a file of weights belongs to.

    >>> mentions("from keras.applications import MobileNetV2", EMBEDDED)
    True
    >>> mentions("base = keras.applications.MobileNet()", EMBEDDED)
    False
    """
    stem = _FAMILY_END.split(name.lower().removeprefix("weights_"))[0]
    family = re.escape(_plain(stem))
    return re.search(rf"{family}(?!v\d)", _plain(code.lower())) is not None


def embedded_h5() -> bytes:
    """The embedded weights, MobileNetV2 with alpha 1.0, as a file that Keras loads.

    Source: the form of `keras.src.legacy.saving.legacy_h5_format`: layers in order, each with the
    names of its weights.
    """
    import h5py  # comes with Keras, and takes a while

    out = io.BytesIO()
    with np.load(_EMBEDDED, allow_pickle=False) as arrays, h5py.File(out, "w") as file:
        names = list(arrays)
        layers = list(dict.fromkeys(name.partition("/")[0] for name in names))
        file.attrs.update(layer_names=layers, backend="tensorflow", keras_version="3.0.0")
        for layer in layers:
            own = [name for name in names if name.partition("/")[0] == layer]
            group = file.create_group(layer)
            group.attrs["weight_names"] = own
            for name in own:
                group[name] = arrays[name].astype(np.float32)
    return out.getvalue()


def places(environ: Mapping[str, str]) -> dict[str, tuple[Path, str]]:
    """Files of weights at hand by name, each with where it lies in words."""
    found: dict[str, tuple[Path, str]] = {}
    for folder, where in _folders(environ):
        for path in sorted(folder.glob("*.h5")):
            if path.name not in found and _is_whole(path):
                found[path.name] = (path, where)
    return dict(sorted(found.items()))


def check(path: Path, name: str = "") -> None:
    """Look into a file of weights: whole, numbers only, and as many as the network has.

    Args:
        path: the file.
        name: the name that Keras looks for, where the file has another.

    Raises:
        DataError: it cannot be what its name says.
    """
    import h5py

    if not _is_whole(path):
        raise DataError(f"{path}: is no HDF5 file, or only half of one.")
    sizes: list[int] = []

    def look(_: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            sizes.append(item.size)
            if not np.isfinite(item[()]).all():
                raise ValueError("its weights are not all numbers")

    try:
        # Whoever fetches the file holds a lock of its own on it.
        with h5py.File(path, "r", locking=False) as file:
            file.visititems(look)
    except (OSError, ValueError, TypeError, RuntimeError, KeyError) as error:
        raise DataError(f"{path}: is damaged or holds no weights ({error}).") from None
    wanted = _PARAMETERS.get(name or path.name.removeprefix(".").removesuffix(".part"), sum(sizes))
    if sum(sizes) != wanted or not sizes:
        raise DataError(f"{path}: holds {sum(sizes):,} weights, not {wanted:,} as it should.")


def _folders(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if folder := environ.get("CNN_GRADE_DATA"):
        yield Path(folder) / "keras" / "models", "CNN_GRADE_DATA"
    home = Path(environ.get("HOME") or Path.home())
    yield Path(environ.get("KERAS_HOME") or home / ".keras") / "models", "Keras cache"
    yield cache_folder(environ) / "keras" / "models", "own cache"


def _is_whole(path: Path) -> bool:
    """Whether an HDF5 file is as long as it says, which half a download is not.

    Source: the end of file address in the superblock, HDF5 File Format Specification, II.A.
    """
    try:
        with path.open("rb") as file:
            head = file.read(52).ljust(52)
        at = {0: 40, 1: 44}.get(head[8], 28)
        promised = int.from_bytes(head[at : at + 8], "little")
        return head.startswith(_HDF5) and path.stat().st_size >= promised
    except OSError:
        return False


def _embedded(environ: Mapping[str, str]) -> Path | bytes:
    """The embedded weights as a file in our cache, or its bytes where that cannot be written."""
    key = hashlib.sha256(_EMBEDDED.read_bytes()).hexdigest()[:16]
    kept = cache_folder(environ) / f"weights-{key}" / EMBEDDED
    if kept.is_file():
        return kept
    data = embedded_h5()
    return kept if keep(kept, lambda file: file.write(data)) else data


def _under_cap(found: Mapping[str, tuple[Path | bytes, str]]) -> list[str]:
    """Names of files that together stay under the cap; those without a top first, small first."""
    sizes = {name: _size_bytes(source) for name, (source, _) in found.items()}
    order = sorted(sizes, key=lambda name: (re.search("no_?-?top", name) is None, sizes[name]))
    totals = accumulate(sizes[name] for name in order)
    return [name for name, total in zip(order, totals, strict=True) if total <= _MOST_BYTES]


def _size_bytes(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _copied(target: Path, source: Path | bytes, where: str) -> Served:
    if isinstance(source, bytes):
        target.write_bytes(source)
    else:
        shutil.copyfile(source, target)
    return Served(target.name, where)


def _stand_ins(served: list[Served]) -> Iterator[tuple[str, Served]]:
    """Names of MobileNet files for input sizes that are missing, each with one that is there."""
    largest: dict[tuple[str, str], tuple[int, Served]] = {}
    for file in served:
        if match := _SIZED.fullmatch(file.name):
            head, size, tail = match.groups()
            known = largest.get((head, tail), (0, file))
            largest[head, tail] = max(known, (int(size), file), key=lambda pair: pair[0])
    names = {file.name for file in served}
    for (head, tail), (_, file) in largest.items():
        for name in (f"{head}{size}{tail}" for size in _SIZES):
            if name not in names:
                yield name, file


def _linked(models: Path, name: str, file: Served) -> Served:
    """A second name for a file that is there: it takes no room and no time."""
    (models / name).unlink(missing_ok=True)
    (models / name).hardlink_to(models / file.name)
    return Served(name, file.where, stand_in=file.name)


def _plain(text: str) -> str:
    return re.sub("[_-]", "", text)
