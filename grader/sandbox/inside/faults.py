"""Whatever learner code raises, as plain data with the learner's own lines alone."""

import traceback
from types import TracebackType

from grader.evidence import Frame, Raised

_TEXT = 2_000
_FRAMES = 10


class FaultError(Exception):
    """Learner code ran, but handed over something that cannot be used; `code` says what."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(text)
        self.code = code


def raised(error: BaseException, stage: str, file_name: str) -> Raised:
    """An exception as data.

    Args:
        error: what was raised.
        stage: import, build, train or hand_back.
        file_name: the learner's file; only its frames are told.
    """
    return Raised(
        stage=stage,
        code=_code(error),
        kind=type(error).__name__,
        text=_text(error)[:_TEXT],
        frames=_frames(error.__traceback__, file_name),
    )


_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (SystemExit, "exited"),
    (ModuleNotFoundError, "missing_package"),
    (MemoryError, "memory"),
)


def _code(error: BaseException) -> str:
    if isinstance(error, FaultError):
        return error.code
    if isinstance(error, EOFError) and "reading a line" in str(error):
        return "asks_input"
    if type(error).__name__ == "ResourceExhaustedError":
        return "memory"
    return next((code for kind, code in _CODES if isinstance(error, kind)), "exception")


def _text(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return error.name or str(error)
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a learner's class may fail to print itself
        return ""


def _frames(trace: TracebackType | None, file_name: str) -> tuple[Frame, ...]:
    own = [
        Frame(line, frame.f_code.co_name)
        for frame, line in traceback.walk_tb(trace)
        if frame.f_code.co_filename == file_name
    ]
    return tuple(own[-_FRAMES:])
