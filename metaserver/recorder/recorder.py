"""Listens to worlds on the bus and has them written, beside everything else.

On the loop a tick costs one append to a bounded queue. A thread of its own takes it from there:
what is Python in its work is short, and compressing and writing let others run meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from metaserver import metrics
from metaserver.ports import Bus, Clock
from metaserver.protocol.bus import world_out
from metaserver.protocol.views import WorldInfo
from metaserver.recorder.shelf import Shelf
from metaserver.recorder.tape import Tape

TICKS_MAX: Final = 128
"""Ticks of all worlds that wait for the thread: three seconds of four worlds. When it is full
further ones are left out of the recording and counted; the next keyframes fill the gap."""
POLL_S: Final = 0.1
STOP_WITHIN_S: Final = 0.35

_log = logging.getLogger(__name__)


class Recorder:
    """``keep_bytes``: what the files of one world may take together."""

    def __init__(
        self, *, worlds: Sequence[WorldInfo], shelf: Shelf, keep_bytes: int, bus: Bus,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._tapes = {
            world.id: Tape(world=world, shelf=shelf, keep_bytes=keep_bytes, clock=clock)
            for world in worlds
        }
        self._queue: queue.Queue[tuple[str, bytes]] = queue.Queue(TICKS_MAX)
        self._stopping = threading.Event()
        # A disk that does not answer must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._unsubscribe: list[Callable[[], None]] = []

    async def start(self) -> None:
        """Raises ``BusError``."""
        for world in list(self._tapes):
            metrics.RECORDER_RECORDING.labels(world).set(1)
            handler = partial(self._receive, world)
            self._unsubscribe.append(await self._bus.subscribe(world_out(world), handler))
        if self._tapes:
            self._thread.start()

    async def stop(self) -> None:
        """Writes what waits, and ends the files."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        self._stopping.set()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, STOP_WITHIN_S)

    def _receive(self, world: str, subject: str, data: bytes) -> None:
        """A ``ports.BusHandler`` for each world."""
        if world not in self._tapes:
            return  # it was given up
        try:
            self._queue.put_nowait((world, data))
        except queue.Full:
            metrics.RECORDER_DROPPED_TICKS.labels(world).inc()

    # ---- in the thread ----

    def _run(self) -> None:
        while True:
            try:
                world, data = self._queue.get(timeout=POLL_S)
            except queue.Empty:
                if self._stopping.is_set():
                    break
                continue
            self._do(world, partial(Tape.take, data=data))
        for world in list(self._tapes):
            self._do(world, Tape.close)

    def _do(self, world: str, work: Callable[[Tape], int]) -> None:
        """Whatever goes wrong costs the recording of this world, never the city."""
        tape = self._tapes.get(world)
        if tape is None:
            return
        try:
            metrics.RECORDER_BYTES.labels(world).inc(work(tape))
        except OSError as error:
            self._give_up(world, tape)
            _log.error(
                "the recording of %s has stopped, the city goes on: %s. Make room or mend the disk,"
                " then restart the server to record again.",
                world, error.strerror or error,
            )  # fmt: skip
        except Exception:
            self._give_up(world, tape)
            _log.exception("the recording of %s has stopped, the city goes on", world)

    def _give_up(self, world: str, tape: Tape) -> None:
        del self._tapes[world]
        metrics.RECORDER_RECORDING.labels(world).set(0)
        with contextlib.suppress(OSError):
            tape.close()
