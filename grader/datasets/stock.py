"""What of the data and weights is at hand, where, and the command that fetches what is not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.datasets import download, flowers, mnist, weights
from grader.datasets.fetch import Remote
from grader.errors import DataError

_GET = "cnn-grade data get"

Try = tuple[Path, str, Callable[[], object]]
"""A place, the same in words, and what raises DataError if nothing good lies there."""

State = Literal["full", "sample", "missing", "damaged"]


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """One data set or file of weights.

    Attributes:
        id: "mnist", "flowers", or the name of a file of weights.
        title: for people.
        state: whether the whole is there, or only what the package carries.
        where: in words, such as "Keras cache"; empty when nothing is there.
        path: the file or folder.
        size_bytes: what it takes on the disk; 0 when it is not there.
        trouble: why something that lies there cannot be used.
        command: what fetches it, or mends what keeps it from being found; empty when it is there.
        fetch_bytes: how much there is to fetch.
    """

    id: str
    title: str
    state: State
    where: str = ""
    path: str = ""
    size_bytes: int = 0
    trouble: str = ""
    command: str = ""
    fetch_bytes: int = 0


def stock(environ: Mapping[str, str]) -> tuple[Stock, ...]:
    """Data and weights in the order of the exercises; data are looked into, not only for."""
    return (digits(environ), photos(environ), *pretrained(environ))


def digits(environ: Mapping[str, str]) -> Stock:
    """The MNIST that exercise 9 would be measured on."""
    tries: list[Try] = [
        (path, where, partial(_digits, path, where, read))
        for path, where, read in mnist.places(environ)
    ]
    named = Stock(id="mnist", title="MNIST", state="sample", where="embedded sample")
    return _first(named, tries, download.MNIST, environ)


def photos(environ: Mapping[str, str]) -> Stock:
    """The tf_flowers that exercise 10 would be measured on."""
    tries: list[Try] = [
        (path, where, partial(flowers.read_prepared, path, where))
        for path, where in flowers.places(environ)
    ]
    named = Stock(id="flowers", title="tf_flowers", state="sample", where="drawn flowers")
    return _first(named, tries, download.FLOWERS, environ)


def pretrained(environ: Mapping[str, str]) -> Iterator[Stock]:
    """The weights that can be fetched, and the others that are at hand."""
    found = weights.places(environ)
    known = {remote.name: remote for remote in download.WEIGHTS}
    for name in (*known, *sorted(found.keys() - known.keys())):
        title = title_of(name)
        if name in found:
            path, where = found[name]
            size = path.stat().st_size
            yield Stock(
                id=name, title=title, state="full", where=where, path=str(path), size_bytes=size
            )
        elif name == weights.EMBEDDED:
            yield Stock(id=name, title=title, state="full", where="in the package, 16 bits")
        else:
            size = known[name].size_bytes
            yield Stock(
                id=name, title=title, state="missing", command=f"{_GET} weights", fetch_bytes=size
            )


def title_of(name: str) -> str:
    """A file of weights as people call it.

    >>> title_of("mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5")
    'MobileNetV2 0.35'
    """
    head, _, tail = name.partition("_weights_tf_dim_ordering_tf_kernels_")
    family = {"mobilenet_v2": "MobileNetV2", "xception": "Xception"}.get(head)
    if family is None:
        return name
    return f"{family} {tail.split('_')[0]}" if tail[:1].isdecimal() else family


def _first(
    sample: Stock, tries: Sequence[Try], remote: Remote, environ: Mapping[str, str]
) -> Stock:
    """The first place that is good, else the sample with what was wrong with the others."""
    trouble = ""
    for path, where, look in tries:
        try:
            look()
        except DataError as error:
            trouble = trouble or str(error)
        else:
            size = sum(_sizes([path] if path.is_file() else path.iterdir()))
            return replace(sample, state="full", where=where, path=str(path), size_bytes=size)
    if given := environ.get("CNN_GRADE_DATA"):
        # What it names is never passed over, so a download would not be looked at.
        trouble = trouble or f"CNN_GRADE_DATA={given}: has no {sample.title} in it."
        return replace(
            sample, state="damaged", where="", trouble=trouble, command="unset CNN_GRADE_DATA"
        )
    command = f"{_GET} {sample.id}"
    return replace(sample, trouble=trouble, command=command, fetch_bytes=remote.size_bytes)


def _digits(path: Path, where: str, read: mnist.Found) -> mnist.Digits:
    return mnist.whole(read(), path, where)


def _sizes(paths: Iterable[Path]) -> Iterator[int]:
    return (path.stat().st_size for path in paths if path.is_file())
