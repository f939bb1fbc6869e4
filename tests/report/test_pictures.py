"""Pictures of a model: as PNG files, and in a terminal."""

import io
import subprocess
import sys

import numpy as np
import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace
from PIL import Image
from rich.console import Console

from command import ROOT, environment
from grader.cli.pictures import can_show
from grader.collect.seen import Seen
from grader.report.inline import half_blocks, show_inline
from grader.report.inline_images import Protocol
from grader.report.pictures import pictures
from grader.report.pictures_tiles import filter_tiles, map_tiles
from report.seen import seen


def test_every_picture_is_a_png() -> None:
    made = pictures(seen())
    assert list(made) == [
        *("learning_curves", "confusion", "confidently_wrong", "filters", "feature_maps_1")
    ]
    for data in made.values():
        with Image.open(io.BytesIO(data)) as opened:
            opened.verify()
            assert opened.format == "PNG"


def test_the_same_model_gives_the_same_bytes() -> None:
    assert pictures(seen()) == pictures(seen())


def test_what_could_not_be_had_is_left_out() -> None:
    assert pictures(Seen(history={"mine": (1.0,)}, names=("0",))) == {}


def test_a_training_of_any_numbers_is_drawn() -> None:
    wild = (None, 1e308, -1e308, 0.0)
    assert "learning_curves" in pictures(Seen(history={"loss": wild * 1_000}, names=("0",)))


def test_a_class_name_is_no_formula() -> None:
    assert "confidently_wrong" in pictures(seen("$\\frac{$"))


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_filters_and_maps_go_from_black_to_white(inputs: int) -> None:
    sheet = filter_tiles(np.linspace(-1, 1, 3 * 3 * inputs * 8).reshape(3, 3, inputs, 8))
    assert (sheet.min(), sheet.max()) == (0, 255)
    assert map_tiles(np.full((2, 2, 1), 7.0)).tolist() == np.zeros((56, 56, 3)).tolist()


def screen(made: Seen) -> str:
    out = io.StringIO()
    show_inline(Console(file=out, width=80, color_system=None), made)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def test_a_terminal_shows_a_small_version() -> None:
    assert screen(seen()) == snapshot("""\
  loss      █ ▁  2.0000 to 0.5000
  accuracy  ▁█  0.5000 to 0.7500

▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
is 4
0 0.97
4 0.03

""")


def test_four_pictures_fit_and_are_eight_rows_high() -> None:
    lines = screen(replace(seen(), wrong=seen().wrong * 9)).split("\n")
    assert max(map(len, lines)) <= 80
    assert sum("▀" in line for line in lines) == 8


@pytest.mark.parametrize(("by", "begins"), [("kitty", "\x1b_G"), ("sixel", "\x1bP")])
def test_a_terminal_that_can_gets_real_pictures(by: Protocol, begins: str) -> None:
    code = (
        "import sys\n"
        "from rich.console import Console\n"
        "from grader.report.inline import show_inline\n"
        "from report.seen import seen\n"
        "show_inline(Console(width=80, force_terminal=True), seen(), sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, by],
        env=environment(PYTHONPATH=str(ROOT / "tests")),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert begins in done.stdout
    assert "▀" not in done.stdout
    assert "is 4" in done.stdout


def test_half_blocks_are_two_pixels_each() -> None:
    picture = np.repeat(np.array([0, 255] * 8, dtype=np.uint8)[:, np.newaxis], 16, axis=1)
    blocks = half_blocks(picture)
    assert blocks.plain.split("\n") == ["▀" * 16] * 8
    assert {str(span.style) for span in blocks.spans} == {"#000000 on #ffffff"}


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        pytest.param({"color_system": "truecolor", "force_terminal": True}, True, id="terminal"),
        pytest.param({"color_system": "256", "force_terminal": True}, True, id="256 colours"),
        pytest.param({"color_system": "standard", "force_terminal": True}, False, id="16 colours"),
        pytest.param({"color_system": "truecolor", "force_terminal": False}, False, id="pipe"),
        pytest.param(
            {"color_system": "truecolor", "force_terminal": True, "no_color": True},
            False,
            id="no colour wanted",
        ),
        pytest.param(
            {"color_system": "truecolor", "force_terminal": True, "width": 79}, False, id="narrow"
        ),
    ],
)
def test_only_a_wide_terminal_with_colours_shows_pictures(
    settings: dict[str, object], shown: bool
) -> None:
    assert can_show(Console(**{"width": 80, **settings})) is shown  # type: ignore[arg-type]


def test_a_page_of_words_needs_neither_matplotlib_nor_numpy() -> None:
    watch = (
        "import sys, grader.report.html as html\n"
        "from grader.pipeline import Graded\n"
        "from grader.result import GraderInfo, Heading, total\n"
        "info = GraderInfo(version='1', device='', data='', sandbox='', seed=1)\n"
        "html.page([Graded(total(Heading(1, 'x'), []))], info)\n"
        "sys.exit(','.join({'matplotlib', 'numpy', 'PIL'} & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
