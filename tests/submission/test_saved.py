"""Saved models are read as data: what Keras writes, and what nobody should write."""

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.evidence import Call
from grader.submission.saved import NamedGraph, read_saved

Tree = dict[str, Any]


def one(kind: str, name: str, nodes: list[Any] | None = None, **config: Any) -> Tree:
    """A layer as Keras 3 describes it."""
    described: Tree = {
        "module": "keras.layers",
        "class_name": kind,
        "config": {"name": name, "trainable": True, **config},
        "name": name,
    }
    return described if nodes is None else {**described, "inbound_nodes": nodes}


def ref(name: str, node: int = 0) -> Tree:
    config = {"shape": [None, 4], "dtype": "float32", "keras_history": [name, node, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


def reads(*args: Any) -> Tree:
    return {"args": list(args), "kwargs": {"mask": None}}


def stack(*layers: Tree, name: str = "net", **config: Any) -> Tree:
    return one("Sequential", name, layers=list(layers), **config)


def functional(*layers: Tree, ends: list[Any], name: str = "net", **config: Any) -> Tree:
    start = layers[0]["name"]
    parts: Tree = {"layers": list(layers), "input_layers": [[start, 0, 0]], "output_layers": ends}
    return one("Functional", name, **parts, **config)


IMAGE = one("InputLayer", "image", [], batch_shape=[None, 4])
DENSE = one("Dense", "dense", [reads(ref("image"))], units=3)


def read(tmp_path: Path, tree: object, name: str = "net.json") -> NamedGraph:
    path = tmp_path / name
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree), encoding="utf-8")
    return read_saved(path)


def packed(path: Path, **members: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_json", ".json"), text)
    return path


def test_a_stack_is_a_chain_with_its_names(tmp_path: Path) -> None:
    told = read(tmp_path, stack(IMAGE, one("Dense", "first", units=3), one("ReLU", "then")))
    assert told.title == "net"
    assert told.names == ("image", "first", "then")
    assert told.graph.calls == (Call(0, ()), Call(1, (0,)), Call(2, (1,)))
    assert told.graph.layers[1].config == {"name": "first", "trainable": True, "units": 3}


def test_a_stack_without_an_input_takes_the_shape_it_was_built_with(tmp_path: Path) -> None:
    told = read(tmp_path, stack(one("Dense", "d", units=3), build_input_shape=[None, 4]))
    assert told.graph.layers[0].config == {"batch_shape": [None, 4]}
    assert read(tmp_path, stack(one("Dense", "d", units=3))).graph.layers[0].config == {}


def test_layers_of_a_functional_model_may_stand_in_any_order(tmp_path: Path) -> None:
    add = one("Add", "sum", [reads([ref("dense"), ref("dense", 1)])])
    twice = one("Dense", "dense", [reads(ref("image")), reads(ref("dense"))], units=4)
    told = read(tmp_path, functional(IMAGE, add, twice, ends=["sum", 0, 0]))
    assert [told.names[call.layer] for call in told.graph.calls] == [
        "image", "dense", "dense", "sum",
    ]  # fmt: skip
    assert told.graph.calls[-1].inputs == (1, 2)


def test_the_form_of_keras_2_is_read_too(tmp_path: Path) -> None:
    old = one("Dense", "dense", [[["image", 0, 0, {}]]], units=3)
    image = one("InputLayer", "image", [], batch_input_shape=[None, 4])
    told = read(tmp_path, functional(image, old, ends=[["dense", 0, 0]]))
    assert told.graph.layers[0].config["batch_shape"] == [None, 4]
    assert told.graph.calls[1] == Call(1, (0,))


def test_a_model_in_a_model_is_told_layer_by_layer_and_once_where_shared(tmp_path: Path) -> None:
    inner = stack(one("Dense", "d", units=4), name="inner", trainable=False)
    inner["inbound_nodes"] = [reads(ref("image")), reads(ref("inner"))]
    told = read(tmp_path, functional(IMAGE, inner, ends=["inner", 1, 0]))
    assert told.names == ("image", "inner/d")
    assert told.graph.calls == (Call(0, ()), Call(1, (0,)), Call(1, (1,)))
    assert not told.graph.layers[1].trainable


def test_arithmetic_with_a_number_is_a_layer_and_with_a_layer_is_one_too(tmp_path: Path) -> None:
    ops = {"module": "keras.src.ops.numpy", "class_name": "TrueDivide", "name": "half"}
    half = {**ops, "config": {}, "inbound_nodes": [reads(ref("image"), 2)]}
    turned = {**half, "name": "turned", "inbound_nodes": [reads(1, ref("half"))]}
    turned["class_name"] = "Subtract"
    under = {**half, "name": "under", "inbound_nodes": [reads(1, ref("turned"))]}
    told = read(tmp_path, functional(IMAGE, half, turned, under, ends=["under", 0, 0]))
    assert [layer.kind for layer in told.graph.layers[1:]] == [
        "Rescaling", "Rescaling", "TrueDivide operation",
    ]  # fmt: skip
    assert told.graph.layers[1].config == {"scale": 0.5, "offset": 0.0}
    assert told.graph.layers[2].config == {"scale": -1.0, "offset": 1.0}


def test_several_outputs_are_noted(tmp_path: Path) -> None:
    told = read(tmp_path, functional(IMAGE, DENSE, ends=[["image", 0, 0], ["dense", 0, 0]]))
    assert told.notes == ("it has 2 outputs; each is kept until the end",)


def test_a_keras_file_is_read_without_its_weights(tmp_path: Path) -> None:
    members = {"config_json": json.dumps(stack(IMAGE)), "metadata_json": '{"keras_version":"2.9"}'}
    told = read_saved(packed(tmp_path / "net.keras", **members, weights=b"\0" * 9))
    assert told.names == ("image",)
    assert told.notes == ("written by Keras 2.9; read as if by Keras 3",)


def test_a_description_that_was_packed_twice_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(json.dumps(stack(IMAGE)))).names == ("image",)


def test_settings_that_are_no_plain_values_are_left_out(tmp_path: Path) -> None:
    start = {"module": "os", "class_name": "system", "config": {"command": "true"}}
    relu = {"module": "builtins", "class_name": "function", "config": "relu"}
    given = one("Dense", "d", kernel_initializer=start, activation=relu, units=3)
    assert "kernel_initializer" not in read(tmp_path, stack(IMAGE, given)).graph.layers[1].config
    assert read(tmp_path, stack(IMAGE, given)).graph.layers[1].config["activation"] == "relu"


def nest(depth: int) -> Tree:
    """Models in models, each using the one inside twice: 2 ** depth layers."""
    tree = one("Dense", "m", units=4)
    for _ in range(depth):
        tree["inbound_nodes"] = [reads(ref("image")), reads(ref("m"))]
        tree = functional(IMAGE, tree, ends=["m", 1, 0], name="m")
    return tree


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param("{", "is no JSON", id="half"),
        pytest.param("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "no JSON",
                     id="no text"),
        pytest.param("[]", "no description of a Keras model", id="a list"),
        pytest.param({"a": 1}, "no description of a Keras model", id="something else"),
        pytest.param("[" * 100_000, "nested too deeply", id="deep"),
        pytest.param({"class_name": 3}, "no description of a model", id="a number for a name"),
        pytest.param({"class_name": "Net", "config": []}, "no description", id="a list inside"),
        pytest.param(one("Mine", "mine"), "Mine is a class of its own", id="own class"),
        pytest.param(stack(), "without layers", id="no layers"),
        pytest.param(stack(*[one("ReLU", "r")] * 3_000), "more than 2,000 layers", id="many"),
        pytest.param(nest(14), "2,000 layers", id="models in models"),
        pytest.param(functional(IMAGE, DENSE, ends=["no", 0, 0]), "an output that is not there",
                     id="no output"),
        pytest.param(functional(IMAGE, DENSE, ends=["dense", 7, 0]), "an output that is not there",
                     id="no such use"),
        pytest.param(
            functional(IMAGE, one("ReLU", "r", [reads(ref("r"))]), ends=["r", 0, 0]),
            "wait for each other", id="circle"),
        pytest.param(
            functional(IMAGE, one("ReLU", "r", [reads(ref("gone"))]), ends=["r", 0, 0]),
            "not there", id="missing"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_said_in_one_line(tmp_path: Path, tree: object, words: str) -> None:
    with pytest.raises(SubmissionError, match=words) as caught:
        read(tmp_path, tree)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "net.json"))


def bomb() -> bytes:
    """A small archive whose description would fill 100 MB."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 100_000_000)
    return kept.getvalue()


def many() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for place in range(1_001):
            archive.writestr(f"{place}", b"")
    return kept.getvalue()


def lying() -> bytes:
    """An archive that states another size than it has."""
    return bomb().replace((100_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "no .keras file, or a damaged one", id="empty"),
        pytest.param(b"PK\x03\x04half", "no .keras file, or a damaged one", id="half"),
        pytest.param(b"\x89HDF\r\n\x1a\n", "no .keras file", id="renamed HDF5"),
        pytest.param(bomb(), "config.json is larger than", id="bomb"),
        pytest.param(lying(), "damaged|larger|no JSON|empty", id="stated size"),
        pytest.param(many(), "holds more than 1,000 files", id="many files"),
        pytest.param(bomb()[:-200], "damaged", id="cut off"),
    ],
)
def test_a_keras_file_that_is_none_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "net.keras").write_bytes(data)
    with pytest.raises(SubmissionError, match=words):
        read_saved(tmp_path / "net.keras")


def test_an_archive_without_a_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"has no config\.json"):
        read_saved(packed(tmp_path / "net.keras", other="x"))


@pytest.mark.parametrize("name", ["net.keras", "net.json"])
def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SubmissionError, match="there is no such file"):
        read_saved(tmp_path / name)
    (tmp_path / name).mkdir()
    with pytest.raises(SubmissionError, match="there is no such file"):
        read_saved(tmp_path / name)


def test_the_old_format_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r'load_model\("net\.h5"\)\.save\("net\.keras"\)'):
        read_saved(tmp_path / "net.h5")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["class_name", "config", "layers", "name", "inbound_nodes", "args"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["layers", "output_layers", "input_layers", "name", "trainable"]))
def test_any_description_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, odd: object, key: str
) -> None:
    tree = functional(IMAGE, DENSE, ends=["dense", 0, 0])
    tree["config"][key] = odd
    path = tmp_path_factory.mktemp("any") / "net.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    with suppress(SubmissionError):
        assert read_saved(path).names
