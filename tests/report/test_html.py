"""The page of results: what is on it, and what can never get onto it."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.html import page
from grader.report.html_words import clean, headline
from grader.result import Result
from report.seen import INFO, graded, seen

VOID = {"meta", "img", "source", "br"}
HOSTILE = '</title></pre><script>alert("1")</script><img src=x onerror=y>&lt;{{ 7*7 }}'


class Read(HTMLParser):
    """A page read strictly: every element is closed by its own tag, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def inside(self, tag: str) -> list[str]:
        return [text for place, text in self.texts if place == tag]


FULL = page([graded(pictures=True), graded(number=4)], INFO)
TEXTS = st.text() | st.text(alphabet="<>&\"'{}%#/!-= ascript\x00\u202e\ud800\r\n")
"""Texts of any kind, and those that look like markup more often than chance has it."""


def test_elements_are_nested_and_closed() -> None:
    assert Read(FULL).open == []


def test_nothing_runs_and_nothing_is_fetched() -> None:
    read = Read(FULL)
    policy = read.all("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in str(policy["content"])
    assert {tag for tag, _ in read.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "form",
    } == set()
    for _, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "srcset"):
            assert str(attributes.get(name, "data:image/png;base64,")).startswith("data:image/png;")
        assert str(attributes.get("href", "#")).startswith("#")
    style = "".join(read.inside("style"))
    assert "@import" not in style
    assert "url(" not in style


def test_the_verdict_comes_first() -> None:
    said = [text.strip() for place, text in Read(FULL).texts if place != "style" and text.strip()]
    assert said[0] == said[1] == "0 of 2 exercises passed, 4 of 6 points"
    one = graded().result
    assert headline([one]) == "Exercise 9: partly, 2 of 3 points"


def looked(**evidence: object) -> Result:
    result = graded().result
    row = msgspec.structs.replace(result.criteria[0], evidence={"quick": True, **evidence})
    return msgspec.structs.replace(result, criteria=(row,), status="passed")


def test_a_quick_look_is_called_an_estimate() -> None:
    assert headline([looked(projected=0.9)]) == ("Exercise 9: likely passed, about 2 of 3 points")
    assert headline([looked()]) == "Exercise 9: no verdict"
    both = [looked(projected=0.9), graded().result]
    assert headline(both) == "0 of 2 exercises passed, about 4 of 6 points"


def test_headings_go_down_by_one_and_tables_have_headers() -> None:
    read = Read(FULL)
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(head.get("scope") in {"col", "row"} for head in read.all("th"))
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in read.elements}
    assert read.all("html")[0]["lang"] == "en"


def test_names_are_unique_and_links_lead_somewhere() -> None:
    read = Read(FULL)
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    for _, attributes in read.elements:
        assert str(attributes.get("href", f"#{names[0]}"))[1:] in names
        assert attributes.get("aria-labelledby", names[0]) in names


def test_every_picture_is_told_in_words() -> None:
    told = [str(image["alt"]) for image in Read(FULL).all("img")]
    assert told == [
        "Learning curves over 3 epochs: loss, training from 2.0000 to 0.5000, "
        "loss, validation from 1.5000 to 0.2500, accuracy, training from 0.5000 to –.",
        "Test picture 12: is 4, read as 0",
        "Filters of the first convolution, the first 64 of 70: 3 x 3 x 1",
        "The picture",
        "Feature maps of the convolution: 4 of 4, 26 x 26",
    ]


def test_what_the_model_thought_and_how_often_it_erred_are_text() -> None:
    read = Read(FULL)
    assert [text for text in read.inside("li") if text.strip()] == ["0: 0.97", "4: 0.03"]
    assert [text for text in read.inside("td") if text in {"7", "1", "2", "9"}] == list("7129")


def test_a_key_idea_is_quoted_and_not_named() -> None:
    text = page([graded("I wrote this.")], INFO)
    assert "I wrote this." in Read(text).inside("blockquote")
    assert "secret" not in text


@given(TEXTS)
def test_any_text_stays_text(text: str) -> None:
    made = page([graded(f"x{text}")], INFO)
    made.encode("utf-8")
    read, plain = Read(made), Read(page([graded("plain")], INFO))
    assert read.elements == plain.elements
    shown = str(clean(f"x{text}"))
    for tag in ("td", "pre", "p", "blockquote"):
        assert shown in "".join(read.inside(tag))


@pytest.mark.parametrize("pictures", [False, True])
def test_markup_of_a_learner_is_shown_as_it_is(pictures: bool) -> None:
    read = Read(page([graded(HOSTILE, pictures=pictures)], INFO))
    assert HOSTILE in read.inside("td")
    assert HOSTILE in "".join(read.inside("pre"))
    assert read.all("script") == []


def test_a_class_name_cannot_leave_its_place() -> None:
    made = msgspec.structs.replace(graded(), seen=seen(HOSTILE))
    read = Read(page([made], INFO))
    assert read.all("script") == []
    assert HOSTILE in read.inside("th")


def test_without_pictures_there_are_none() -> None:
    assert "data:image" not in page([graded()], INFO)
