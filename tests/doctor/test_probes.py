from pathlib import Path

import pytest

from grader.doctor.cgroup import Limits, limits
from grader.doctor.closed import run_trial, told
from grader.doctor.probes import driver_version, installed, room

OPEN_DRIVER = (
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build  (a@b)\n"
    "GCC version:  gcc version 12.3.0\n"
)


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        pytest.param("0::/\n", {}, Limits(), id="no limits"),
        pytest.param(
            "0::/box\n",
            {"box/memory.max": "max", "box/cpu.max": "max 100000"},
            Limits(),
            id="limits not set",
        ),
        pytest.param(
            "0::/box\n",
            {
                "box/memory.max": "2000",
                "box/memory.current": "1500",
                "box/memory.stat": "anon 1000\ninactive_file 400\n",
                "box/cpu.max": "50000 100000",
            },
            Limits(0.5, 2000, 900),
            id="version 2",
        ),
        pytest.param(
            "0::/outer/inner\n",
            {"outer/memory.max": "1000", "outer/inner/memory.max": "5000", "cpu.max": "400 100"},
            Limits(4.0, 1000, 1000),
            id="the lowest of all groups around",
        ),
        pytest.param(
            "0::/not/seen/from/inside\n",
            {"memory.max": "700", "memory.current": "900"},
            Limits(None, 700, 0),
            id="a container's own top",
        ),
        pytest.param(
            "9:memory:/box\n4:cpu,cpuacct:/box\n1:name=systemd:/\n",
            {
                "memory/box/memory.limit_in_bytes": "3000",
                "memory/box/memory.usage_in_bytes": "1000",
                "memory/memory.limit_in_bytes": "9223372036854771712",
                "cpu,cpuacct/box/cpu.cfs_quota_us": "150000",
                "cpu,cpuacct/box/cpu.cfs_period_us": "100000",
                "cpu,cpuacct/cpu.cfs_quota_us": "-1",
                "cpu,cpuacct/cpu.cfs_period_us": "100000",
            },
            Limits(1.5, 3000, 2000),
            id="version 1",
        ),
        pytest.param("odd\n\n::\n", {"memory.max": "no number"}, Limits(), id="nonsense"),
    ],
)
def test_limits_of_control_groups(
    groups: str, files: dict[str, str], expected: Limits, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n")
    assert limits(groups, tmp_path) == expected


def test_drivers_of_either_kind_are_read() -> None:
    assert driver_version(OPEN_DRIVER) == "550.54.15"
    assert driver_version("") == driver_version("nonsense") == ""


def test_a_folder_that_is_not_there_has_the_room_of_the_one_around(tmp_path: Path) -> None:
    assert room(tmp_path / "a" / "b").free_bytes > 0
    assert not (tmp_path / "a").exists()
    (tmp_path / "file").touch()
    assert "is no folder" in room(tmp_path / "file" / "cache").trouble


def test_a_module_is_looked_for_without_importing_it() -> None:
    assert installed("json")
    assert not installed("no_such_module")
    assert not installed("no_such_module.part")


@pytest.mark.parametrize(
    ("status", "err", "trouble"),
    [
        pytest.param(0, b"", "", id="well"),
        pytest.param(-4, b"", "illegal instruction", id="no avx"),
        pytest.param(-9, b"", "memory ran out", id="killed"),
        pytest.param(-11, b"", "the installation is damaged", id="fault"),
        pytest.param(-1, b"", "ended by signal 1", id="another signal"),
        pytest.param(1, b"Traceback\nImportError: libcudart\n", "ImportError: libc", id="error"),
        pytest.param(3, b"", "exit status 3", id="silent"),
        pytest.param(None, b"", "was not done after 120 s", id="hangs"),
    ],
)
def test_however_it_ends_it_is_told_in_words(status: int | None, err: bytes, trouble: str) -> None:
    out = b'{"tensorflow": "2.21.0"}\nnoise of a library\n'
    trial = told(out, err, status, "tensorflow")
    assert (trial.tensorflow, trial.keras) == ("2.21.0", "")
    assert trouble in trial.trouble
    assert bool(trial.trouble) is bool(trouble)


@pytest.mark.tensorflow
def test_a_step_is_measured_in_a_closed_process() -> None:
    trial = run_trial({}, 0.3, "tensorflow")
    assert trial.trouble == ""
    assert trial.keras
    assert trial.device == "cpu" or trial.device.startswith("gpu")
    assert trial.steps > 1
    assert 0 < trial.step_s < 5
    assert trial.reference_steps == 1_375
