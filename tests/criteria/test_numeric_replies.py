"""Five hundred made replies: right numbers or those of one slip, in many forms, read and marked."""

import random
from collections.abc import Callable

import msgspec
import pytest

from grader.criteria.numeric import mark_numbers
from grader.criteria.numeric.slips import figures
from grader.exercise import course_folder
from grader.rubric import NumbersRubric, read_rubric
from grader.rubric.numbers import Part

RUBRIC = read_rubric(course_folder() / "rubrics" / "ex02_parameters_and_memory.toml")
assert isinstance(RUBRIC, NumbersRubric)
NUMBERS: NumbersRubric = RUBRIC
PARTS: tuple[Part, ...] = ("parameters", "memory_one", "memory_batch")
REPLIES = 500
CARRIED = "carried"

COUNTS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{n:,}",
    str,
    lambda n: f"{n:_}",
    lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u202f"),
    lambda n: f"{n:,}".replace(",", "'"),
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: rf"${n:,}$".replace(",", "{,}"),
    lambda n: f"**{n:,}**",
    lambda n: f"{n / 1000:.7g}k" if n % 100 == 0 and n < 1_000_000 else str(n),
)
SIZES: tuple[Callable[[float], str], ...] = (
    lambda b: f"{b / 1e6:.5g} MB",
    lambda b: f"{b / 1e6:.5g}MB",
    lambda b: f"{b / 1e6:.5g} megabytes",
    lambda b: f"{b / 1e6:.5g} million bytes",
    lambda b: f"{b / 2**20:.5g} MiB",
    lambda b: f"{b / 1e6:.5g} Mo",
    lambda b: f"{b:,.0f} bytes",
    lambda b: f"{b:.0f} B",
    lambda b: f"{b:,.0f} bytes".replace(",", " "),
    lambda b: f"{b / 1e3:,.1f} kB",
    lambda b: f"{b / 1e9:.5f} GB",
    lambda b: f"{b / 2**30:.5f} GiB",
    lambda b: f"{b * 8 / 1e6:.5g} Mbit",
    lambda b: rf"$ {b / 1e6:.5g}\,\text{{MB}} $",
    lambda b: f"{b / 1e6:.5g} \u00d7 10^6 bytes",
    lambda b: rf"${b / 1e6:.5g} \times 10^{{6}}$ bytes",
    lambda b: f"{b / 1e6:.5g}e6 bytes",
    lambda b: f"{b:,.0f} bytes (about {b / 1e6:.5g} MB)",
    lambda b: f"{b / 4:.0f} * 4 bytes = {b / 1e6:.5g} MB",
)
PHRASES: dict[Part, tuple[str, ...]] = {
    "parameters": (
        "The CNN has {} parameters",
        "{} parameters in total",
        "Total number of parameters: {}",
        "params = {}",
        "Number of trainable weights is {}",
        "So there are {} parameters to learn",
    ),
    "memory_one": (
        "For one picture it takes {}",
        "{} for a single instance",
        "RAM for one prediction: {}",
        "Inference on one image needs about {} of memory",
        "A single instance requires at least {}",
        "prediction = {}",
    ),
    "memory_batch": (
        "For the mini-batch of 50 it takes {}",
        "{} for training on 50 images",
        "RAM for training: {}",
        "Training on a mini-batch needs about {} of memory",
        "With 50 pictures in a batch at least {} are required",
        "batch = {}",
    ),
}
ENDS = ("{}. ", "{}\n", "- {}\n", "* {}\n\n", "{}; ", "> {}\n", "### {}\n")
LETTERS = ("({}) ", "{}) ", "{}. ", "**{})** ")


class Reply(msgspec.Struct, frozen=True):
    """A made reply, and for each part the slips that a mark may name; "" where it is right."""

    text: str
    values: dict[str, str]
    expected: dict[Part, frozenset[str]]


def make(seed: int) -> Reply:
    draws = random.Random(seed)  # noqa: S311 - made answers, no secret
    chosen: dict[Part, float] = {}
    slips: dict[Part, str] = {}
    for part in PARTS:
        rows = figures(part, NUMBERS.network)
        right = [row for row in rows if row.slip is None]
        wrong = [row for row in rows if row.value not in {one.value for one in right}]
        row = draws.choice(right if draws.random() < 0.5 else wrong)
        chosen[part], slips[part] = row.value, row.slip or ""
    written = {part: _written(part, chosen[part], draws) for part in PARTS}
    expected = {part: _expected(part, chosen[part], slips) for part in PARTS}
    forms = (_constants, _lettered, _named, _named, _table, _one_line)
    text, values = draws.choice(forms)(written, draws)
    return Reply(text, values, expected)


def _written(part: Part, value: float, draws: random.Random) -> str:
    if part == "parameters":
        return draws.choice(COUNTS)(round(value))
    return draws.choice(SIZES)(value)


def _expected(part: Part, value: float, slips: dict[Part, str]) -> frozenset[str]:
    """Slips that lead to just this number; one made twice is carried on."""
    same = {row.slip or "" for row in figures(part, NUMBERS.network) if row.value == value}
    earlier = PARTS[: PARTS.index(part)]
    again = any(slips[one] and slips[one] == slips[part] for one in earlier)
    return frozenset(same | ({CARRIED} if again else set()))


def _constants(written: dict[Part, str], _: random.Random) -> tuple[str, dict[str, str]]:
    return "", {
        "PARAMETERS": written["parameters"],
        "MEMORY_ONE_PICTURE": written["memory_one"],
        "MEMORY_BATCH_OF_50": written["memory_batch"],
    }


def _lettered(written: dict[Part, str], draws: random.Random) -> tuple[str, dict[str, str]]:
    mark, end = draws.choice(LETTERS), draws.choice(("\n", "\n\n"))
    names = draws.choice((("a", "b", "c"), ("i", "ii", "iii"), ("1", "2", "3")))
    order = draws.sample(range(3), 3)
    rows = (mark.format(names[at]) + written[PARTS[at]] + end for at in order)
    return "".join(rows), {}


def _named(written: dict[Part, str], draws: random.Random) -> tuple[str, dict[str, str]]:
    end = draws.choice(ENDS)
    order = draws.sample(PARTS, 3)
    rows = (end.format(draws.choice(PHRASES[part]).format(written[part])) for part in order)
    return "".join(rows), {}


def _table(written: dict[Part, str], draws: random.Random) -> tuple[str, dict[str, str]]:
    names = {"parameters": "parameters", "memory_one": "one picture", "memory_batch": "mini-batch"}
    order = draws.sample(PARTS, 3)
    rows = (f"| {names[part]} | {written[part]} |\n" for part in order)
    return "| what | how much |\n|---|---|\n" + "".join(rows), {}


def _one_line(written: dict[Part, str], draws: random.Random) -> tuple[str, dict[str, str]]:
    return draws.choice(("; ", " | ", "\n")).join(written[part] for part in PARTS), {}


@pytest.mark.parametrize("seed", range(REPLIES))
def test_a_made_reply_is_read_and_its_slips_are_named(seed: int) -> None:
    reply = make(seed)
    marked = mark_numbers(reply.text, reply.values, NUMBERS)
    for part, row in zip(PARTS, marked.rows, strict=True):
        carried = row.score is not None and 0 < row.score < 1 and row.evidence.get("slip") == ""
        named = CARRIED if carried else row.evidence.get("slip")
        assert row.score is not None, f"{part} was not read: {reply.text!r} {reply.values}"
        assert named in reply.expected[part], f"{part}: {row.message} {reply.text!r}"
        assert (row.score == 1) == ("" in reply.expected[part]), f"{part}: {row.message}"
