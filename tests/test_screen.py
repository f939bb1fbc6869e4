"""What a person sees in a real terminal."""

import os
import re
from pathlib import Path

import pexpect
import pytest

from command import COMMAND, ROOT, environment

BASE = ROOT / "tests" / "submissions" / "ex09" / "base.py"
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")


def screen(columns: int, path: Path, **changes: str) -> str:
    """All that the command writes to a terminal of so many columns."""
    child = pexpect.spawn(
        str(COMMAND),
        ["exercise", "9", "--data", "sample", "--path", str(path)],
        dimensions=(40, columns),
        env=environment(TERM="xterm-256color", COLUMNS=str(columns), **changes),
        encoding="utf-8",
        timeout=120,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    written: str = child.before
    return written


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "columns",
    [60, pytest.param(80, marks=pytest.mark.slow), pytest.param(120, marks=pytest.mark.slow)],
)
def test_progress_is_drawn_and_the_result_fits(columns: int) -> None:
    written = screen(columns, BASE)
    assert "epoch 2/2" in written
    assert COLOUR.search(written)
    page = written[written.rindex("Exercise 9") :]
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", page)
    assert all(len(line.rstrip()) <= columns for line in plain.splitlines())
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    assert "FAILED  4 of 10" in " ".join(lines[:2])
    assert [line.split()[0] for line in lines if line[0] in "✓✗~–?"] == ["✓"] * 6 + ["✗"]
    assert any(line.startswith("Next:") for line in lines[-3:])


def test_no_colour_where_none_is_wanted(tmp_path: Path) -> None:
    stub = tmp_path / "ex09_mnist.py"
    stub.write_bytes((ROOT / "exercises" / "ex09_mnist.py").read_bytes())
    assert "NOT ATTEMPTED" in screen(80, stub)
    assert not COLOUR.search(screen(80, stub, NO_COLOR="1"))


@pytest.mark.tensorflow
def test_ctrl_c_in_a_terminal_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ex09_mnist.py"
    path.write_text(BASE.read_text(encoding="utf-8").replace("epochs=2", "epochs=9_999"))
    child = pexpect.spawn(
        str(COMMAND),
        ["exercise", "9", "--data", "sample", "--path", str(path)],
        env=environment(TERM="xterm-256color", TMPDIR=str(tmp_path)),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("epoch")
    child.sendintr()
    child.expect("stopped")
    child.expect(pexpect.EOF, timeout=2)
    child.close()
    assert child.exitstatus == 130
    assert sorted(os.listdir(tmp_path)) == ["ex09_mnist.py"]  # noqa: PTH208 - names alone
