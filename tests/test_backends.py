"""Keras on another backend in the learner's process; measuring stays with TensorFlow."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from command import ROOT, cnn_grade

SMALL = ROOT / "tests" / "submissions" / "ex09" / "base.py"
needs_jax = pytest.mark.skipif(find_spec("jax") is None, reason="the extra jax is not installed")


def small(folder: Path) -> Path:
    path = folder / "ex09_mnist.py"
    path.write_bytes(SMALL.read_bytes())
    return path


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        pytest.param(("--backend", "torch"), {}, id="option"),
        pytest.param((), {"KERAS_BACKEND": "torch"}, id="environment"),
    ],
)
@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed here")
def test_a_backend_that_is_missing_names_its_extra(
    words: tuple[str, ...], changes: dict[str, str], tmp_path: Path
) -> None:
    ran = cnn_grade(
        "exercise", 9, "--path", small(tmp_path), *words, cwd=ROOT, timeout_s=60, **changes
    )
    assert ran.status == 3
    assert ran.out == ""
    assert "--backend torch: torch is not installed here." in ran.err
    assert "pip install 'cnn-grade[torch]' brings it." in ran.err


def test_words_need_no_backend() -> None:
    ran = cnn_grade("exercise", 1, "--path", ROOT / "solutions", KERAS_BACKEND="torch")
    assert ran.status == 0


@pytest.mark.slow
@pytest.mark.tensorflow
@needs_jax
@pytest.mark.parametrize("number", [7, 9])
def test_the_reference_passes_on_jax(number: int) -> None:
    ran = cnn_grade(
        *("exercise", number, "--path", ROOT / "solutions", "--backend", "jax"),
        *("--data", "sample", "--json"),
        timeout_s=1_500,
    )
    assert ran.status == 0, ran.out + ran.err
    if number == 9:
        assert "jax" in ran.criterion("trains")["evidence"]
