"""Numbers, units and arithmetic as people write them."""

import pytest

from grader.criteria.numeric.evaluate import evaluate, worked_out
from grader.criteria.numeric.expression import brackets, read_expression
from grader.criteria.numeric.measure import in_bytes
from grader.criteria.numeric.mention import mentions
from grader.criteria.numeric.number import read_number
from grader.criteria.numeric.plain import plain
from grader.criteria.numeric.tokens import tokens
from grader.criteria.numeric.unit import read_unit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("903400", [903400], id="bare"),
        pytest.param("903,400", [903400, 903.4], id="comma of thousands"),
        pytest.param("903.400", [903.4, 903400], id="point, English first"),
        pytest.param("903 400", [903400], id="space"),
        pytest.param("903'400", [903400], id="apostrophe"),
        pytest.param("903_400", [903400], id="underscore"),
        pytest.param("9,03,400", [903400], id="Indian"),
        pytest.param("12.613.600", [12613600], id="German thousands"),
        pytest.param("12,613,600.5", [12613600.5], id="both"),
        pytest.param("12.613.600,5", [12613600.5], id="both, German"),
        pytest.param("12,6", [12.6], id="decimal comma"),
        pytest.param("0,903", [0.903], id="no thousands of nothing"),
        pytest.param("1.26e7", [1.26e7], id="exponent"),
        pytest.param(".9", [0.9], id="no leading digit"),
        pytest.param("1.2.3", [], id="a version"),
        pytest.param("9" * 5000, [], id="too long"),
        pytest.param("1e400", [], id="too large"),
    ],
)
def test_a_number_is_read_in_all_ways_in_which_it_may_be_meant(
    text: str, values: list[float]
) -> None:
    assert [reading.value for reading in read_number(text)] == pytest.approx(values)


def test_a_comma_may_be_the_usual_decimal_sign() -> None:
    assert read_number("12,614", comma_decimal=True)[0].value == 12.614
    assert read_number("903.400", comma_decimal=True)[0].value == 903400


@pytest.mark.parametrize(
    ("text", "half"),
    [
        pytest.param("12.6", 0.05, id="a decimal"),
        pytest.param("13", 0.5, id="two digits"),
        pytest.param("560", 5.0, id="a zero at the end"),
        pytest.param("600", 5.0, id="two digits are meant at least"),
        pytest.param("903,400", 50.0, id="two zeros"),
    ],
)
def test_it_is_known_how_exactly_a_number_was_written(text: str, half: float) -> None:
    assert read_number(text)[0].half == pytest.approx(half)


@pytest.mark.parametrize(
    ("text", "megabytes"),
    [
        pytest.param("12.6 MB", [12.6, 13.2120576], id="either base"),
        pytest.param("12 MiB", [12.582912], id="binary"),
        pytest.param("12 mebibytes", [12.582912], id="binary in words"),
        pytest.param("12.6 megabytes", [12.6, 13.2120576], id="words"),
        pytest.param("12.6 million bytes", [12.6], id="million bytes"),
        pytest.param("12,6 Mo", [12.6, 13.2120576], id="octets"),
        pytest.param("12 613 600 B", [12.6136], id="bytes"),
        pytest.param("100 Mbit", [12.5, 13.1072], id="bits"),
        pytest.param("12 Mb", [12, 12.582912, 1.5, 1.572864], id="a small b is either"),
        pytest.param("0.5 GiB", [536.870912], id="gibibytes"),
        pytest.param("0.9 million", [0.9], id="scaled"),
        pytest.param("0.9 M", [0.9], id="scaled by a letter"),
        pytest.param("12.6", [12.6, 13.2120576], id="small and bare is MB"),
        pytest.param("12613600", [12.6136], id="large and bare is bytes"),
    ],
)
def test_a_size_is_read_with_its_unit(text: str, megabytes: list[float]) -> None:
    (number,) = mentions(tokens(plain(text)))
    sizes = dict.fromkeys(round(reading.value / 1e6, 9) for reading in in_bytes(number))
    assert list(sizes)[: len(megabytes)] == pytest.approx(megabytes)


@pytest.mark.parametrize("text", ["12 images", "12 kernels", "12", "12 Mega", "12 b) next"])
def test_other_words_are_no_units(text: str) -> None:
    assert read_unit(text, 2) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        pytest.param("3 x 3 x 3 x 100 + 100", 2800, None, id="x"),
        pytest.param("(3\u00d73\u00d73+1) \u00d7 100", 2800, None, id="times"),
        pytest.param("((27+1))*100", 2800, None, id="brackets"),
        pytest.param("(200 - 2)/2 + 1", 100, None, id="minus and division"),
        pytest.param("6 MB + 3 MB", 9, "MB", id="units"),
        pytest.param("(6 + 3) MB + 3.6 MB", 12.6, "MB", id="unit behind a bracket"),
        pytest.param("9 MB + 78 kB", 9_078_000, "bytes", id="two units"),
        pytest.param("4 bytes * 903,400", 3_613_600, "bytes", id="unit times number"),
        pytest.param("4 bytes * 8 bits", 32, None, id="unit times unit"),
        pytest.param("0.9 million + 3,400", 903_400, None, id="scaled"),
        pytest.param(r"6 \times 10^{6}", 6e6, None, id="LaTeX"),
        pytest.param(r"\frac{12613600}{2^{20}}", 12.0293, None, id="fraction"),
        pytest.param("6 \u00d7 10⁶", 6e6, None, id="superscript"),
        pytest.param("10**6 * 6", 6e6, None, id="Python's power"),
        pytest.param("525 MB (maps) + 36 MB (input)", 561, "MB", id="remarks"),
        pytest.param("2800 weights + 100", 2900, None, id="words between"),
        pytest.param("**28** * **100**", 2800, None, id="bold"),
        pytest.param("2 x (3 4)", 2, None, id="a bracket that is none"),
        pytest.param("12.6 MB / 565 MB", 12.6, "MB", id="two results"),
        pytest.param("9-10.5", 9, None, id="a range"),
    ],
)
def test_arithmetic_in_words_is_worked_out(text: str, value: float, unit: str | None) -> None:
    row = tokens(plain(text))
    begin = next(at for at, token in enumerate(row) if token.kind in {"number", "open"})
    found = read_expression(row, begin, brackets(row))
    assert found is not None
    assert found.term.value == pytest.approx(value, rel=1e-4)
    assert (found.term.unit.text if found.term.unit else None) == unit


@pytest.mark.parametrize("text", ["10**10**10", "1/0", "0^-1", "9" * 40])
def test_what_cannot_be_worked_out_is_no_number(text: str) -> None:
    assert all(number.value < 1e18 for number in mentions(tokens(plain(text))))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("28 * 100 = 2,800 and 901 * 200 = 180,200", [2800, 180200], id="two chains"),
        pytest.param("4 * 903,400 = 3,613,600 bytes ≈ 3.6 MB", [3.6], id="three forms"),
        pytest.param("12.6 MB = 9 MB + 3.6 MB", [12.6], id="result first"),
        pytest.param("27 + 1 is 28", [28], id="equal in words"),
        pytest.param("3.6 MB => 12.6 MB", [3.6, 12.6], id="an arrow leads on"),
        pytest.param("2800 + 180200\n= 183000", [183000], id="over a line"),
        pytest.param("layer 2 180 200", [2, 180200], id="a layer's number"),
        pytest.param("Conv2D, 3rd, 32-bit, v2", [32], id="numbers within words"),
        pytest.param("903400,12.6,565", [903400, 12.6, 565], id="a list without spaces"),
        pytest.param("1=" * 50 + "1", [1, 1], id="a chain without end"),
        pytest.param("5 = 5 = (6 7)", [5, 6, 7], id="a chain that ends in none"),
    ],
)
def test_chains_of_equals_are_one_number(text: str, values: list[float]) -> None:
    assert [number.value for number in mentions(tokens(plain(text)))] == values


def test_a_result_without_a_unit_takes_that_of_its_equal() -> None:
    (number,) = mentions(tokens(plain("9 MB + 3.6 MB = 12.6")))
    assert number.unit is not None
    assert number.unit.text == "MB"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("(3*3*3 + 1) * 100", 2800, id="arithmetic"),
        pytest.param("4 * max(6, A) + ceil(2.5)", 31, id="names and functions"),
        pytest.param("math.prod([2, 3]) - -1", 7, id="lists and signs"),
        pytest.param("7 // 2 + 7 % 2 + 2**3 / 4", 6, id="all signs"),
        pytest.param("903,400", None, id="a tuple"),
        pytest.param("'12.6 MB'", None, id="quotes"),
        pytest.param("12.6 MB", None, id="no Python"),
        pytest.param("B + 1", None, id="unknown name"),
        pytest.param("1 + (2, 3)", None, id="a tuple within"),
        pytest.param("open(1)", None, id="unknown function"),
        pytest.param("max(a=1)", None, id="a named argument"),
        pytest.param("10**10**10", None, id="a tower"),
        pytest.param("10**20", None, id="too large a power"),
        pytest.param("10**18 * 10", None, id="too large"),
        pytest.param("1/0", None, id="division by nothing"),
        pytest.param("1 @ 2", None, id="another sign"),
        pytest.param("2 << 3", None, id="a shift"),
        pytest.param("True + 1", None, id="a truth"),
        pytest.param("(" * 1500 + ")" * 400, None, id="brackets"),
        pytest.param("-" * 1900 + "1", None, id="signs without end"),
        pytest.param("1+" * 500 + "1", None, id="too many terms"),
        pytest.param("1" * 3000, None, id="too long"),
        pytest.param("max(2, 'x')", None, id="a text"),
    ],
)
def test_pythons_notation_is_worked_out_and_never_run(source: str, value: float | None) -> None:
    assert evaluate(source, {"A": 7}) == value


def test_constants_may_name_constants_above_them() -> None:
    assert worked_out({"A": "2 * 3", "B": "A + C", "C": 1.5, "D": "A * C"}) == {
        "A": 6, "C": 1.5, "D": 9.0,
    }  # fmt: skip


def test_markup_is_taken_away() -> None:
    text = "<li>**12.6&nbsp;MB**</li> see ![a 7](b7.png) https://x.y/7 and 10<sup>6</sup>, ٣"
    assert plain(text).replace("\ue000", "").split() == [
        "12.6", "MB", "see", "and", "10^6,", "3",
    ]  # fmt: skip
