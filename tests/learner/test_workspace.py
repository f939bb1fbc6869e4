from pathlib import Path

from command import ROOT, cnn_grade


def test_start_writes_the_stubs_and_never_overwrites(tmp_path: Path) -> None:
    ran = cnn_grade("start", tmp_path / "mine")
    assert ran.status == 0
    mine = tmp_path / "mine" / "ex09_mnist.py"
    assert mine.read_bytes() == (ROOT / "exercises" / "ex09_mnist.py").read_bytes()
    mine.write_text("my work", encoding="utf-8")
    again = cnn_grade("start", tmp_path / "mine")
    assert again.status == 0
    assert "ex09_mnist.py was there already" in again.out
    assert mine.read_text(encoding="utf-8") == "my work"


def test_a_file_where_the_workspace_should_be(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    ran = cnn_grade("start", tmp_path / "mine")
    assert ran.status == 2
    assert "mine: cannot be written to" in ran.err
