import io

from rich.console import Console

from grader.report.fetching import FetchingShown


def shown(*, is_terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=is_terminal, color_system=None)
    with FetchingShown(console) as display:
        display.begin("fetching MNIST")
        for done in range(0, 11_000_000, 100_000):
            display.bytes(done, 11_000_000)
        display.begin("preparing tf_flowers")
        display.photos(0, 3_670)
        display.photos(3_670, 3_670)
    return out.getvalue()


def test_a_terminal_shows_a_bar_and_takes_it_off_again() -> None:
    text = shown(is_terminal=True)
    assert "preparing tf_flowers ━━━━━━━━━━ 3,670 of 3,670 photos" in text
    assert text.endswith("\x1b[2K")


def test_elsewhere_there_is_a_line_for_each_tenth() -> None:
    lines = shown(is_terminal=False).splitlines()
    assert lines[0] == "fetching MNIST"
    assert lines[1] == "fetching MNIST  1.1 of 11.0 MB"
    assert lines[-1] == "preparing tf_flowers  3,670 of 3,670 photos"
    assert len(lines) == 12
