"""`python -m grader.cli`, the command without its script."""

from grader.cli import main

main()
