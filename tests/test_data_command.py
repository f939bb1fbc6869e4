import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from command import COMMAND, Ran, cnn_grade, environment
from datasets.test_bring import digits
from grader.datasets.weights import EMBEDDED, embedded_h5
from serving import Manner, serving

ONLINE = {"CNN_GRADE_OFFLINE": "0"}
NOWHERE = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1",
}
"""No real server is ever asked: what is not on this machine is refused at once."""


def run(folder: Path, *words: object, **changes: str) -> Ran:
    places = {"HOME": str(folder / "home"), "CNN_GRADE_CACHE": str(folder / "cache")}
    return cnn_grade("data", *words, **places, **NOWHERE, **changes)  # type: ignore[arg-type]


def test_status_says_what_is_missing_and_how_to_get_it(tmp_path: Path) -> None:
    ran = run(tmp_path, "status", COLUMNS="60")
    assert ran.status == 0
    assert "– MNIST" in ran.out
    assert "cnn-grade data get flowers" in ran.out
    assert str(tmp_path / "cache") in ran.out
    assert list(tmp_path.iterdir()) == []
    found = json.loads(run(tmp_path, "status", "--json").out)
    assert [one["id"] for one in found["data"]][:2] == ["mnist", "flowers"]
    assert found["data"][1]["command"] == "cnn-grade data get flowers"


def test_weights_are_fetched_from_a_server_of_the_course(tmp_path: Path) -> None:
    with serving(Manner(embedded_h5())) as url:
        ran = run(tmp_path, "get", "weights", "--from", url, **ONLINE)
    models = tmp_path / "cache" / "keras" / "models"
    assert [path.name for path in models.iterdir()] == [EMBEDDED]
    assert f"MobileNetV2 1.0: {models / EMBEDDED}" in ran.out
    # What has another name must hold another network, and no other source is to be had.
    assert ran.status == 3
    assert "could not be fetched: MobileNetV2 0.35, Xception." in ran.err
    assert "127.0.0.1: what came is not the file that was expected." in ran.err


def test_other_digits_are_refused_and_every_source_is_told(tmp_path: Path) -> None:
    with serving(Manner(digits(tmp_path / "black.npz").read_bytes())) as url:
        ran = run(tmp_path, "get", "mnist", "--from", url, **ONLINE)
    assert ran.status == 3
    assert "127.0.0.1: what came is not the file that was expected." in ran.err
    assert "storage.googleapis.com: " in ran.err
    assert "could not be fetched: MNIST." in ran.err
    assert "cnn-grade data import FILE" in ran.err
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    assert run(tmp_path, "import", digits(tmp_path / "black.npz")).status == 0
    ran = run(tmp_path, "get", "mnist", **ONLINE)
    assert ran.status == 0
    assert "MNIST: is there already" in ran.out


def test_interrupting_keeps_what_has_come(tmp_path: Path) -> None:
    body = os.urandom(5_000_000)
    with serving(Manner(body, pause_s=0.05)) as url:
        changes = {"HOME": str(tmp_path), "CNN_GRADE_CACHE": str(tmp_path), **NOWHERE, **ONLINE}
        process = subprocess.Popen(
            [COMMAND, "data", "get", "mnist", "--from", url],
            env=environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        part = tmp_path / ".mnist.npz.part"
        end = time.monotonic() + 30
        while not (part.exists() and part.stat().st_size > 100_000) and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "What has come is kept" in err
    assert "Traceback" not in err
    assert body.startswith(part.read_bytes())
    assert not (tmp_path / "mnist.npz").exists()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(["get", "mnist"], 3, "CNN_GRADE_OFFLINE=1 keeps from fetching", id="offline"),
        pytest.param(["get", "cats"], 2, "cats", id="unknown part"),
        pytest.param(["get", "--from", "ftp://x"], 2, "starts with https://", id="odd address"),
        pytest.param(["import", "nothing.zip"], 3, "there is no such file", id="no file"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: list[str], status: int, said: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, *words)
    assert ran.status == status
    assert said in ran.err
    assert "Traceback" not in ran.err
