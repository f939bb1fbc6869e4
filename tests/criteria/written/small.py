"""A small rubric of its own, so that tests of the engine do not move with the real ones."""

from grader.criteria.written import Prepared, prepare
from grader.exercise import course_folder
from grader.rubric import IdeaRule, Misconception, Partly, WordsRubric, read_language

LANGUAGE = read_language(course_folder() / "rubrics")

RUBRIC = WordsRubric(
    exercise=1,
    title="Cats and dogs",
    next_step={},
    subjects={"cat": ("cat",), "dog": ("dog", "puppy")},
    terms={"legs": ("leg", "walking stick"), "see": ("see", "spot", "recogni*")},
    criteria=(
        IdeaRule(
            id="idea:legs",
            title="legs",
            points=0.5,
            subject="cat",
            any=("fewer @legs", "@no @legs"),
            contradict=("cat: more @legs",),
            asks="On what does it stand?",
            praise="well seen",
            partly=(Partly(share=0.5, any=("stands .. steady",), asks="And on what?"),),
        ),
        IdeaRule(
            id="idea:night",
            title="night",
            points=0.5,
            any=("@see .. night|dark & !torch",),
            asks="And when the sun is down?",
        ),
    ),
    misconceptions=(
        Misconception(id="barks", any=("cat: barks",), message="Does it?", costs=0.25),
    ),
)


def prepared(question: str = "", **changes: object) -> Prepared:
    """The small rubric made ready, with changes to it."""
    import msgspec

    return prepare(msgspec.structs.replace(RUBRIC, **changes), LANGUAGE, question)
