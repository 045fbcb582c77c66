"""A process of the comparison: kept to one core, spoken to in lines, gone when we are.

Each of them prints a line that begins with ``ready``, understands ``begin`` and ``end`` on its
input (or ignores them), and ends at the end of its input; so none of them outlives a killed parent.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from loadtest.cores import kept_to
from loadtest.errors import LoadError, ServerDied
from loadtest.sampling import procfs

PROJECT = Path(__file__).parents[2]
"""Where ``python -m`` finds our modules."""
READY_WITHIN_S = 60.0
LIFE_S = 900
"""Whatever happens, none of our processes lives longer."""


class Child:
    """``name`` is for sentences; ``cpu`` the core it keeps to. A context manager."""

    def __init__(
        self, name: str, command: list[str], *, cpu: int, env: dict[str, str] | None = None
    ) -> None:
        self.name = name
        self._errors: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the process
        with kept_to(frozenset({cpu})):
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                cwd=PROJECT, env={**os.environ, "LIFE_S": str(LIFE_S), **(env or {})},
            )  # fmt: skip
        self._unread = b""

    def cpu_s(self) -> float:
        """CPU time so far, all its threads. Raises ServerDied if it is gone."""
        used_s = procfs.cpu_s(self._process.pid)
        if used_s is None or self._process.poll() is not None:
            raise self._died()
        return used_s

    def ready(self, within_s: float = READY_WITHIN_S) -> str:
        """Waits for ``ready``; what stands behind it on its line."""
        until = time.monotonic() + within_s
        while True:
            line = self._line(until - time.monotonic())
            if line.startswith("ready"):
                return line[len("ready") :].strip()

    def say(self, line: str) -> None:
        """Raises ServerDied if it is gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._died() from None

    def told(self, within_s: float = 20.0) -> dict[str, Any]:
        """Its next line, which is a JSON object."""
        while True:
            line = self._line(within_s)
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer

    def stop(self) -> None:
        """Closes its input and gives it a moment; then there is no asking."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process.stdout.close()
        self._errors.close()

    def _line(self, within_s: float) -> str:
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        until = time.monotonic() + within_s
        while b"\n" not in self._unread:
            if not select.select([fd], [], [], max(0.0, until - time.monotonic()))[0]:
                raise LoadError(
                    f"{self.name} said nothing for {within_s:.0f} s; try fewer clients, or a"
                    " machine that does nothing else."
                )
            more = os.read(fd, 65536)
            if not more:
                raise self._died()
            self._unread += more
        line, self._unread = self._unread.split(b"\n", 1)
        return line.decode(errors="replace")

    def _died(self) -> ServerDied:
        code = self._process.wait(5)
        self._errors.seek(0)
        last = self._errors.read().decode(errors="replace").strip().splitlines()[-1:]
        return ServerDied(f"{self.name} ended with code {code}: {''.join(last) or 'no word'}")

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
