"""How a command ends: one exit status for each kind of end, and what is said on the way out."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from grader.errors import GraderError

PASSED, NOT_PASSED, USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


class InterruptedByPersonError(BaseException):
    """Ctrl-C or SIGTERM; no KeyboardInterrupt, because Typer would swallow that in silence."""


def run(command: Callable[[], object]) -> None:
    """Run a command to its end; a bug of ours must not look like a mark."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        command()
    except GraderError as error:
        _fail(f"cnn-grade: {error}", error.exit_status)
    except InterruptedByPersonError:
        _fail("cnn-grade: stopped. Nothing was changed, and nothing is left running.", INTERRUPTED)
    except BrokenPipeError:
        os._exit(INTERRUPTED)
    except Exception:  # noqa: BLE001 - any bug: trace to stderr, status 3
        _fail(f"{traceback.format_exc()}cnn-grade: this is a bug of the grader.", OUR_FAULT)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise InterruptedByPersonError


def _fail(text: str, status: int) -> NoReturn:
    sys.stderr.write(f"{text}\n")
    sys.exit(status)
