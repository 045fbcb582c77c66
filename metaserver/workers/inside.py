"""What runs in a worker's process."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final

from metaserver.errors import MetaserverError

LATE_S: Final = 1.0
"""So long after its time a worker ends itself, should nobody be there any more to end it."""
NICENESS: Final = 5
_MB: Final = 1 << 20


def serve(descriptor: int, memory_mb: int) -> None:
    """Works until the pipe ends. Signals to the server are no business of the worker's."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MB, memory_mb * _MB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(descriptor)
    with suppress(EOFError, OSError):
        while True:
            pipe.send("ready")
            _serve_one(pipe)


def _serve_one(pipe: Connection) -> None:
    """Raises ``EOFError`` and ``OSError`` where the server is gone."""
    data = pipe.recv_bytes()
    answer = _answer(data)
    try:
        pipe.send(answer)
    except (TypeError, AttributeError, pickle.PicklingError):
        pipe.send((False, "its result cannot be pickled"))


def _answer(data: bytes) -> tuple[bool, Any]:
    """Whether it was done, and the result or what was wrong."""
    try:
        function, args, within_s = pickle.loads(data)  # noqa: S301 (the server wrote it)
        signal.setitimer(signal.ITIMER_REAL, within_s + LATE_S)
        result = function(*args)
        signal.setitimer(signal.ITIMER_REAL, 0)
    except MetaserverError as error:
        return False, error
    except Exception as error:
        return False, _told(error)
    return True, result


def _told(error: Exception) -> str:
    """Where it failed, without the values: they may be somebody's."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*places, type(error).__name__])
