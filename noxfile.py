"""All checks: `nox` before a commit, `nox -s wheel` for the installed package."""

import nox

nox.options.sessions = ["lint", "types", "imports", "tests"]
nox.options.default_venv_backend = "venv"


@nox.session
def lint(session: nox.Session) -> None:
    session.install("ruff>=0.14")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    session.install(".[dev]")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    session.install("-e", ".[dev]")
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-n", "2", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel alone, without development packages, grades exercise 9 from any folder."""
    session.install(".")
    session.chdir(session.create_tmp())
    code = "from grader.exercise import course_folder; print(course_folder() / 'exercises')"
    stubs = session.run("python", "-c", code, silent=True)
    session.run("cnn-grade", "exercise", "9", "--path", str(stubs).strip(), success_codes=[1])
