"""Marks of written answers in figures: agreement with a careful person, tricks, speed.

    CNN_GRADE_CORPUS=… python benchmarks/written.py      answers marked by a person, and our own
    python benchmarks/written.py                         our own answers alone

`CNN_GRADE_CORPUS` names a folder with `answers.jsonl`: JSON lines with question, answer, score
(0..1) and verdict. `benchmarks/answers/` holds answers of our own, which whoever writes rubrics may
look at; those of `benchmarks/held/` are looked at only when the rubrics are done. Beside each
figure stand those of three baselines: the mean mark, the length of the answer, and the share of the
reference answer's words in it.
"""

import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.author.agreement import Agreement, agreement
from grader.exercise import Exercise, course_folder, exercise_numbers, load_exercise
from grader.pipeline import Marker, marker
from grader.report.rubric import figures
from grader.rubric import ModelRubric
from grader.submission import Piece, WrittenAnswer

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "cnn-grade"
PASSED = 0.75


class Judged(NamedTuple):
    """An answer with a person's mark, and what kind it is."""

    exercise: int
    text: str
    score: float
    kind: str


class Outcome(NamedTuple):
    """An answer with the mark that it got."""

    judged: Judged
    share: float
    decided: bool


def corpus(folder: Path) -> list[Judged]:
    """The answers of other people, from a folder outside the project."""
    lines = (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Judged(r["question"], r["answer"], r["score"], r["verdict"]) for r in rows]


def own_answers(folder: str) -> list[Judged]:
    """Our own answers of one folder."""
    found = []
    for path in sorted((ROOT / "benchmarks" / folder).glob("ex*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["answers"]:
            found.append(Judged(int(path.stem[2:4]), row["text"], row["score"], row["kind"]))
    return found


def written_exercises() -> dict[int, Exercise]:
    """All exercises that are answered in words or numbers."""
    course = course_folder()
    loaded = [load_exercise(number, course) for number in exercise_numbers(course)]
    return {one.number: one for one in loaded if not isinstance(one.rubric, ModelRubric)}


def all_markers() -> dict[int, Marker]:
    """What marks each of them, by its number."""
    return {number: marker(one) for number, one in written_exercises().items()}


def outcomes(judged: Iterable[Judged], markers: dict[int, Marker]) -> list[Outcome]:
    """Mark every answer."""
    found = []
    for one in judged:
        answer = WrittenAnswer(one.exercise, "", (Piece("", one.text),))
        result = markers[one.exercise](answer)
        found.append(Outcome(one, result.score, result.confidence != "needs_review"))
    return found


def pairs(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Marks beside a person's."""
    return [(one.share, one.judged.score) for one in found]


def fitted(feature: Callable[[Judged], float], judged: Sequence[Judged]) -> Agreement:
    """A baseline: a line through one feature, fitted to all other answers of the exercise."""
    guesses = []
    for one in judged:
        others = [row for row in judged if row.exercise == one.exercise and row is not one]
        xs, ys = [feature(row) for row in others], [row.score for row in others]
        mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
        spread = sum((x - mean_x) ** 2 for x in xs)
        slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
        slope = slope / spread if spread else 0.0
        guess = min(1.0, max(0.0, mean_y + slope * (feature(one) - mean_x)))
        guesses.append((guess, one.score))
    return agreement(guesses)


def overlap(exercises: dict[int, Exercise]) -> Callable[[Judged], float]:
    """A feature: the share of the reference answer's longer words that an answer has."""
    words = {
        number: set(re.findall(r"[a-z]{4,}", one.solution.read_text(encoding="utf-8").lower()))
        for number, one in exercises.items()
    }

    def share(one: Judged) -> float:
        own = set(re.findall(r"[a-z]{4,}", one.text.lower()))
        return len(own & words[one.exercise]) / len(words[one.exercise])

    return share


def agreement_table(title: str, found: Sequence[Outcome], exercises: dict[int, Exercise]) -> None:
    """Print agreement per exercise and in all, beside the baselines."""
    print(f"\n{title}\n")
    print("| exercise | answers | r | quadratic kappa | RMSE | more than 0.3 off |")
    print("|---|---|---|---|---|---|")
    for number in exercises:
        own = [one for one in found if one.judged.exercise == number]
        if own:
            print(line(str(number), agreement(pairs(own))))
    print(line("all", agreement(pairs(found))))
    judged = [one.judged for one in found]
    mean = statistics.fmean(one.score for one in judged)
    print(line("baseline: mean mark", agreement([(mean, one.score) for one in judged])))
    length = fitted(lambda one: math.log(1 + len(one.text.split())), judged)
    print(line("baseline: length alone", length))
    print(line("baseline: words of the reference", fitted(overlap(exercises), judged)))


def line(name: str, all_of_them: Agreement) -> str:
    """One row of a table."""
    shown = ["–" if x is None else f"{x:.3f}" for x in (all_of_them.r, all_of_them.kappa)]
    rest = f"{all_of_them.rmse:.3f} | {100 * all_of_them.far:.1f} %"
    return f"| {name} | {all_of_them.answers} | {' | '.join(shown)} | {rest} |"


def decided_table(title: str, found: Sequence[Outcome]) -> None:
    """Print how many answers were decided without a person, and how well."""
    decided = [one for one in found if one.decided]
    far = sum(abs(one.share - one.judged.score) > 0.3 for one in decided)
    passed = sum(one.share >= PASSED > one.judged.score for one in decided)
    print(f"\n{title}: {len(decided)} of {len(found)} decided without a person ", end="")
    print(f"({share_of(len(decided), len(found))}); of these more than 0.3 off {far} ", end="")
    print(f"({share_of(far, len(decided))}), wrongly passed {passed} ", end="")
    print(f"({share_of(passed, len(decided))})")


def tricks_table(title: str, found: Sequence[Outcome]) -> None:
    """Print what became of answers made to game a grader, and of right ones in odd form."""
    gamed = [one for one in found if one.judged.kind == "gamed"]
    right = [one for one in found if one.judged.kind == "right"]
    through = sum(one.share >= PASSED for one in gamed)
    passing = sum(one.share >= PASSED for one in right)
    print(f"{title}: {through} of {len(gamed)} gamed answers passed; ", end="")
    print(f"{passing} of {len(right)} right ones in odd form passed ", end="")
    print(f"({share_of(passing, len(right))})")


def share_of(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def speed(judged: Sequence[Judged], markers: dict[int, Marker]) -> None:
    """Print answers a minute and core, and how time grows with length."""
    began = time.perf_counter()
    outcomes(judged, markers)
    seconds = time.perf_counter() - began
    print(f"\n{60 * len(judged) / seconds:,.0f} answers a minute in one process on one core")
    print("\n| words | seconds |\n|---|---|")
    words = " ".join(one.text for one in judged).split()
    for count in (1_000, 5_000, 20_000, 100_000):
        text = " ".join((words * (1 + count // len(words)))[:count])
        answer = WrittenAnswer(1, "", (Piece("", text),))
        began = time.perf_counter()
        markers[1](answer)
        print(f"| {count:,} | {time.perf_counter() - began:.2f} |")


def cold(times: int = 5) -> None:
    """Print how long the command takes from a cold start, beside TensorFlow's import."""
    solution = ROOT / "solutions"

    def median(words: list[str | Path]) -> float:
        found = []
        for _ in range(times):
            began = time.perf_counter()
            subprocess.run(words, capture_output=True, check=False)
            found.append(time.perf_counter() - began)
        return statistics.median(found)

    command = median([COMMAND, "exercise", "1", "--path", solution])
    heavy = median([sys.executable, "-c", "import tensorflow"])
    print(f"\n`cnn-grade exercise 1`, cold: {command:.2f} s, ", end="")
    print(f"{command / heavy:.3f} of the import of TensorFlow ({heavy:.1f} s)")


def main() -> None:
    """Measure and print."""
    exercises, markers = written_exercises(), all_markers()
    seen = outcomes(own_answers("answers"), markers)
    held = outcomes(own_answers("held"), markers)
    folder = os.environ.get("CNN_GRADE_CORPUS", "")
    if folder:
        theirs = outcomes(corpus(Path(folder)), markers)
        agreement_table("Answers marked by a person", theirs, exercises)
        decided_table("Answers marked by a person", theirs)
    else:
        print("CNN_GRADE_CORPUS is not set: no answers marked by a person.")
    agreement_table("Our own answers, held back from whoever wrote rubrics", held, exercises)
    decided_table("Held back", held)
    tricks_table("Held back", held)
    print(f"\nSeen by whoever wrote rubrics: {figures(agreement(pairs(seen)))}")
    tricks_table("Seen", seen)
    speed([one.judged for one in (*seen, *held)], markers)
    cold()


if __name__ == "__main__":
    main()
