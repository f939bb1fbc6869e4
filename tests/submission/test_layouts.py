"""Documents under headings of every form: each answer goes to its own exercise."""

from pathlib import Path

import pytest

from grader.errors import NoAnswerError
from grader.submission import read_written

LAYOUTS: dict[str, tuple[str, dict[int, str]]] = {
    "ATX headings": (
        "# My homework\n\n## 3.\nSmaller batches.\n\n## 4.\nNo parameters.\n\n## 5\nRarely.\n",
        {3: "Smaller batches.", 4: "No parameters.", 5: "Rarely."},
    ),
    "ATX headings with titles": (
        "## 3. GPU memory\nSmaller batches.\n\n## 4 - Pooling\n\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "setext headings": (
        "Exercise 3\n==========\nSmaller batches.\n\n4. Pooling\n----------\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "bold numbers": (
        "**3.** Smaller batches.\n\n**4.** No parameters.\nNone at all.\n\n**5**. Rarely.\n",
        {3: "Smaller batches.", 4: "No parameters.\nNone at all.", 5: "Rarely."},
    ),
    "labels": (
        "Exercise 3\n\nSmaller batches.\n\nExercise 4: No parameters.\n\nExercise 5 - Rarely, in\n"
        "exercise 3 as well.\n",
        {3: "Smaller batches.", 4: "No parameters.", 5: "Rarely, in\nexercise 3 as well."},
    ),
    "plain numbers": (
        "1. Fewer parameters.\nIt is found everywhere.\n2. 903,400\n3. Smaller batches.\n"
        "4. No parameters.\n",
        {1: "Fewer parameters.\nIt is found everywhere.", 2: "903,400", 4: "No parameters."},
    ),
    "plain numbers with a list in an answer": (
        "1. Fewer parameters.\n\n2. 903,400\n\n3. There are five:\n1. smaller batches\n"
        "2. larger strides\n3. fewer layers\n4. half precision\n5. more GPUs\n\n"
        "4. No parameters.\n\n5. Rarely.\n",
        {
            2: "903,400",
            3: "There are five:\n1. smaller batches\n2. larger strides\n3. fewer layers\n"
            "4. half precision\n5. more GPUs",
            4: "No parameters.",
            5: "Rarely.",
        },
    ),
    "loose lists in an answer": (
        "3. These help.\n\n1. Smaller batches.\n\n2. Larger strides.\n\n3. Fewer layers.\n\n"
        "4. Half precision.\n\n5. More GPUs.\n\n4. No parameters.\n\n5. Rarely.\n\n6. Depth.\n",
        {
            3: "These help.\n\n1. Smaller batches.\n\n2. Larger strides.\n\n3. Fewer layers.\n\n"
            "4. Half precision.\n\n5. More GPUs.",
            4: "No parameters.",
            6: "Depth.",
        },
    ),
    "a list in bold within plain numbers": (
        "1. Fewer parameters.\n\n2. 903,400\n\n3. These:\n\n**1. Batches:** smaller\n\n"
        "**2. Strides:** larger\n\n4. No parameters.\n",
        {3: "These:\n\n**1. Batches:** smaller\n\n**2. Strides:** larger", 4: "No parameters."},
    ),
    "numbered headings within an answer": (
        "**1. What speaks for it?**\n\n###1.Parameters\nFewer.\n\n###2.Places\nAny.\n\n"
        "**2. How many parameters?**\n\n903,400\n\n**3. What helps?**\n\nSmaller batches.\n",
        {1: "###1.Parameters\nFewer.\n\n###2.Places\nAny.", 2: "903,400", 3: "Smaller batches."},
    ),
    "an answer that is only a list": (
        "## 2\n903,400\n## 3\n1. smaller batches\n2. larger strides\n3. fewer layers\n## 4\n"
        "* no parameters\n* cheap\n",
        {
            3: "1. smaller batches\n2. larger strides\n3. fewer layers",
            4: "* no parameters\n* cheap",
        },
    ),
    "letters in the headings": (
        "## 2a. Parameters\n903,400\n\n## 2b. One picture\n12.6 MB\n\n## 2 c)\n565 MB\n\n"
        "## 3\nMore.",
        {2: "a) Parameters\n\n903,400\n\nb) One picture\n\n12.6 MB\n\nc)\n\n565 MB", 3: "More."},
    ),
    "sub-numbers in the headings": (
        "# 7. Fully convolutional\n## 7.1 What\nOnly convolutions.\n## 7.2 How\nSame kernel.\n"
        "# 8. Segmentation\nPooling loses places.\n",
        {
            7: "## 7.1 What\nOnly convolutions.\n## 7.2 How\nSame kernel.",
            8: "Pooling loses places.",
        },
    ),
    "only sub-numbers": (
        "## 7.1\nOnly convolutions.\n## 7.2\nSame kernel.\n## 8.1\nPooling loses places.\n",
        {7: "Only convolutions.\n\n\nSame kernel.", 8: "Pooling loses places."},
    ),
    "dates and versions at the start of lines": (
        "1. Fewer parameters.\n12. March 2024 was the day.\n2. 903,400\n"
        "3.5 is the version I used.\n"
        "3. Smaller batches.\n5 GB are enough.\n4. No parameters.\n",
        {
            1: "Fewer parameters.\n12. March 2024 was the day.",
            2: "903,400\n3.5 is the version I used.",
            3: "Smaller batches.\n5 GB are enough.",
            4: "No parameters.",
        },
    ),
    "headings out of order": (
        "## 5\nRarely.\n## 3\nSmaller batches.\n## 4\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters.", 5: "Rarely."},
    ),
    "missing exercises": (
        "2. 903,400\n\n4. No parameters.\n\n8. Places get lost.\n",
        {2: "903,400", 4: "No parameters.", 8: "Places get lost."},
    ),
    "HTML": (
        "<h2>3. Memory</h2>\n<p>Smaller batches.</p>\n<h2>4. Pooling</h2>\n<p>No parameters.</p>\n",
        {3: "<p>Smaller batches.</p>", 4: "<p>No parameters.</p>"},
    ),
    "HTML in bold": (
        "<b>3.</b> Smaller batches.\n\n<b>4.</b> No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "comments in fences": (
        "## 3\n```python\n# 4. not a heading\n## 5. nor this\nbatch = 16\n```\n## 4\n"
        "No parameters.\n",
        {3: "```python\n# 4. not a heading\n## 5. nor this\nbatch = 16\n```", 4: "No parameters."},
    ),
    "a fence that is never closed": (
        "## 3\n```python\nbatch = 16\n\n## 4\nNo parameters.\n",
        {3: "```python\nbatch = 16", 4: "No parameters."},
    ),
    "formulas and tables": (
        "## 2\n$$\n(3 \\times 3 \\times 3 + 1) \\times 100 = 2800\n$$\n\n"
        "| layer | maps |\n|---|---|\n"
        "| 1. | 100 |\n| 2. | 200 |\n\n## 3\nSmaller batches.\n",
        {
            2: "$$\n(3 \\times 3 \\times 3 + 1) \\times 100 = 2800\n$$\n\n| layer | maps |\n"
            "|---|---|"
            "\n| 1. | 100 |\n| 2. | 200 |",
            3: "Smaller batches.",
        },
    ),
    "front matter and Windows lines": (
        "---\r\ntitle: 4. Homework\r\n---\r\n\r\n## 4\r\nNo parameters.\r\nNone.\r\n",
        {4: "No parameters.\nNone."},
    ),
    "rules between answers": (
        "3. Smaller batches.\n\n------\n\n4. No parameters.\n\n------\n\n5. Rarely.\n",
        {3: "Smaller batches.", 4: "No parameters.", 5: "Rarely."},
    ),
    "one heading in another form": (
        "## 3\nSmaller batches.\n\n4) No parameters.\n\n## 5\nRarely.\n",
        {3: "Smaller batches.", 4: "No parameters.", 5: "Rarely."},
    ),
    "the number of the homework on top": (
        "# Exercise 3\n\n## 1.\nFewer.\n## 2.\n903,400\n## 3.\nBatches.\n## 4.\nNone.\n## 5.\n"
        "Rarely.\n## 6.\nDepth.\n## 7.\nNo dense.\n## 8.\nPlaces.\n",
        {3: "Batches.", 4: "None."},
    ),
    "references at the end": (
        "## 7\nNo dense layer.\n\n## 8\nPlaces get lost.\n\n## References\n\n1. A book.\n",
        {8: "Places get lost."},
    ),
    "several exercises in one heading": (
        "## 1. to 3.\nSee the book.\n\n## 4.\nNo parameters.\n",
        {4: "No parameters."},
    ),
    "chapter and exercise": (
        "### Exercise 14.3\nSmaller batches.\n\n### Exercise 14.4\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "decorated numbers": (
        "---- Exercise 3 ----\nSmaller batches.\n\n==== Exercise 4 ====\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "numbers escaped as exports do": (
        "3\\. Smaller batches.\n\n4\\. No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "lists that start on the line of their number": (
        "3. 1. Smaller batches.\n2. Larger strides.\n3. Fewer layers.\n4. Other numbers.\n\n"
        "4. 1. No parameters.\n2. Cheap.\n",
        {
            3: "1. Smaller batches.\n2. Larger strides.\n3. Fewer layers.\n4. Other numbers.",
            4: "1. No parameters.\n2. Cheap.",
        },
    ),
    "stars that are no heading": (
        "**4.** No parameters.\n**2 to 1 is the stride.\n**3 maps** are kept.\n\n**5.** Rarely.\n",
        {
            4: "No parameters.\n**2 to 1 is the stride.\n**3 maps** are kept.",
            5: "Rarely.",
        },
    ),
    "numbers without a space": (
        "3.What helps?\nSmaller batches.\n\n4.Why pooling?\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
}

ROWS = [
    pytest.param(text, number, answer, id=f"{name}, {number}")
    for name, (text, answers) in LAYOUTS.items()
    for number, answer in answers.items()
]


@pytest.mark.parametrize(("text", "number", "answer"), ROWS)
def test_each_answer_goes_to_its_exercise(
    text: str, number: int, answer: str, tmp_path: Path
) -> None:
    (tmp_path / "homework.md").write_bytes(text.encode())
    found = read_written(tmp_path, number, f"ex{number:02}_name", "")
    assert found.text == answer


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_exercise_that_is_not_there_has_no_answer(name: str, tmp_path: Path) -> None:
    text, _ = LAYOUTS[name]
    (tmp_path / "homework.md").write_bytes(text.encode())
    with pytest.raises(NoAnswerError, match="no answer to exercise 10"):
        read_written(tmp_path / "homework.md", 10, "ex10_flowers", "Why?")
