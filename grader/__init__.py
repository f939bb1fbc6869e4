"""cnn-grade: checks a person's work on convolutional networks.

`check` looks at an answer inside a notebook, `grade` at a submission; `%load_ext grader` adds the
magics `%check` and `%%check`. Importing this package imports nothing else.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.notebook import check, grade

__all__ = ["__version__", "check", "grade", "load_ipython_extension"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute may be anything
    """`check` and `grade`, imported when they are first asked for."""
    if name in {"check", "grade"}:
        from grader import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: Any) -> None:  # noqa: ANN401 - IPython is not installed here
    """Add `%check` and `%%check` to an IPython; called by `%load_ext grader`."""
    from grader.notebook.magics import register

    register(ipython)
