"""Conversions in many forms, each through the real command: right ones pass, one slip is named.

The files in `submissions/ex07` are code alone, so a right one has half of the points.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from command import ROOT, cnn_grade

FOLDER = ROOT / "tests" / "submissions" / "ex07"
WALK = (FOLDER / "right_walk.py").read_text(encoding="utf-8")
RIGHT = sorted(path.stem for path in FOLDER.glob("right_*.py"))
QUICK_RIGHT = {"right_subclass", "right_shared_layers"}


class Wrong(NamedTuple):
    """The criterion that names the slip, how it stands, and the words that must be said."""

    criterion: str
    status: str
    words: str


WRONG = {
    "activation_lost": Wrong(
        "same",
        "failed",
        "wrong_activation_lost.py:21  After the first dense layer comes the activation softmax; "
        "nothing does that in the new network.",
    ),
    "activation_relu": Wrong(
        "same", "failed", "After the first dense layer comes softmax; in the new network it is relu"
    ),
    "batch_norm": Wrong(
        "weights", "partial", "The numbers of BatchNormalization are not those of the network"
    ),
    "bias_lost": Wrong(
        "weights", "failed", "wrong_bias_lost.py:21  The first dense layer has a bias"
    ),
    "bias_not_copied": Wrong(
        "weights",
        "failed",
        "wrong_bias_not_copied.py:35  The bias of the first dense layer was not copied",
    ),
    "body_not_copied": Wrong(
        "weights", "failed", "The weights of the Conv2D before the dense layers were not carried"
    ),
    "channels_first": Wrong(
        "weights",
        "failed",
        "wrong_channels_first.py:30  The weights of the first dense layer were reshaped with the "
        "channels first.",
    ),
    "fixed_input": Wrong(
        "slides", "failed", "wrong_fixed_input.py:8  The new network takes 10 x 8 x 1 alone."
    ),
    "flatten_kept": Wrong("dense_free", "failed", "A Flatten is left."),
    "global_pooling": Wrong(
        "dense_free",
        "failed",
        "wrong_global_pooling.py:15  GlobalAveragePooling2D makes one answer of all places",
    ),
    "kernel_1x1": Wrong(
        "kernels",
        "failed",
        "wrong_kernel_1x1.py:21  The kernel of the first new layer is 1 x 1. The dense layer saw "
        "all of the 4 x 3 maps at once; so must each kernel.",
    ),
    "kernel_1x1_reshape": Wrong(
        "converts",
        "failed",
        "wrong_kernel_1x1_reshape.py:31  The weights do not fit: the kernel of the new layer is "
        "1 x 1.",
    ),
    "kernel_swapped": Wrong(
        "kernels", "partial", "is 3 x 4, but the maps are 4 x 3: height and width are exchanged."
    ),
    "later_dense_kept": Wrong("dense_free", "partial", "1 of 2 dense layers are left."),
    "later_kernel": Wrong(
        "kernels", "partial", "The kernel of the second dense layer's convolution is 3 x 3."
    ),
    "nothing_done": Wrong(
        "dense_free", "failed", "The dense layers are still there (1 of 1): nothing was converted."
    ),
    "pooled_at_the_end": Wrong(
        "dense_free", "failed", "GlobalMaxPooling2D makes one answer of all places"
    ),
    "same_padding": Wrong(
        "kernels",
        "failed",
        'wrong_same_padding.py:21  padding="same" puts zeros around the maps',
    ),
    "separate_layers_lost": Wrong(
        "same", "partial", "After the BatchNormalization layer comes the activation relu; nothing"
    ),
    "softmax_axis": Wrong("same", "partial", "The softmax runs over axis 1."),
    "source_modified": Wrong(
        "source", "failed", "Layers of the network that was handed in have another trainable"
    ),
    "source_weights": Wrong(
        "source", "failed", "The weights of the network that was handed in are others"
    ),
    "stride": Wrong(
        "kernels",
        "failed",
        "wrong_stride.py:21  The convolution of the first dense layer has stride 2 x 2.",
    ),
    "transposed": Wrong(
        "weights",
        "failed",
        "wrong_transposed.py:30  The weights of the first dense layer were transposed",
    ),
    "weights_not_copied": Wrong("weights", "failed", "its weights were not copied."),
    "width_first": Wrong(
        "weights", "failed", "wrong_width_first.py:30  The weights of the first dense layer were "
        "reshaped with width before height."
    ),
}  # fmt: skip
QUICK_WRONG = {"kernel_1x1", "transposed"}


def rows(names: list[str], quick: set[str]) -> list[object]:
    return [pytest.param(name, marks=[] if name in quick else [pytest.mark.slow]) for name in names]


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", rows(RIGHT, QUICK_RIGHT))
def test_a_right_conversion_passes_in_any_style(name: str) -> None:
    ran = cnn_grade("exercise", 7, "--path", FOLDER / f"{name}.py", "--json")
    assert (ran.status, ran.result["points"]) == (1, 1), ran.out
    told = [row["message"] for row in ran.result["criteria"] if row["id"].startswith("code")]
    assert len(told) == 7
    own = any("come from its own process" in line or "comes from" in line for line in told)
    assert not own
    note = any("its outputs come from its own process" in n for n in ran.result["feedback"])
    assert note is (name in {"right_subclass", "right_own_layer"})


def test_every_wrong_conversion_is_in_the_table() -> None:
    there = {path.stem.removeprefix("wrong_") for path in FOLDER.glob("wrong_*.py")}
    assert there == set(WRONG)
    assert len(RIGHT) >= 7


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", rows(sorted(WRONG), QUICK_WRONG))
def test_one_slip_is_named_once(name: str) -> None:
    wrong = WRONG[name]
    ran = cnn_grade("exercise", 7, "--path", FOLDER / f"wrong_{name}.py", "--json")
    assert ran.status == 1, ran.err
    assert ran.result["points"] < 1
    row = ran.criterion(f"code:{wrong.criterion}")
    assert wrong.words in row["message"]
    assert row["status"] == wrong.status
    code = [one for one in ran.result["criteria"] if one["id"].startswith("code")]
    for other in code:
        if other["id"] != row["id"] and other["status"] in {"failed", "partial"}:
            assert "comes from “" in other["message"], other
    assert "Traceback" not in ran.err + ran.out


class Fault(NamedTuple):
    """An edit of the right answer, and what must be said."""

    old: str
    new: str
    words: str


HEAD = "def to_fully_convolutional(model):\n"
END = "    return keras.Model(inputs, x)\n"
FAULTS = {
    "raises": Fault(
        HEAD, f"{HEAD}    raise RuntimeError('no luck')\n", ":8  RuntimeError: no luck"
    ),
    "returns nothing": Fault(END, "", "to_fully_convolutional() returned nothing."),
    "returns a class": Fault(END, "    return keras.Model\n", "returned the class Model itself"),
    "returns a text": Fault(END, "    return 'model'\n", "and str came."),
    "needs an argument": Fault(
        HEAD, "def to_fully_convolutional(model, size):\n", "wants more arguments (size)"
    ),
    "takes none": Fault(HEAD, "def to_fully_convolutional():\n", "takes no argument"),
    "has another name": Fault(
        HEAD, "def convert(model):\n", "The file defines no function to_fully_convolutional"
    ),
    "raises at import": Fault(HEAD, f"1 / 0\n\n\n{HEAD}", ":7  ZeroDivisionError"),
    "exits": Fault(HEAD, f"{HEAD}    raise SystemExit\n", ":8  The code ended the whole program"),
    "leaves": Fault(
        HEAD, f"import os\n\n\n{HEAD}    os._exit(3)\n", "The program ended (exit status 3) before"
    ),
    "waits for input": Fault(HEAD, f"{HEAD}    input()\n", ":8  input() waits"),
    "uses output_shape": Fault(
        "layer.input.shape[1:3]", "layer.output_shape[1:3]", "Layers have no such attribute"
    ),
    "runs for ever": Fault(
        HEAD, f"{HEAD}    while True:\n        pass\n", "Is there a loop without an end?"
    ),
    "fails on functional models": Fault(
        HEAD,
        f"{HEAD}    assert isinstance(model, keras.Sequential), 'a Sequential, please'\n",
        "3 of 6 networks; the first that did not come back has two dense layers on maps of "
        "3 x 4 x 3, with padding: ex07_fully_convolutional.py:8  AssertionError",
    ),
}
QUICK_FAULTS = {"raises", "has another name"}


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", rows(sorted(FAULTS), QUICK_FAULTS))
def test_a_fault_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    assert fault.old in WALK
    path = tmp_path / "ex07_fully_convolutional.py"
    path.write_text(WALK.replace(fault.old, fault.new), encoding="utf-8")
    ran = cnn_grade("exercise", 7, "--path", path, "--json")
    assert ran.status == 1, ran.err
    assert fault.words in ran.criterion("code:converts")["message"]
    assert "Traceback" not in ran.err + ran.out
