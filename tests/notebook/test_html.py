"""A result as a part of a page: everything escaped, nothing but a table and text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.notebook.html import page
from grader.notebook.shown import Checked
from grader.result import CriterionResult, Heading, Result, Status, total

TAGS = {"div", "p", "strong", "span", "table", "thead", "tbody", "tr", "th", "td", "pre"}
ATTRIBUTES = {"style", "aria-hidden", "aria-label", "scope"}


class Parsed(HTMLParser):
    """What a browser would make of a page: its tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def result(
    message: str, title: str = "accuracy", status: Status = "failed", **evidence: object
) -> Result:
    row = CriterionResult(
        id="one",
        title=title,
        status=status,
        score=0.5,
        points=1.0,
        max_points=2.0,
        message=message,
        evidence=evidence,
    )
    return total(Heading(9, title), [row], feedback=[message])


@given(st.text(), st.text(max_size=20))
def test_no_text_becomes_a_tag_or_an_attribute(message: str, title: str) -> None:
    parsed = Parsed(page(result(message, title, map=[message]), (message,)))
    assert set(parsed.tags) <= TAGS
    assert {name for name, _ in parsed.attributes} <= ATTRIBUTES
    assert not parsed.open


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_what_was_written_is_what_is_read(message: str) -> None:
    assert message in Parsed(page(result(message))).text


@given(st.text())
def test_a_page_can_always_be_sent(message: str) -> None:
    page(result(message)).encode("utf-8")


def test_styles_are_inline_and_hold_no_text_colour_and_no_address() -> None:
    text = page(result("fine", status="passed"))
    assert "url(" not in text
    assert "http" not in text
    assert ";color:#" not in text
    assert "background:#" not in text


def test_a_reader_hears_every_state_in_words_and_every_cell_with_its_heads() -> None:
    text = page(result("0.5 on 10 digits"))
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 1
    assert '<span aria-hidden="true">✗</span> failed, 1 of 2' in text


def test_a_key_idea_is_not_named_before_it_is_found() -> None:
    text = page(result("What else does it keep?", "translation invariance", state="missing"))
    heads = text.partition("<tbody>")[2]
    assert "translation invariance" not in heads
    assert "asked for" in heads


def test_a_page_is_small() -> None:
    assert len(page(result("fine"))) < 2_000


@pytest.mark.parametrize(
    ("include", "exclude", "kinds"),
    [
        pytest.param(None, None, {"text/plain", "text/html"}, id="both"),
        pytest.param({"text/plain"}, None, {"text/plain"}, id="one asked for"),
        pytest.param(None, {"text/html"}, {"text/plain"}, id="one left out"),
    ],
)
def test_a_front_end_chooses_the_form(
    include: set[str] | None, exclude: set[str] | None, kinds: set[str]
) -> None:
    checked = Checked(result("fine"))
    assert set(checked._repr_mimebundle_(include, exclude)) == kinds
