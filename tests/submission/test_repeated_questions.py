"""Documents that repeat the questions: what is left is the answer."""

from pathlib import Path

import pytest

from grader.submission import read_written

QUESTIONS = {
    1: "Exercise 1: Why does a convolutional network suit pictures better than a dense network?",
    2: "Exercise 2: A network has three convolutional layers with kernels of 3 x 3, stride 2 and\n"
    "same padding, with 100, 200 and 400 maps, on RGB pictures of 200 x 300. How many parameters\n"
    "are there, how much memory does one picture take, and how much a batch of 50?",
    3: "Exercise 3: The memory of your GPU is used up while you train. Name five remedies.",
    4: "Exercise 4: Why may max pooling be better than a convolutional layer of the same stride?",
    5: "Exercise 5: When does local response normalization help?",
    6: "Exercise 6: What was new in AlexNet, GoogLeNet and ResNet?",
    7: "Exercise 7: What is a fully convolutional network, and how do you convert a dense layer?",
    8: "Exercise 8: What makes semantic segmentation hard?",
}

LAYOUTS: dict[str, tuple[str, dict[int, str]]] = {
    "the question as heading": (
        "### 3. What could you do when memory runs out?\n\nSmaller batches.\n\n"
        "### 4. Why might you take a pooling layer?\n\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "bold questions": (
        "**3. What could you do when memory runs out?**\n\nSmaller batches.\n\n"
        "**4. Why might you take a pooling layer?**\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "question and answer labels": (
        "Q3. What could you do when memory runs out?\nA3. Smaller batches.\n\n"
        "Q4. Why might you take a pooling layer?\nA4. No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "Question 3 in headings of two levels": (
        "## Question 3 - memory\nWhat could you do when memory runs out?\n\n### Answer\n"
        "Smaller batches.\n\n## Question 4 - pooling\nWhy pooling?\n\n### Answer\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "Ans: after the question": (
        "3. What could you do when memory runs out?\nAns: Smaller batches.\n\n"
        "4. Why might you take a pooling layer?\nAns- No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "Ans. on the line of the question": (
        "3) What could you do when memory runs out? Ans: Smaller batches.\n"
        "4) Why might you take a pooling layer? Answer: No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "lettered parts with their questions": (
        "2. A network has three convolutional layers with 3 x 3 kernels, stride 2, same padding\n"
        "and 100, 200 and 400 maps, on RGB pictures of 200 x 300:\n"
        "a. How many parameters are there? \n\n    903,400\n\n"
        "b. How much memory does one picture take?\n\n    12.6 MB\n\nc. What about 50?\n"
        "\n565 MB\n\n"
        "3. What helps?\n\nSmaller batches.\n",
        {2: "a.\n    903,400\n\nb.\n    12.6 MB\n\nc.\n565 MB", 3: "Smaller batches."},
    ),
    "two drafts": (
        "## 4\nCheap.\n\n## 5\nRarely.\n\n## 4\nNo parameters.\n\n## 5\n\n",
        {4: "No parameters.", 5: "Rarely."},
    ),
    "the sheet first, answers below": (
        "1. What speaks for it?\n2. How many are there?\n3. What helps?\n4. Why pooling?\n\n"
        "1. Fewer parameters.\n2. 903,400\n3. Smaller batches.\n4. No parameters.\n",
        {1: "Fewer parameters.", 2: "903,400", 3: "Smaller batches.", 4: "No parameters."},
    ),
    "the sheet first, answers below a heading": (
        "# Exercises\n\n1. What speaks for it?\n2. Compute the numbers.\n3. Name remedies.\n\n"
        "# Solutions\n\n1. Fewer parameters.\n2. 903,400\n3. Smaller batches.\n",
        {1: "Fewer parameters.", 2: "903,400", 3: "Smaller batches."},
    ),
    "quoted questions": (
        "> 3. What could you do when memory runs out?\n\nSmaller batches.\n\n"
        "> 4. Why might you take a pooling layer,\n> and not a convolution?\n\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "the stub's own question above the answer": (
        "## 3\nThe memory of your GPU is used up while you train. Name five remedies.\n\n"
        "Smaller batches.\n\n## 4\n"
        "Why may max pooling be better than a convolutional layer of the\n"
        "same stride? It has no parameters.\n",
        {3: "Smaller batches.", 4: "It has no parameters."},
    ),
    "comments and blanks of a template": (
        "## 3\n<!-- write here -->\n*Your answer here*\n\nSmaller batches.\n\n## 4\n"
        "_Your answer:_\n"
        "No parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "the answer is the heading": (
        "## 3. Smaller batches, larger strides.\n\n## 4. Because pooling has no parameters.\n",
        {3: "Smaller batches, larger strides.", 4: "Because pooling has no parameters."},
    ),
    "a title above the answer's mark": (
        "## 3\nMemory of a GPU\nAnswer: Smaller batches.\n\n"
        "## 4\nPooling\n\n**Answer:**\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "a result behind its working": (
        "## 2\nThe first layer has 2,800 parameters, the others 900,600.\nAnswer: 903,400\n",
        {2: "The first layer has 2,800 parameters, the others 900,600.\n903,400"},
    ),
    "bold questions of several lines": (
        "**3. What could you do when the memory is used up and the training of\n"
        "your large network stops?**\n\nSmaller batches.\n\n"
        "**4. Why might you take a pooling layer?**\n\nNo parameters.\n",
        {3: "Smaller batches.", 4: "No parameters."},
    ),
    "letters, questions and answers on one line": (
        "Q2\na) How many parameters are there? 903,400\nb) How much memory is that? 12.6 MB\n",
        {2: "a) 903,400\nb) 12.6 MB"},
    ),
    "Q and the question without a mark": (
        "Q3 What helps when memory runs out?\nSmaller batches.\n\n"
        "Q4 Why pooling?\nNo parameters.\na 5 by 5 kernel has more.\n\nAnswer 5\nRarely.\n",
        {
            3: "Smaller batches.",
            4: "No parameters.\na 5 by 5 kernel has more.",
            5: "Rarely.",
        },
    ),
}

ROWS = [
    pytest.param(text, number, answer, id=f"{name}, {number}")
    for name, (text, answers) in LAYOUTS.items()
    for number, answer in answers.items()
]


@pytest.mark.parametrize(("text", "number", "answer"), ROWS)
def test_the_question_is_not_taken_for_the_answer(
    text: str, number: int, answer: str, tmp_path: Path
) -> None:
    (tmp_path / "homework.md").write_bytes(text.encode())
    found = read_written(tmp_path, number, f"ex{number:02}_name", QUESTIONS[number])
    assert found.text == answer
