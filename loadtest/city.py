"""A real city in a process of its own, on a free port of loopback: for runs, and for tests."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from loadtest.errors import LoadError, ScenarioError, Unreachable

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN_S = 90.0
WRONG_SETTING = 2
"""Exit code of a server that refuses its settings."""


class CityProcess:
    """``metaserver serve`` as a user starts it; a context manager that leaves nothing behind."""

    def __init__(
        self, data: Path, *, port: int = 0, cpu: int | None = None, **settings: str
    ) -> None:
        """``settings`` become environment variables: ``tick_hz="5"`` is METASERVER_TICK_HZ.

        ``cpu`` is the core that it is kept to, where the system can do that.
        """
        self.data = data
        self.port = port
        self._cpu = cpu
        self._settings = {f"METASERVER_{k.upper()}": v for k, v in settings.items()}
        self._process: subprocess.Popen[str] | None = None
        self._log = data.parent / f"{data.name}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def start(self) -> CityProcess:
        """Returns when it has printed ``ready``; a restart keeps port and data.

        Raises ``ScenarioError`` where it refuses its settings, ``Unreachable`` where it does not
        get ready.
        """
        command = [sys.executable, "-m", "metaserver.cli", "serve", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--data", str(self.data)]
        try:
            with self._log.open("a") as log, _signals_wait():
                self._process = subprocess.Popen(
                    command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
                    env={**os.environ, **self._settings},
                    process_group=0,  # Ctrl-C in a terminal is for whoever started it
                )  # fmt: skip
            if self._cpu is not None and hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(self._process.pid, {self._cpu})
            self.port = int(self._ready_line().rsplit(":", 1)[1])
        except BaseException:  # Ctrl-C too: a block that was not entered ends nothing
            self.kill()
            raise
        return self

    def _ready_line(self) -> str:
        assert self._process is not None and self._process.stdout is not None
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            if select.select([self._process.stdout], [], [], 0.2)[0]:
                line = self._process.stdout.readline()
                if line.startswith("ready "):
                    return line.strip()
                if not line:
                    break
        raise self._not_ready()

    def _not_ready(self) -> LoadError:
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        refused = self._process.poll() == WRONG_SETTING
        self.kill()
        words = f"The server did not get ready: {self.log.strip()[-4000:]}"
        return ScenarioError(words) if refused else Unreachable(words)

    def terminate(self, within_s: float = 12.0) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(within_s)
        self._close()
        return code

    def kill(self) -> None:
        """SIGKILL: nothing is flushed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._close()

    def _close(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def __enter__(self) -> CityProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                self._process.terminate()
                try:
                    self._process.wait(12)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait(5)
            self._close()


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Ctrl-C and SIGTERM come after the block: a process that began and that nobody knows of yet
    would be left behind."""
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)

    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        before = [signal.signal(each, note) for each in signals]
    except ValueError:  # not the main thread, which gets no signals
        yield
        return
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
        for number in came:
            signal.raise_signal(number)
