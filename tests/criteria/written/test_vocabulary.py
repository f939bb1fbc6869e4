import pytest

from grader.criteria.written.vocabulary import Vocabulary, distance, phrases
from grader.errors import RubricError

WORDS = Vocabulary(
    ["share", "speciali*", "neighbor", "=no", "layer", "filter"], ["later", "special"]
)


@pytest.mark.parametrize(
    ("word", "atoms"),
    [
        pytest.param("shares", {"share"}, id="an ending"),
        pytest.param("sharing", {"share"}, id="an ending that drops the e"),
        pytest.param("specialization", {"speciali*"}, id="a beginning"),
        pytest.param("no", {"=no"}, id="exactly"),
        pytest.param("nos", set(), id="exactly means exactly"),
        pytest.param("nieghbor", {"neighbor"}, id="letters swapped"),
        pytest.param("fliter", {"filter"}, id="letters swapped, short"),
        pytest.param("specalize", {"speciali*"}, id="a letter left out of a beginning"),
        pytest.param("later", set(), id="a word of its own"),
        pytest.param("special", set(), id="a word of its own near a beginning"),
        pytest.param("shore", {"share"}, id="a near word that nobody listed"),
        pytest.param("x" * 10_000, set(), id="no word at all"),
    ],
)
def test_words_stand_for_atoms(word: str, atoms: set[str]) -> None:
    assert WORDS.atoms(word) == atoms


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("same", "same", 0), ("abcd", "abdc", 1), ("abcd", "abc", 1), ("abcd", "wxyz", 3)],
)
def test_distance_counts_edits_up_to_a_most(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == apart


def test_terms_may_use_terms_but_not_themselves() -> None:
    found = phrases(
        {"big": ("large", "very big"), "thing": ("@big box", "a small box")}, (), frozenset("a")
    )
    assert found.single["large"] == ("@big",)
    assert found.longer["small", "box"] == (("@thing", ()),)
    assert found.longer["large", "box"] == (("@thing", ()),)
    assert found.longer["very", "big"] == (("@big", ()), ("@thing", ("box",)))
    with pytest.raises(RubricError, match="@loop uses itself"):
        phrases({"loop": ("@loop again",)}, (), frozenset())
    with pytest.raises(RubricError, match="no term @lost"):
        phrases({"one": ("@lost word",)}, (), frozenset())
