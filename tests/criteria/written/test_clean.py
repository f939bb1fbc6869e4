import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.criteria.written.clean import clean


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("a **bold** and _soft_ word", "a bold and soft word", id="emphasis"),
        pytest.param("kernels of $1 \\times 1$", "kernels of  1x1 ", id="LaTeX times"),
        pytest.param("1 x 1, 3×3, 5 by 5 and 7*7", "1x1, 3x3, 5x5 and 7x7", id="sizes"),
        pytest.param("see [the paper](http://x.y/z) ![p](q.png)", "see the paper ", id="links"),
        pytest.param("<p>one</p>&nbsp;&lt; two", " one  < two", id="HTML"),
        pytest.param("don’t “quote”", 'don\'t "quote"', id="typographic quotes"),
        pytest.param("\x1b[31mred\x1b[0m\x00\u202eok", "redok", id="codes that change the screen"),
        pytest.param("ﬁlter ｆｕｌｌ", "filter full", id="ligatures and wide letters"),
        pytest.param("\\text{bias} \\mathbf{w}", "bias w", id="LaTeX text"),
        pytest.param("5*2 = 10", "5*2 = 10", id="a product"),
    ],
)
def test_markup_goes_and_words_stay(text: str, plain: str) -> None:
    assert clean(text) == plain


@given(st.text(max_size=400))
def test_any_text_is_cleaned_and_holds_no_control_codes(text: str) -> None:
    plain = clean(text)
    assert all(c == "\n" or c.isprintable() or c.isspace() for c in plain)


@pytest.mark.parametrize("mark", ["*", "_", "<", "[", "![", "\\text{", "$", "(", "`", "\x1b["])
def test_a_million_marks_are_no_work(mark: str) -> None:
    assert len(clean(mark * 1_000_000)) <= 200_000
