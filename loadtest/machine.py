"""The machine that a run is made on, and what it allows."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from loadtest.errors import ScenarioError
from loadtest.result import Machine

SPARE_FILES = 200
"""Open files of a process besides its sockets."""
_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
_CPUINFO = Path("/proc/cpuinfo")


def machine() -> Machine:
    """This one, now."""
    return Machine(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        memory_gib=round(_memory_bytes() / 2**30, 1),
        kernel=platform.release(),
        python=platform.python_version(),
    )


def _cpu() -> str:
    try:
        lines = _CPUINFO.read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def raise_files() -> int:
    """As many open files for this process and those it starts as the system allows."""
    try:
        import resource
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 0


def check_room(clients: int) -> None:
    """Raises ``ScenarioError`` where this machine cannot open so many connections."""
    files = raise_files()
    if 0 < files < clients + SPARE_FILES:
        raise ScenarioError(
            f"--clients {clients}: a process may open {files:,} files here, which is too few for "
            "so many connections; raise the limit (ulimit -n)."
        )
    ports = _local_ports()
    if 0 < ports < clients:
        raise ScenarioError(
            f"--clients {clients}: this machine has {ports:,} ports for connections to one "
            f"address; widen {_PORTS}."
        )


def _local_ports() -> int:
    try:
        low, high = _PORTS.read_text().split()
    except (OSError, ValueError):
        return 0
    return int(high) - int(low) + 1
