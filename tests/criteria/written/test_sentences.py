import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.written.small import LANGUAGE
from grader.criteria.written.sentences import MOST_WORDS, Sentence, sentences, spelled


def split(text: str) -> list[str]:
    return [one.text for one in sentences(text, LANGUAGE.contractions)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="full stops"),
        pytest.param("It has 3.5 MB, e.g. here.", ["It has 3.5 MB, e.g. here."], id="no full stop"),
        pytest.param(
            "It goes on\nin the next line.", ["It goes on in the next line."], id="wrapped"
        ),
        pytest.param(
            "Smaller batch\nFewer layers", ["Smaller batch", "Fewer layers"], id="bare list"
        ),
        pytest.param("- one\n- two\n  goes on", ["one", "two goes on"], id="bullets"),
        pytest.param(
            "1. one\n2) two\n(a) three\nb. four", ["one", "two", "three", "four"], id="numbers"
        ),
        pytest.param("Advantages:\nit is small", ["Advantages:", "it is small"], id="a label"),
        pytest.param("# ResNet\nskips layers", ["ResNet", "skips layers"], id="a heading"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_text_is_split_as_people_read_it(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def words(text: str) -> list[str]:
    return [word.text for one in sentences(text, LANGUAGE.contractions) for word in one.words]


def test_short_forms_are_written_out_and_keep_their_place() -> None:
    (one,) = sentences("It doesn't learn.", LANGUAGE.contractions)
    assert words("It doesn't learn.") == ["it", "does", "not", "learn"]
    assert {one.text[word.begin : word.end] for word in one.words[1:3]} == {"doesn't"}


def test_commas_colons_and_dashes_part_clauses_and_hyphens_do_not() -> None:
    (one,) = sentences("mini-batch, small: it fits - at last", LANGUAGE.contractions)
    assert [word.text for word in one.words if word.breaks] == ["small", "it", "at"]


def test_a_text_without_a_full_stop_is_cut() -> None:
    cut = sentences("word " * 1_000, LANGUAGE.contractions)
    assert all(len(one.words) <= MOST_WORDS for one in cut)
    assert sum(len(one.words) for one in cut) == 1_000


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("specialise", "specialize"),
        ("neighbouring", "neighboring"),
        ("colour", "color"),
        ("generalisation", "generalization"),
        ("modelling", "modeling"),
    ],
)
def test_both_spellings_are_one(british: str, american: str) -> None:
    assert spelled(british) == spelled(american)


@given(st.text(max_size=300))
def test_every_word_is_where_it_says(text: str) -> None:
    for one in sentences(text, {}):
        assert isinstance(one, Sentence)
        for word in one.words:
            assert 0 <= word.begin < word.end <= len(one.text)
