"""What each part of a machine means for the exercises; pure functions over `Machine`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from grader.datasets.stock import Stock
from grader.doctor.costs import exercise_9_s, exercise_10_s
from grader.doctor.gpu import graphics
from grader.doctor.machine import Machine, Room
from grader.doctor.said import Finding, about, gigabytes

_LEAST_MEMORY, _GOOD_MEMORY = 1_000_000_000, 2_500_000_000
"""Two processes with TensorFlow take 0.5 GB each before training, and 0.6 to 1 GB while at it."""

_LEAST_ROOM, _GOOD_ROOM = 50_000_000, 500_000_000
"""A closed process keeps weights and what learner code writes in its folder."""

_FLOWERS_ROOM = 750_000_000
"""The archive of tf_flowers, its photos, and the prepared data set beside them."""

_THREADS = 2
"""Threads that training uses, whatever the machine has."""


def findings(machine: Machine) -> tuple[Finding, ...]:
    """All findings, in the order in which they are shown."""
    return (
        python(machine),
        tensorflow(machine),
        *backend(machine),
        graphics(machine),
        cores(machine),
        memory(machine),
        walls(machine),
        *map(data, machine.stock),
        temporary(machine.temp),
        cache(machine),
        *training(machine),
    )


def can_grade(found: tuple[Finding, ...]) -> bool:
    """Whether exercise 9 can be graded here."""
    return all(one.mark != "bad" for one in found)


def python(machine: Machine) -> Finding:
    """Python's version; another than these could not have installed the package."""
    return Finding("python", "Python", "good", f"{machine.python} on {machine.platform}")


def tensorflow(machine: Machine) -> Finding:
    """Whether TensorFlow and Keras start."""
    trial = machine.trial
    if trial.keras:
        text = f"{trial.tensorflow} with Keras {trial.keras}, started in {trial.start_s:.1f} s"
        return Finding("tensorflow", "TensorFlow", "good", text)
    text = f"could not be {'used' if trial.tensorflow else 'imported'}: {trial.trouble}."
    if machine.avx is False:
        text += " This processor has no AVX: run cnn-grade on another machine."
        return Finding("tensorflow", "TensorFlow", "bad", text)
    command = "pip install --force-reinstall tensorflow keras"
    return Finding("tensorflow", "TensorFlow", "bad", text, command)


def backend(machine: Machine) -> Iterator[Finding]:
    """What Keras computes with, where that was chosen."""
    if machine.backend == "tensorflow":
        return
    if machine.backend_there:
        text = f"{machine.backend}, as KERAS_BACKEND says; models are measured with TensorFlow"
        yield Finding("backend", "backend", "good", text)
    elif machine.backend in {"jax", "torch"}:
        text = f"KERAS_BACKEND={machine.backend}, which is not installed"
        command = f"pip install 'cnn-grade[{machine.backend}]'"
        yield Finding("backend", "backend", "bad", text, command)
    else:
        text = f"KERAS_BACKEND={machine.backend}: known are tensorflow, jax and torch"
        yield Finding("backend", "backend", "bad", text, "unset KERAS_BACKEND")


def cores(machine: Machine) -> Finding:
    """How many cores there really are; a container may have less than the machine."""
    seen = machine.cores
    usable = min(seen.allowed, seen.quota or seen.allowed)
    text = f"{usable:g} of {seen.total} usable; training uses {_THREADS}"
    if usable >= _THREADS:
        return Finding("cores", "cores", "good", text)
    why = "this container's limit" if seen.quota and seen.quota < seen.allowed else "the limit here"
    text = f"{usable:g} of {seen.total} usable ({why}), training would use {_THREADS}: it is slower"
    return Finding("cores", "cores", "warning", text)


def memory(machine: Machine) -> Finding:
    """Memory that is free for training."""
    seen = machine.memory
    of = "this container's" if seen.limit_bytes and seen.limit_bytes < seen.total_bytes else ""
    total = min(seen.total_bytes, seen.limit_bytes or seen.total_bytes)
    text = f"{gigabytes(seen.available_bytes)} of {of} {gigabytes(total)} free".replace("  ", " ")
    if seen.available_bytes < _LEAST_MEMORY:
        text += f"; training needs {gigabytes(_LEAST_MEMORY)} at least. Close other programs."
        return Finding("memory", "memory", "bad", text)
    if seen.available_bytes < _GOOD_MEMORY:
        text += f"; {gigabytes(_GOOD_MEMORY)} are safe. Close other programs."
        return Finding("memory", "memory", "warning", text)
    return Finding("memory", "memory", "good", text)


def walls(machine: Machine) -> Finding:
    """How closed the process of learner code is."""
    if machine.walls == "none":
        text = (
            "none: your code runs in a process of its own with limits on time and memory, but "
            "can read your files and the network. Grade only code that you would run yourself."
        )
        return Finding("sandbox", "sandbox", "aside", text)
    return Finding("sandbox", "sandbox", "good", machine.walls)


def data(item: Stock) -> Finding:
    """A data set or file of weights."""
    fetch = f" ({item.fetch_bytes / 1e6:.0f} MB)" if item.fetch_bytes else ""
    match item.state:
        case "full":
            size = f", {item.size_bytes / 1e6:.0f} MB" if item.size_bytes else ""
            text = f"full, {item.where}{size}"
            return Finding(item.id, item.title, "good", text, path=_folder(item))
        case "damaged":
            mark: Literal["bad", "warning"] = "bad" if item.id == "mnist" else "warning"
            return Finding(item.id, item.title, mark, item.trouble, item.command)
        case "sample":
            trouble = f"{item.trouble} " if item.trouble else ""
            text = f"{trouble}{item.where} only; the official mark needs the full data{fetch}"
            return Finding(item.id, item.title, "aside", text, item.command)
        case _:
            text = f"not here{fetch}; your code may name another network"
            return Finding(item.id, item.title, "aside", text, item.command)


def _folder(item: Stock) -> str:
    """Where something lies; a file of weights has its name in the title."""
    return str(Path(item.path).parent) if item.path.endswith(".h5") else item.path


def temporary(room: Room) -> Finding:
    """Space for the folders of closed processes."""
    text = f"{gigabytes(room.free_bytes)} free in {room.path}"
    if room.trouble:
        text = f"{room.path} cannot be used: {room.trouble}"
        return Finding("temp", "temporary", "bad", text, "export TMPDIR=/another/folder")
    if room.free_bytes < _LEAST_ROOM:
        return Finding("temp", "temporary", "bad", text, "export TMPDIR=/another/folder")
    mark: Literal["good", "warning"] = "good" if room.free_bytes >= _GOOD_ROOM else "warning"
    return Finding("temp", "temporary", mark, text)


def cache(machine: Machine) -> Finding:
    """Space for data; without it they are read from elsewhere, so it is never bad."""
    room = machine.cache
    command = "export CNN_GRADE_CACHE=/another/folder"
    if room.trouble:
        text = f"{room.path} cannot be written to: {room.trouble}"
        return Finding("cache", "cache", "warning", text, command)
    text = f"{gigabytes(room.free_bytes)} free in {room.path}"
    wants = any(item.id == "flowers" and item.state != "full" for item in machine.stock)
    if wants and room.free_bytes < _FLOWERS_ROOM:
        text += f"; tf_flowers needs {gigabytes(_FLOWERS_ROOM)}"
        return Finding("cache", "cache", "warning", text, command)
    return Finding("cache", "cache", "good", text)


def training(machine: Machine) -> Iterator[Finding]:
    """A measured step, and what it means for exercises 9 and 10."""
    trial = machine.trial
    if not trial.steps:
        if trial.keras and trial.trouble:
            text = f"failed: {trial.trouble}."
            command = "pip install --force-reinstall tensorflow keras"
            yield Finding("training", "training", "bad", text, command)
        return
    full = any(item.id == "flowers" and item.state == "full" for item in machine.stock)
    nine, ten = exercise_9_s(trial), exercise_10_s(trial, full=full)
    text = f"{trial.step_s * 1_000:.1f} ms a step of 200 digits, middle of {trial.steps}"
    yield Finding("training", "training", "good", text)
    kind = "photos" if full else "drawn flowers"
    text = f"about {about(nine)}; exercise 10 ({kind}) about {about(ten)}"
    yield Finding("time", "exercise 9", "good", text)


class Report(msgspec.Struct, frozen=True):
    """What `cnn-grade doctor --json` prints."""

    ok: bool
    findings: tuple[Finding, ...]
    seconds: dict[str, float | None]
    machine: Machine


def report(machine: Machine) -> Report:
    """Machine, findings and expected times together."""
    found = findings(machine)
    full = any(item.id == "flowers" and item.state == "full" for item in machine.stock)
    seconds = {
        "exercise_9": exercise_9_s(machine.trial),
        "exercise_10": exercise_10_s(machine.trial, full=full),
    }
    return Report(can_grade(found), found, seconds, machine)
