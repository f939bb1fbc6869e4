"""The quiz: drawn networks, replies marked by the code of exercise 2, tries counted."""

from collections.abc import Callable, Iterable

import pytest

from grader.criteria.numeric.slips import figures
from grader.exercise import course_folder
from grader.learner.quiz import Played, about, ask, draw, in_one_line, mark_reply, play
from grader.rubric import NumbersRubric, read_rubric
from grader.rubric.numbers import Network, Part

READ = read_rubric(course_folder() / "rubrics" / "ex02_parameters_and_memory.toml")
assert isinstance(READ, NumbersRubric)
RUBRIC: NumbersRubric = READ
PARTS: tuple[Part, ...] = ("parameters", "memory_one", "memory_batch")
SEED = 7


def right(network: Network) -> dict[Part, str]:
    values = {part: round(figures(part, network)[0].value) for part in PARTS}
    return {
        part: f"{value:,}" + " bytes" * (part != "parameters") for part, value in values.items()
    }


def played(lines: Iterable[str], network: Network | None = None) -> tuple[Played, list[str]]:
    """A round with so many lines and then the end of the input; and all that was said."""
    rest, said = iter(lines), list[str]()
    read: Callable[[str], str | None] = lambda _: next(rest, None)  # noqa: E731 - as in the CLI
    return play(network or draw(SEED), RUBRIC, read, said.append), said


def test_a_seed_draws_the_same_network_again_and_another_one_another() -> None:
    assert draw(SEED) == draw(SEED)
    assert len({ask(draw(seed)) for seed in range(50)}) == 50


@pytest.mark.parametrize("seed", range(40))
def test_drawn_sizes_are_sensible(seed: int) -> None:
    network = draw(seed)
    assert 2 <= len(network.layers) <= 4
    assert network.height != network.width
    assert any(layer.stride == 2 for layer in network.layers)
    assert figures("memory_batch", network)[0].value < 20e9
    question = ask(network)
    for number in (network.height, network.width, network.batch, 8 * network.number_bytes):
        assert str(number) in question
    assert question.count("kernels") == len(network.layers)


@pytest.mark.parametrize("seed", range(40))
def test_right_replies_pass_at_once_one_by_one_or_in_one_line(seed: int) -> None:
    network = draw(seed)
    replies = right(network)
    one_by_one, _ = played([replies[part] for part in PARTS], network)
    at_once, said = played(["; ".join(replies[part] for part in PARTS)], network)
    for round_played in (one_by_one, at_once):
        assert round_played.is_passed
        assert round_played.tries == dict.fromkeys(PARTS, 1)
    assert said[-1] == "3 of 3 right, 3 tries."


def test_a_slip_is_named_tries_are_counted_and_the_right_number_is_never_said() -> None:
    network = draw(SEED)
    slips = {row.slip: f"{round(row.value):,}" for row in figures("parameters", network)}
    result, said = played([slips["no_biases"] or "", "1", "2", "3", ""], network)
    assert result.tries == {"parameters": 4}
    assert not result.is_passed
    assert any("is a kernel all that a feature map learns?" in line for line in said)
    hints = [line for line in said if "Hint:" in line]
    assert len(hints) == 2
    assert hints[0] != hints[1]
    assert right(network)["parameters"] not in " ".join(said)
    assert said[-1] == "0 of 3 right, 4 tries."


def test_an_empty_line_passes_over_a_part() -> None:
    network = draw(SEED)
    result, said = played(["", "", right(network)["memory_batch"], "not asked any more"], network)
    assert [row.status for row in result.rows] == ["not_attempted", "not_attempted", "passed"]
    assert result.rows[2].title == f"{network.batch} pictures"
    assert said[-1] == "1 of 3 right, 1 try."


def test_a_part_that_was_mended_is_not_asked_again() -> None:
    network = draw(SEED)
    replies = right(network)
    result, _ = played(["5", *(replies[part] for part in PARTS)], network)
    assert result.is_passed
    assert result.tries["parameters"] == 2


def test_what_follows_from_an_own_number_earns_the_method() -> None:
    network = draw(SEED)
    counted = figures("parameters", network)[0].value
    own = 3 * counted + 1
    more = network.number_bytes * (own - counted)
    one = figures("memory_one", network)[0].value + more
    replies: dict[Part, str] = {"parameters": f"{own:.0f}", "memory_one": f"{one:.0f} bytes"}
    rows = mark_reply(replies, network, RUBRIC).rows
    assert [row.score for row in rows] == [0.0, 0.9, None]


@pytest.mark.parametrize(
    ("reply", "is_whole"),
    [
        pytest.param("903400; 12.6 MB; 565 MB", True, id="in order"),
        pytest.param("903400 12.6 565", True, id="bare"),
        pytest.param("batch 565 MB, one picture 12.6 MB, 903400 parameters", True, id="named"),
        pytest.param("2,800 + 180,200 + 720,400 = 903,400", False, id="working"),
        pytest.param("2,700 then 180,100 then 720,000", False, id="steps without units"),
        pytest.param("903400", False, id="one number"),
    ],
)
def test_a_line_with_all_three_is_seen(reply: str, is_whole: bool) -> None:
    assert (in_one_line(reply, RUBRIC.network, RUBRIC) is not None) is is_whole


def test_the_rubric_of_a_drawn_network_has_its_batch_in_the_title() -> None:
    network = draw(SEED)
    asked = about(network, RUBRIC)
    assert asked.network == network
    assert [rule.title for rule in asked.criteria][2] == f"{network.batch} pictures"
