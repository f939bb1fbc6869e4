"""Docs and `--help` speak of the same commands, options and figures."""

import re
import tomllib
from pathlib import Path

import pytest

from command import ROOT, cnn_grade
from grader.cli import NOT_PASSED, OUR_FAULT, PASSED, USAGE
from grader.exercise import course_folder, load_exercise

COMMANDS = (
    *(("start",), ("exercise",), ("quiz",), ("inspect",), ("rubric", "check")),
    *(("status",), ("hint",), ("solution",)),
    *(("doctor",), ("data", "status"), ("data", "get"), ("data", "import")),
)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("room", ["rubrics", "exercises", "solutions"])
def test_every_command_that_a_learner_is_sent_to_exists(room: str) -> None:
    known = cnn_grade("--help").out
    for path in sorted((ROOT / room).glob("ex*")):
        for command in re.findall(r"cnn-grade ([a-z]+)", path.read_text(encoding="utf-8")):
            assert re.search(rf"\b{command}\b", known), f"{path.name}: cnn-grade {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_of_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = cnn_grade("--help").out
    for command in set(re.findall(r"cnn-grade ([a-z]+)", text)):
        assert re.search(rf"\b{command}\b", known), f"{page.name}: cnn-grade {command}"
    help_text = "".join(cnn_grade(*words, "--help", COLUMNS="200").out for words in COMMANDS)
    options = set(re.findall(r"`(--[a-z-]+)", text)) | set(
        re.findall(r"cnn-grade exercise[^`\n]*?(--[a-z-]+)", text)
    )
    for option in options - {"--full"}:
        assert option in help_text, f"{page.name}: {option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
    for path in re.findall(r"`((?:grader|rubrics|benchmarks|docs|exercises)/[\w./]+\.\w+)`", text):
        assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_guide_has_the_rubrics_points() -> None:
    guide = (ROOT / "docs" / "learner.md").read_text(encoding="utf-8")
    for rule in load_exercise(9, course_folder()).rubric.criteria:
        assert f"| {rule.title} | {rule.points:g} |" in guide


def test_the_readmes_exit_statuses_are_the_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = [int(number) for number in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)]
    assert found == [PASSED, NOT_PASSED, USAGE, OUR_FAULT, 130]


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cnn_grade("--version").out.strip() == f"cnn-grade {project['version']}"


def test_help_has_an_example_for_every_command() -> None:
    for words in COMMANDS:
        assert f"Example: cnn-grade {' '.join(words)}" in cnn_grade(*words, "--help").out
