"""A trained model as pictures need it, made up."""

import numpy as np

from grader.collect.seen import Maps, Seen, Thought, Wrong
from grader.pipeline import Graded
from grader.result import CriterionResult, GraderInfo, Heading, total
from grader.submission import Piece

INFO = GraderInfo(version="1.2", device="cpu", data="sample", sandbox="none", seed=42)


def seen(name: str = "4") -> Seen:
    """A model with a mistake; `name` is what the true class is called."""
    draw = np.random.default_rng(1)
    return Seen(
        history={"loss": (2.0, None, 0.5), "val_loss": (1.5, 0.75, 0.25), "accuracy": (0.5, 0.75)},
        names=("0", name),
        confusion=np.array([[7, 1], [2, 9]]),
        wrong=(
            Wrong(
                draw.integers(0, 255, (28, 28), dtype=np.uint8),
                12,
                name,
                (Thought("0", 0.97), Thought(name, 0.03)),
            ),
        ),
        filters=draw.normal(size=(3, 3, 1, 70)).astype(np.float32),
        chosen=draw.integers(0, 255, (28, 28), dtype=np.uint8),
        maps=(Maps("the convolution", draw.normal(size=(26, 26, 4)).astype(np.float32), 4),),
    )


def graded(text: str = "a message", number: int = 9, *, pictures: bool = False) -> Graded:
    """A graded exercise that says one text wherever a text of a learner may stand."""
    row = CriterionResult(
        id="x",
        title=text,
        status="failed",
        score=0.5,
        points=1.0,
        max_points=2.0,
        message=text,
    )
    idea = CriterionResult(
        id="idea:secret",
        title="secret",
        status="passed",
        score=1.0,
        points=1.0,
        max_points=1.0,
        message="earned",
        evidence={"state": "found", "sentence": text},
    )
    return Graded(
        total(Heading(number, "A title"), [row, idea], feedback=[text]),
        pieces=(Piece(text, text),),
        aside=(text,),
        seen=seen() if pictures else None,
    )
