"""One worker, as the server sees it. Everything here blocks, and is done in threads."""

from __future__ import annotations

import logging
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from metaserver.errors import MetaserverError, WorkerError

READY_WITHIN_S: Final = 20.0
_MAIN: Final = (
    "import sys; from metaserver.workers.inside import serve; serve(*map(int, sys.argv[1:]))"
)

Work = tuple[Callable[..., Any], tuple[Any, ...], float]
"""Function, arguments, and the seconds that it may take."""
_log = logging.getLogger(__name__)


class Worker:
    """One process, and the next one where that is gone. All but ``kill`` is done by one thread at
    a time."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._ended = False

    def begin(self) -> None:
        """Raises ``OSError``."""
        if self._ended:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-c", _MAIN, str(theirs.fileno()), str(self._memory_mb)]
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=_environment()
            )
        self._pipe = Connection(ours.detach())
        if self._ended:  # told so meanwhile, from the loop
            self.kill()

    def do(self, job: str, work: Work) -> tuple[str, Any]:
        """How it ended, and the result or what is to be raised."""
        try:
            if self._pipe is None:
                self.begin()
            return self._ask(job, work)
        except (EOFError, OSError):
            self.clear()
            if not self._ended:
                _log.error("a worker died in %s; the next one takes its place", job)
            return "died", WorkerError(f"{job}: the worker died; try again in a moment.")

    def _ask(self, job: str, work: Work) -> tuple[str, Any]:
        data = pickle.dumps(work)
        pipe = self._pipe
        if pipe is None or not pipe.poll(READY_WITHIN_S):
            raise EOFError
        pipe.recv()  # it is ready
        pipe.send_bytes(data)
        if not pipe.poll(work[2]):
            self.clear()
            _log.error("%s took longer than %s s; its worker was killed", job, work[2])
            return "late", WorkerError(f"{job}: took too long.")
        done, result = pipe.recv()
        if done:
            return "done", result
        if isinstance(result, MetaserverError):
            return "refused", result
        _log.error("%s failed in a worker:\n%s", job, result)
        return "failed", WorkerError(f"{job}: failed; see the log.")

    def clear(self) -> None:
        self.kill()
        if self._process is not None:
            self._process.wait()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def kill(self, *, for_good: bool = False) -> None:
        """Also from another thread; its own then sees the pipe end."""
        self._ended = self._ended or for_good
        process = self._process
        if process is not None:
            process.kill()


def _environment() -> dict[str, str]:
    """The server's, without its settings: some are secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("METASERVER")}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "MALLOC_ARENA_MAX": "2"}
