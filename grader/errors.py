"""Failures that end a command, each with the exit status it deserves."""


class GraderError(Exception):
    """The grader could not do its work; the text alone is shown, never a trace."""

    exit_status = 3

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a trace."""
        return [f"cnn-grade: {self}"]


class UsageError(GraderError):
    """The command line asks for something that does not exist or contradicts itself."""

    exit_status = 2


class SubmissionError(GraderError):
    """A submission cannot be found or read."""

    exit_status = 2


class NoAnswerError(SubmissionError):
    """A submission can be read and has no answer to the exercise that was asked for."""


class RubricError(GraderError):
    """A rubric breaks its schema; the text names file and place."""


class DataError(GraderError):
    """A data set that was asked for is missing or damaged."""


class DeviceError(GraderError):
    """The device that was asked for is not there."""


class SandboxError(GraderError):
    """A closed process could not be started, or the grader's own part in it failed."""
