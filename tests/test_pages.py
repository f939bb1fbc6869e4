"""`--html` and `--pictures` as a learner asks for them."""

from pathlib import Path

import pytest

from command import ROOT, cnn_grade
from report.test_html import Read


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_trained_model_is_shown_on_a_page_and_in_files(tmp_path: Path) -> None:
    page, folder = tmp_path / "page.html", tmp_path / "deep" / "pictures"
    base = ROOT / "tests" / "submissions" / "ex09" / "base.py"
    ran = cnn_grade(
        *("exercise", 9, "--path", base, "--data", "sample", "--json"),
        *("--html", page, "--pictures", folder),
    )
    assert ran.status in {0, 1}, ran.err
    assert [path.name for path in sorted(folder.iterdir())] == [
        "ex09_confidently_wrong.png",
        "ex09_confusion.png",
        "ex09_feature_maps_1.png",
        "ex09_feature_maps_2.png",
        "ex09_filters.png",
        "ex09_learning_curves.png",
    ]
    read = Read(page.read_text(encoding="utf-8"))
    told = [str(image["alt"]) for image in read.all("img")]
    assert told[0].startswith("Learning curves over 2 epochs: loss, training from ")
    assert "Filters of the first convolution, all 8: 3 x 3 x 1" in told
    assert told[-2:] == [
        "Feature maps of the first convolution: 8 of 8, 13 x 13",
        "Feature maps of the last convolution: 16 of 16, 6 x 6",
    ]
    counted = [int(text) for text in read.inside("td") if text.isdecimal()]
    assert sum(counted) == ran.criterion("accuracy")["evidence"]["examples"]


def test_words_are_quoted_on_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = cnn_grade("exercise", 4, "--path", ROOT / "solutions", "--html", page)
    assert ran.status == 0, ran.err
    read = Read(page.read_text(encoding="utf-8"))
    assert read.inside("h1") == ["Exercise 4: passed, 1 of 1 points"]
    assert any("max pooling has no parameters" in text for text in read.inside("blockquote"))
    assert read.all("img") == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("--html", "no/such/page.html"), "No such file or directory", id="folder"),
        pytest.param(("--html", "."), "Is a directory", id="a folder itself"),
        pytest.param(("--pictures", "file"), "File exists", id="file"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_graded(
    words: tuple[str, str], says: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    ran = cnn_grade("exercise", 9, "--path", ROOT / "solutions", *words, cwd=tmp_path, timeout_s=20)
    assert ran.status == 2
    assert ran.out == ""
    assert f"{words[0]} {words[1]}: cannot be written: {says}." in " ".join(ran.err.split())
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
