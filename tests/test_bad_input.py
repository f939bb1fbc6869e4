"""Bad input through the real command: a clear line, the right exit status, never our trace."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from command import COMMAND, ROOT, Ran, cnn_grade, environment

BASE = (ROOT / "tests" / "submissions" / "ex09" / "base.py").read_text(encoding="utf-8")
FIT = "model.fit(x, y, epochs=2, batch_size=256, validation_data=val_data)"
GRADE = ("exercise", 9, "--data", "sample")


def handed_in(folder: Path, *edits: tuple[str, str]) -> Path:
    """A workspace with the right answer, edited."""
    code = BASE
    for old, new in edits:
        assert old in code
        code = code.replace(old, new)
    (folder / "ex09_mnist.py").write_text(code, encoding="utf-8")
    return folder


def assert_refused(ran: Ran, status: int, *words: str) -> None:
    """One clear line on stderr, the given status, nothing on stdout."""
    assert ran.status == status, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


def test_a_path_that_is_missing(tmp_path: Path) -> None:
    ran = cnn_grade(*GRADE, "--path", tmp_path / "nowhere")
    assert_refused(ran, 2, "nowhere: there is no such file or folder")


def test_an_empty_folder(tmp_path: Path) -> None:
    ran = cnn_grade(*GRADE, "--path", tmp_path)
    assert_refused(ran, 2, "no answer to exercise 9", "ex09_mnist.py", "it is empty")


def test_a_folder_without_the_exercise(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    ran = cnn_grade(*GRADE, "--path", tmp_path)
    assert_refused(ran, 2, "no answer to exercise 9", "found: notes.txt")


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "ex09_mnist.py"
    path.symlink_to(path)
    ran = cnn_grade(*GRADE, "--path", path)
    assert_refused(ran, 2, "ex09_mnist.py")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    handed_in(tmp_path).joinpath("ex09_mnist.py").chmod(0)
    assert_refused(cnn_grade(*GRADE, "--path", tmp_path), 2, "cannot be read: Permission denied")


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "ex09_mnist.py").mkdir()
    assert_refused(cnn_grade(*GRADE, "--path", tmp_path), 2, "is a folder; a Python file")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"\x7fELF\0\0\1", "binary file", id="binary"),
        pytest.param("import keras\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"x = '\xe4'\n", "ex09_mnist.py:1: is not UTF-8", id="Latin-1"),
        pytest.param(b"#" * 2_000_000, "larger than", id="too large"),
        pytest.param(b"x = " + b"(" * 50_000, "", id="a million brackets"),
    ],
)
def test_bytes_that_are_no_source(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "ex09_mnist.py").write_bytes(data)
    ran = cnn_grade(*GRADE, "--path", tmp_path)
    assert ran.status in {1, 2}
    assert words in ran.err + ran.out
    assert "Traceback" not in ran.err + ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("exercise", 99), "there is no exercise 99", id="unknown number"),
        pytest.param(("exercise", "nine"), "there is no exercise nine", id="a word"),
        pytest.param(("exercise", 9, "all"), "not both", id="number and all"),
        pytest.param(("exercise",), "Missing argument", id="nothing asked for"),
        pytest.param(("exercise", 9, "--seed", -1), "--seed", id="negative seed"),
        pytest.param(("exercise", 9, "--device", "tpu"), "--device", id="unknown device"),
        pytest.param(("exercise", 9, "--max-minutes", 0), "--max-minutes", id="no time at all"),
        pytest.param(("exercize", 9), "exercise", id="misspelt command"),
    ],
)
def test_wrong_usage(words: tuple[object, ...], says: str) -> None:
    ran = cnn_grade(*words)
    assert ran.status == 2
    assert says in ran.err
    assert ran.out == ""


def test_full_data_that_are_not_there(tmp_path: Path) -> None:
    ran = cnn_grade(
        "exercise", 9, "--data", "full", "--path", handed_in(tmp_path), HOME=str(tmp_path)
    )
    assert_refused(ran, 3, "the full MNIST was not found", "--data sample")


def test_a_data_folder_that_is_none(tmp_path: Path) -> None:
    ran = cnn_grade("exercise", 9, "--path", handed_in(tmp_path), CNN_GRADE_DATA="/no/such/place")
    assert_refused(ran, 3, "CNN_GRADE_DATA=/no/such/place: there is no such folder")


@pytest.mark.tensorflow
def test_a_gpu_that_is_not_there(tmp_path: Path) -> None:
    ran = cnn_grade(
        *GRADE, "--device", "gpu", "--path", handed_in(tmp_path), CUDA_VISIBLE_DEVICES="-1"
    )
    assert_refused(ran, 3, "no GPU is seen here")


def test_walls_that_are_not_built_yet(tmp_path: Path) -> None:
    assert_refused(cnn_grade(*GRADE, "--sandbox", "full", "--path", tmp_path), 3, "--sandbox full")


SCRIBBLE = """import os
    for number in range(3, 40):
        try: os.write(number, b'x' * 4000)
        except OSError: pass"""
SLOW = {"endless training", "waiting for ever"}
"""Those whose limit has to be waited for."""

RUNS = {
    "endless loop while building": (
        (("    model = keras", "    while True:\n        pass\n    model = keras"),),
        ("--max-minutes", 0.05),
        "model",
        "Stopped after",
    ),
    "endless training": (
        (("epochs=2", "epochs=100_000"),),
        ("--max-minutes", 0.1),
        "trains",
        "of the 100000 epochs asked for were done",
    ),
    "waiting for ever": (
        ((FIT, "import time; time.sleep(10_000)"),),
        ("--max-minutes", 0.1),
        "trains",
        "ex09_mnist.py:25  Stopped: nothing happened for",
    ),
    "memory over the limit": (
        ((FIT, "import numpy; hog = [numpy.ones(10**8) for _ in range(100)]"),),
        ("--max-memory", 2),
        "trains",
        "more memory than it may use",
    ),
    "exit": (
        (("    return model\n", "    import sys; sys.exit(0)\n"),),
        (),
        "model",
        "ended the whole program",
    ),
    "hard exit": (
        ((FIT, "import os; os._exit(0)"),),
        (),
        "trains",
        "ended (exit status 0) before the model was handed over",
    ),
    "killed from outside": (
        ((FIT, "import os; os.kill(os.getpid(), 9)"),),
        (),
        "trains",
        "ended from outside (killed)",
    ),
    "crash": (((FIT, "import ctypes; ctypes.string_at(0)"),), (), "trains", "segmentation fault"),
    "writes into the grader's pipe": (
        ((FIT, SCRIBBLE),),
        (),
        "trains",
        "is no message of ours",
    ),
    "output of another shape": (
        (('10, activation="softmax")', '7, activation="softmax")'),),
        (),
        "fits",
        "7 units",
    ),
}


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in RUNS]
)
def test_a_run_that_goes_wrong_is_explained(name: str, tmp_path: Path) -> None:
    edits, options, criterion, words = RUNS[name]
    ran = cnn_grade(*GRADE, "--json", *options, "--path", handed_in(tmp_path, *edits))
    assert ran.status == 1, ran.err
    assert words in ran.criterion(criterion)["message"]
    assert ran.result["status"] == "failed"
    assert "Traceback" not in ran.err


@pytest.mark.tensorflow
def test_a_hundred_megabytes_printed_are_dropped_and_told(tmp_path: Path) -> None:
    loud = (FIT, f"for _ in range(100):\n        print('x' * 10**6)\n    {FIT}")
    ran = cnn_grade(*GRADE, "--json", "--path", handed_in(tmp_path, loud))
    assert ran.criterion("trains")["status"] == "passed"
    assert any("printed 100 MB" in line for line in ran.result["feedback"])
    assert len(ran.out) < 20_000


@pytest.mark.tensorflow
def test_a_claimed_accuracy_is_not_believed(tmp_path: Path) -> None:
    lie = (
        FIT,
        'print("accuracy: 1.0")\n'
        "    history = model.fit(x[:256], y[:256], epochs=1)\n"
        '    history.history["val_accuracy"] = [1.0]\n'
        "    model.evaluate = lambda *a, **k: [0.0, 1.0]\n"
        "    model.predict = lambda x, **k: __import__('numpy').eye(10)[[7] * len(x)]\n"
        "    return model",
    )
    ran = cnn_grade(*GRADE, "--json", "--path", handed_in(tmp_path, lie))
    assert ran.criterion("accuracy")["evidence"]["test_accuracy"] < 0.6


@pytest.mark.tensorflow
def test_a_read_only_workspace_is_enough(tmp_path: Path) -> None:
    folder = handed_in(tmp_path)
    before = sorted(path.name for path in folder.iterdir())
    folder.chmod(0o555)
    try:
        ran = cnn_grade(*GRADE, "--json", cwd=folder)
    finally:
        folder.chmod(0o755)
    assert ran.criterion("trains")["status"] == "passed"
    assert sorted(path.name for path in folder.iterdir()) == before


def on_small_disk(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script where `folder` is a disk of one megabyte, in a mount namespace of its own."""
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"mount -t tmpfs -o size=1m none {folder} && {script}"],
        capture_output=True,
        encoding="utf-8",
        env=environment(TMPDIR=str(folder)),
        timeout=120,
        check=False,
    )


needs_mounts = pytest.mark.skipif(
    os.geteuid() != 0
    or subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0,
    reason="only root may mount a small disk",
)


@needs_mounts
@pytest.mark.tensorflow
def test_a_disk_that_fills_up_is_the_learners_own_error(tmp_path: Path) -> None:
    path = handed_in(tmp_path, (FIT, "open('large.bin', 'wb').write(b'0' * 10**7)"))
    disk = tmp_path / "disk"
    disk.mkdir()
    words = " ".join(map(str, (COMMAND, *GRADE, "--json", "--path", path)))
    ran = on_small_disk(disk, words)
    assert ran.returncode == 1, ran.stderr
    assert "No space left on device" in ran.stdout


@needs_mounts
def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    path, disk = handed_in(tmp_path), tmp_path / "disk"
    disk.mkdir()
    # Python would go on to another folder for temporary files; here there is no other.
    program = tmp_path / "program.py"
    program.write_text(
        f"import sys, tempfile\nfrom grader.cli import main\ntempfile.tempdir = {str(disk)!r}\n"
        f"sys.argv[1:] = {[*map(str, GRADE), '--path', str(path)]!r}\nmain()\n",
        encoding="utf-8",
    )
    fill = f"n=0; while mkdir {disk}/$n 2>/dev/null; do n=$((n+1)); done; rmdir {disk}/0"
    ran = on_small_disk(disk, f"mount -o remount,nr_inodes=9 {disk}; {fill}; mkdir {disk}/0;"
                              f"{sys.executable} {program}")  # fmt: skip
    assert ran.returncode == 3, ran.stdout
    assert "no working folder could be made" in ran.stderr
    assert "TMPDIR" in ran.stderr


@pytest.mark.tensorflow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupt_stops_everything_within_two_seconds(
    number: signal.Signals, tmp_path: Path
) -> None:
    folder = handed_in(tmp_path, ("epochs=2", "epochs=10_000"))
    mark = tmp_path / "tmp"
    mark.mkdir()
    running = subprocess.Popen(
        [COMMAND, *map(str, GRADE), "--path", folder],
        env=environment(TMPDIR=str(mark)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert any("epoch" in line for line in running.stderr)
    family = psutil.Process(running.pid).children(recursive=True)
    assert len(family) == 2
    began = time.monotonic()
    running.send_signal(number)
    _, err = running.communicate(timeout=30)
    assert time.monotonic() - began < 2 + 3 * (sys.gettrace() is not None)
    assert running.returncode == 130
    assert "stopped" in err
    assert not any(process.is_running() for process in family)
    assert list(mark.iterdir()) == []


@pytest.mark.tensorflow
def test_a_killed_grader_leaves_nothing_running(tmp_path: Path) -> None:
    folder = handed_in(tmp_path, ("epochs=2", "epochs=10_000"))
    running = subprocess.Popen(
        [COMMAND, *map(str, GRADE), "--path", folder],
        env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert any("epoch" in line for line in running.stderr)
    family = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.communicate(timeout=30)
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


DAEMON = """import os, sys, subprocess
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "MARK"])
        os._exit(0)
    """


@pytest.mark.tensorflow
def test_a_program_left_behind_ends_with_the_run(tmp_path: Path) -> None:
    code = (FIT, DAEMON.replace("MARK", str(tmp_path)) + FIT)
    ran = cnn_grade(*GRADE, "--json", "--path", handed_in(tmp_path, code))
    assert ran.status == 1
    left = [
        one
        for one in psutil.process_iter(["cmdline"])
        if one.info["cmdline"][-1:] == [str(tmp_path)]
    ]
    assert left == []


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_measuring_process_that_is_killed_is_no_fault_of_the_learner(tmp_path: Path) -> None:
    folder = handed_in(tmp_path, ("epochs=2", "epochs=40"))
    running = subprocess.Popen(
        [COMMAND, *map(str, GRADE), "--path", folder],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert any("epoch" in line for line in running.stderr)
    measuring = [
        process
        for process in psutil.Process(running.pid).children()
        if "grader.sandbox.inside.measure" in process.cmdline()
    ]
    measuring[0].kill()
    out, err = running.communicate(timeout=120)
    assert running.returncode == 3
    assert out == ""
    assert "the measuring process ended early" in err
    assert "Traceback" not in err


def test_trouble_with_one_exercise_leaves_the_others_their_marks(tmp_path: Path) -> None:
    for name in ("ex01_why_convolutions.py", "ex09_mnist.py"):
        (tmp_path / name).write_bytes((ROOT / "solutions" / name).read_bytes())
    ran = cnn_grade("exercise", 1, 9, "--path", tmp_path, "--json", CNN_GRADE_DATA="/no/such/place")
    assert ran.status == 3
    words, network = json.loads(ran.out)["results"]
    assert words["status"] == "passed"
    assert network["status"] == "error"
    assert network["feedback"] == [
        "Not graded: CNN_GRADE_DATA=/no/such/place: there is no such folder."
    ]
