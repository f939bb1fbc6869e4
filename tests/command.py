"""Runs the real command, as a user would."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

COMMAND = Path(sys.executable).parent / "cnn-grade"
ROOT = Path(__file__).parent.parent


class Ran(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        """The one result of a command with --json."""
        found: dict[str, Any] = json.loads(self.out)["results"][0]
        return found

    def criterion(self, name: str) -> dict[str, Any]:
        """One criterion of the one result."""
        return next(row for row in self.result["criteria"] if row["id"] == name)


def environment(**changes: str) -> dict[str, str]:
    """A clean environment: no data, no network, no terminal settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "CNN_GRADE_OFFLINE": "1",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
        **{
            name: value
            for name, value in os.environ.items()
            if name.startswith(("COVERAGE_", "CNN_GRADE_TEST_"))
        },
        **changes,
    }


def cnn_grade(*words: object, cwd: Path = ROOT, timeout_s: float = 240, **changes: str) -> Ran:
    """Run `cnn-grade` with the given words and changes of the environment."""
    done = subprocess.run(
        [COMMAND, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment(**changes),
        timeout=timeout_s,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
