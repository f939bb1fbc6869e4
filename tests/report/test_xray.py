"""What a network looks like: on screens of several widths, as a picture, as a page, as JSON."""

import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from inline_snapshot import snapshot
from rich.console import Console

from grader.evidence import Call, Layer, LayerGraph
from grader.pipeline.inspect import Inspected, look
from grader.report.xray import show_xray
from grader.report.xray_html import xray_page
from grader.report.xray_json import xray_json
from grader.report.xray_svg import place, xray_svg
from grader.submission.saved import NamedGraph

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert("1")</script>\x00\x1b[2J\uffff\ud800&'


def layer(kind: str, **config: Any) -> Layer:
    return Layer(kind, config, "float32", trainable=True, weights=())


NAMES = ("input", "conv2d", "stem_with_quite_a_long_name", "pool", "sum", "flatten", "dense")
LAYERS = (
    layer("InputLayer", batch_shape=[None, 28, 28, 1]),
    layer("Conv2D", filters=32, kernel_size=3, padding="same"),
    layer("Conv2D", filters=32, kernel_size=3, padding="same"),
    layer("MaxPooling2D", pool_size=2),
    layer("Add"),
    layer("Flatten"),
    layer("Dense", units=10),
)
CALLS = (
    Call(0, ()),
    Call(1, (0,)),
    Call(2, (1,)),
    Call(4, (1, 2)),
    Call(3, (3,)),
    Call(5, (4,)),
    Call(6, (5,)),
)


def seen(names: tuple[str, ...] = NAMES, batch: int = 1, *more: Layer) -> Inspected:
    """A small network with a shortcut, perhaps with layers that nobody knows behind it."""
    calls = [*CALLS, *(Call(7 + n, (6 + n,)) for n in range(len(more)))]
    graph = LayerGraph((*LAYERS, *more), tuple(calls), len(calls) - 1)
    return look(NamedGraph("net", graph, names), batch)


def shown(inspected: Inspected, width: int) -> str:
    kept = io.StringIO()
    show_xray(Console(file=kept, width=width, highlight=False), inspected)
    return "\n".join(line.rstrip() for line in kept.getvalue().split("\n"))


def test_sixty_columns_are_enough() -> None:
    assert shown(seen(), 60) == snapshot("""\

net · 6 layers, 72,298 parameters (72,298 trainable), 7.51 M
multiply-adds a picture

layer                output parameters mult-adds     MB sees
input               28x28x1          –         –  0.003    1
Conv2D             28x28x32        320     226 k  0.100    3
stem_with_quite_a… 28x28x32      9,248    7.23 M  0.100    5
sum                28x28x32          –         –  0.100    5
pool               14x14x32          –         –  0.025    6
Flatten                6272          –         –      –  all
Dense                    10     62,730    62.7 k <0.001  all

inference, batch 1: 0.590 MB
  parameters 0.289 + maps needed at once 0.301
training, batch 1: 1.49 MB
  parameters 0.289 + all maps 0.329 + gradients 0.289 + Adam
0.578
""")


def test_a_wide_screen_shows_all() -> None:
    assert shown(seen(batch=32), 100) == snapshot("""\

net · 6 layers, 72,298 parameters (72,298 trainable), 7.51 M multiply-adds a picture

layer                          output  parameters  mult-adds     MB  sees  stride  centre
input                         28x28x1           –          –  0.100     1       1       0
Conv2D                       28x28x32         320      226 k   3.21     3       1       0
stem_with_quite_a_long_name  28x28x32       9,248     7.23 M   3.21     5       1       0
sum                          28x28x32           –          –   3.21     5       1       0
pool                         14x14x32           –          –  0.803     6       2     0.5
Flatten                          6272           –          –      –   all     all     all
Dense                              10      62,730     62.7 k  0.001   all     all     all

inference, batch 32: 9.92 MB
  parameters 0.289 + maps needed at once 9.63
training, batch 32: 11.7 MB
  parameters 0.289 + all maps 10.5 + gradients 0.289 + Adam 0.578
""")


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_wider_than_the_screen_and_no_figure_is_cut(width: int) -> None:
    lines = shown(seen(), width).split("\n")
    assert max(map(len, lines)) <= width
    assert any("62,730" in line and "62.7 k" in line for line in lines)


def test_what_is_not_known_is_marked_and_noted() -> None:
    text = shown(seen((*NAMES, "mine"), 1, layer("Mine")), 80)
    assert "at least" in text
    assert "Note: Mine: not known here; what builds on it is unknown, too." in text
    assert "inference, batch 1: ? MB" in text


def test_a_name_cannot_move_the_cursor() -> None:
    assert "\x1b" not in shown(seen((HOSTILE, *NAMES[1:])), 100)


def test_the_picture_is_xml_with_a_title_and_a_description() -> None:
    drawn = ET.fromstring(xray_svg(seen()))  # noqa: S314 - our own text
    assert drawn.get("role") == "img"
    title, description = (drawn.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert description is not None
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "MaxPooling2D 14x14x32" in (description.text or "")
    tips = [one.text for group in drawn.iter(f"{SVG}g") for one in group.findall(f"{SVG}title")]
    assert tips[1] == "conv2d: Conv2D, 28x28x32, 320 parameters, sees 3"


def test_sides_are_drawn_to_scale() -> None:
    blocks = {block.row.kind: block for block in place(seen().architecture)}
    assert blocks["InputLayer"].height == 2 * blocks["MaxPooling2D"].height
    assert blocks["InputLayer"].width == 2 * blocks["MaxPooling2D"].width
    assert blocks["InputLayer"].thick < blocks["Conv2D"].thick


def test_a_shortcut_is_drawn_as_an_arc() -> None:
    curved = [line for line in xray_svg(seen()).split("\n") if 'fill="none"' in line]
    assert len(curved) == 1


@pytest.mark.parametrize("text", [xray_svg, xray_page])
def test_a_layers_name_cannot_leave_its_place(text: Callable[[Inspected], str]) -> None:
    drawn = text(seen((*NAMES[:1], HOSTILE, *NAMES[2:])))
    drawn.encode("utf-8")
    assert "<script" not in drawn
    assert "alert(&quot;1&quot;)" in drawn
    assert not set(drawn) & set("\x00\x1b\uffff\ud800")


@pytest.mark.parametrize("text", [xray_svg, xray_page])
def test_nothing_is_fetched_from_elsewhere(text: Callable[[Inspected], str]) -> None:
    bare = text(seen()).replace("http://www.w3.org/2000/svg", "")
    assert not any(sign in bare for sign in ("http", "src=", "href", "@import", "url("))


def test_an_unknown_network_is_drawn_all_the_same() -> None:
    graph = LayerGraph((layer("Mine"),), (Call(0, ()),), 0)
    ET.fromstring(xray_svg(look(NamedGraph("net", graph, ("mine",)), 1)))  # noqa: S314


def test_a_network_of_giants_is_plain_json() -> None:
    giant = LayerGraph(
        (layer("InputLayer", batch_shape=[None, 9_999_999, 9_999_999]),), (Call(0, ()),), 0
    )
    report = json.loads(xray_json(look(NamedGraph("net", giant, ("i",)), 1_000_000)))
    assert report["totals"]["all_maps_bytes"] == 9_999_999**2 * 4 * 1_000_000


def test_the_json_holds_all_that_the_table_shows() -> None:
    report = json.loads(xray_json(seen(batch=2)))
    assert report["layers"][2] == snapshot(
        {
            "name": "stem_with_quite_a_long_name",
            "kind": "Conv2D",
            "reads": [1],
            "output_shape": [28, 28, 32],
            "parameters": 9248,
            "trainable_parameters": 9248,
            "shared": False,
            "multiply_adds": 7225344,
            "map_bytes": 200704,
            "receptive_field": [
                {"whole": False, "size": 5, "stride": 1.0, "first": [-2, 2], "centre": 0.0},
                {"whole": False, "size": 5, "stride": 1.0, "first": [-2, 2], "centre": 0.0},
            ],
        }
    )
    assert report["totals"] == snapshot(
        {
            "parameters": 72298,
            "trainable_parameters": 72298,
            "all_parameters_known": True,
            "multiply_adds": 7513856,
            "inference_bytes": 891304,
            "training_bytes": 1815408,
            "parameter_bytes": 289192,
            "maps_at_once_bytes": 602112,
            "all_maps_bytes": 658640,
            "gradient_bytes": 289192,
            "optimizer_bytes": 578384,
        }
    )
