"""The README of a workspace; it must not read like an answer."""

README = "README.md"

_TEXT = """\
# Your workspace

Ten exercises on convolutional networks, one file each. The question stands at the top of the file
and says what is expected. Write words between the quotes of `ANSWER`, numbers in place of `None`,
and code into the functions.

Try an answer as often as you like:

    cnn-grade exercise NUMBER      what is right, what is missing, and why
    cnn-grade hint NUMBER          a nudge; each further call says more
    cnn-grade status               where you stand, and what to do next
    cnn-grade solution NUMBER      the reference answer beside yours, once you have passed

Begin with any of them. Words and numbers are answered at once. The last two exercises train a
network, which takes minutes: add `--data sample` for a quick try.

`cnn-grade start --notebook` adds one notebook with all ten, `exercises.ipynb`. An answer in a file
of its own counts before one in the notebook.

Your progress lies in the folder `.cnn-grade` and nowhere else. Copy the workspace, and it goes
along; delete that folder, and you begin anew. Your answers are never changed.
"""


def readme() -> str:
    """What a learner needs to know to begin."""
    return _TEXT
