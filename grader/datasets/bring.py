"""Data that somebody carried over: recognised, checked, and put into our own cache."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec
import numpy as np

from grader.datasets import download, mnist, prepare, tfrecord, weights
from grader.datasets.cache import appearing, cache_folder
from grader.datasets.fetch import Tell
from grader.datasets.flowers import read_prepared
from grader.errors import DataError

_ARCHIVES = (".tgz", ".tar.gz", ".tar")
_MOST_BYTES = 3_000_000_000
_DEPTH = 5


class Brought(msgspec.Struct, frozen=True):
    """Something that lies in our cache now."""

    title: str
    path: Path


def bring(path: Path, environ: Mapping[str, str], tell: Tell) -> list[Brought]:
    """Put a file or folder with data into our cache.

    Args:
        path: mnist.npz, flower_photos.tgz, weights (.h5), a folder with any of these or with what
            TensorFlow Datasets prepared, or a zip of such a folder.
        environ: the environment, for where our cache is.
        tell: told how far it is.

    Raises:
        DataError: it is damaged, or nothing that exercises use.
    """
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder.")
    try:
        brought = list(_brought(path, cache_folder(environ), tell))
    except OSError as error:
        raise DataError(f"{path}: could not be taken over: {error.strerror or error}.") from None
    if not brought:
        raise DataError(
            f"{path}: holds nothing that exercises use. Known are mnist.npz, flower_photos.tgz, "
            "weights of Keras (.h5), folders of TensorFlow Datasets (mnist, tf_flowers), and a "
            "folder or zip with these."
        )
    return brought


def _brought(path: Path, cache: Path, tell: Tell) -> Iterator[Brought]:
    name = path.name.lower()
    if path.is_dir():
        yield from _from_folder(path, cache, tell)
    elif name.endswith(".npz"):
        yield _digits(mnist.read_npz(path), path, cache)
    elif name.endswith(".h5"):
        yield _weights(path, cache)
    elif name.endswith(_ARCHIVES):
        photos = prepare.photos_in_archive(path)
        yield Brought("tf_flowers", prepare.prepare(photos, cache, tell.on_bytes))
    elif name.endswith(".zip"):
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".incoming-") as unpacked:
            _unpack(path, Path(unpacked))
            yield from _from_folder(Path(unpacked), cache, tell)


def _from_folder(folder: Path, cache: Path, tell: Tell) -> Iterator[Brought]:
    """All that is known in a folder, and below it."""
    inside = [folder, *_below(folder, _DEPTH)]
    files = {path.name: path for path in inside if path.is_file()}
    if download.FILE_NAME in files:
        yield from _brought(files[download.FILE_NAME], cache, tell)
    else:
        for path in _prepared(inside, "mnist"):
            yield _digits(tfrecord.read_mnist(path), path, cache)
    prepared = _prepared(inside, "tf_flowers")
    if prepared:
        yield _flowers(prepared[0], cache)
    elif download.FLOWERS.name in files:
        yield from _brought(files[download.FLOWERS.name], cache, tell)
    elif photos := [path for path in inside if (path / "tulips").is_dir()]:
        found = prepare.photos_in_folder(photos[0])
        yield Brought("tf_flowers", prepare.prepare(found, cache, tell.on_bytes))
    for name, path in sorted(files.items()):
        if name.endswith(".h5"):
            yield _weights(path, cache)


def _below(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink() and depth:
            yield from _below(path, depth - 1)


def _prepared(inside: list[Path], name: str) -> list[Path]:
    """The newest folder with records of a data set's training split, alone in a list."""
    pattern = f"{name}-train.tfrecord-*"
    found = {path.parent for path in inside if path.match(pattern)}
    return sorted((path for path in found if "incomplete" not in path.name), reverse=True)[:1]


def _digits(arrays: mnist.Arrays, path: Path, cache: Path) -> Brought:
    mnist.whole(arrays, path, "")
    target = cache / download.FILE_NAME
    with appearing(target) as partial, partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    return Brought("MNIST", target)


def _weights(path: Path, cache: Path) -> Brought:
    weights.check(path)
    target = cache / "keras" / "models" / path.name
    with appearing(target) as partial:
        shutil.copyfile(path, partial)
    return Brought(path.name, target)


def _flowers(folder: Path, cache: Path) -> Brought:
    read_prepared(folder, "")
    target = cache / "tf_flowers" / prepare.VERSION
    if target.exists() and target.samefile(folder):
        return Brought("tf_flowers", target)
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{prepare.VERSION}.incomplete", dir=target.parent))
    try:
        for path in sorted(folder.iterdir()):
            if path.is_file():
                shutil.copyfile(path, making / path.name)
        return Brought("tf_flowers", prepare.moved(making, target))
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _unpack(path: Path, folder: Path) -> None:
    """Unpack what may be data; names that lead out of the folder are refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [item for item in archive.infolist() if not item.is_dir()]
            if sum(item.file_size for item in wanted) > _MOST_BYTES:
                raise DataError(f"{path}: is larger than all data of the course together.")
            for item in wanted:
                inside = PurePosixPath(item.filename)
                if inside.is_absolute() or ".." in inside.parts:
                    raise DataError(f"{path}: has a name in it that leads elsewhere.")
                archive.extract(item, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path}: is damaged or no zip ({error}).") from None
