"""What Linux tells of processes and sockets; None on other systems, or where it does not say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"


def cpu_s(pid: int) -> float | None:
    """CPU time that a process has had, its own and the system's for it; in steps of 10 ms."""
    fields = _after_name(_read(PROC / str(pid) / "stat"))
    if len(fields) < 13:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_bytes(pid: int) -> int | None:
    """Memory of a process that is in RAM."""
    fields = _read(PROC / str(pid) / "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 1 else None


def tcp_bytes() -> int | None:
    """Kernel memory of all TCP sockets of this machine."""
    for line in _read(PROC / "net" / "sockstat").splitlines():
        words = line.split()
        if words[:1] == ["TCP:"] and "mem" in words:
            return int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
    return None


def children(pid: int) -> list[int]:
    """Processes that a process has started itself."""
    lists = [_read(path) for path in (PROC / str(pid) / "task").glob("*/children")]
    return [int(child) for each in lists for child in each.split()]


def listener(port: int) -> int | None:
    """Process that listens on a TCP port of this machine; the eldest, where several do."""
    wanted = {f"socket:[{inode}]" for inode in _listening(port)}
    if not wanted:
        return None
    pids = sorted(int(entry) for entry in os.listdir(PROC) if entry.isdecimal())
    return next((pid for pid in pids if wanted & set(_open_files(pid))), None)


def _listening(port: int) -> Iterator[str]:
    """Inodes of the sockets that do."""
    for table in ("tcp", "tcp6"):
        for line in _read(PROC / "net" / table).splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]


def _open_files(pid: int) -> Iterator[str]:
    """Nothing of a process that is somebody else's, or has just ended."""
    try:
        for each in os.listdir(PROC / str(pid) / "fd"):
            yield os.readlink(PROC / str(pid) / "fd" / each)
    except OSError:
        return


def _after_name(stat: str) -> list[str]:
    """Fields of ``stat`` from the state on; the name before may have spaces and brackets."""
    return stat.rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
