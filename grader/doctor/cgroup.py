"""What a container may use: limits of control groups, versions 1 and 2.

Source: Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/ of the Linux kernel.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

_NO_LIMIT = 1 << 60
"""Version 1 writes a huge number where there is no limit."""


class Limits(msgspec.Struct, frozen=True):
    """Limits of this process' control group; None where there is none.

    Attributes:
        cores: processor seconds a second.
        memory_bytes: the lowest limit from here to the top.
        free_bytes: what is left below that limit.
    """

    cores: float | None = None
    memory_bytes: int | None = None
    free_bytes: int | None = None


def limits(groups: str, root: Path) -> Limits:
    """Limits on a process.

    Args:
        groups: the text of `/proc/self/cgroup`.
        root: where control groups are mounted, `/sys/fs/cgroup`.
    """
    cores, memories = [], []
    for controllers, path in _groups(groups):
        for folder in _upwards(root, controllers, path):
            cores += _cores(folder)
            memories += _memory(folder)
    lowest = min(memories, default=(None, None), key=lambda pair: pair[0])
    return Limits(min(cores, default=None), *lowest)


def _groups(text: str) -> Iterator[tuple[str, str]]:
    """Controllers (empty in version 2) and path of each group."""
    for line in text.splitlines():
        _, _, rest = line.partition(":")
        controllers, colon, path = rest.partition(":")
        if colon:
            yield controllers, path


def _upwards(root: Path, controllers: str, path: str) -> Iterator[Path]:
    """Folders of a group and all groups around it, as far as they can be seen from here."""
    mounts = [root / controllers, root] if controllers else [root, root / "unified"]
    for mount in mounts:
        folder = mount / path.strip("/")
        while folder.is_relative_to(mount):
            yield folder
            folder = folder.parent


def _cores(folder: Path) -> list[float]:
    if (text := _text(folder / "cpu.max")) is not None:
        quota, _, period = text.partition(" ")
    else:
        quota = _text(folder / "cpu.cfs_quota_us") or ""
        period = _text(folder / "cpu.cfs_period_us") or ""
    if not quota.isdecimal() or not period.isdecimal() or not int(period):
        return []
    return [int(quota) / int(period)]


def _memory(folder: Path) -> list[tuple[int, int]]:
    """Limit and what is free below it."""
    for limit_name, used_name in (
        ("memory.max", "memory.current"),
        ("memory.limit_in_bytes", "memory.usage_in_bytes"),
    ):
        limit = _text(folder / limit_name) or ""
        if limit.isdecimal() and int(limit) < _NO_LIMIT:
            used = _text(folder / used_name) or "0"
            taken = int(used) - _reclaimable(folder) if used.isdecimal() else 0
            return [(int(limit), max(0, int(limit) - max(0, taken)))]
    return []


def _reclaimable(folder: Path) -> int:
    """Bytes of files kept in memory, which the kernel gives up when they are needed."""
    for line in (_text(folder / "memory.stat") or "").splitlines():
        name, _, value = line.partition(" ")
        if name in {"inactive_file", "total_inactive_file"} and value.isdecimal():
            return int(value)
    return 0


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None
