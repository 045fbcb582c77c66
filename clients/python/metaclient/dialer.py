"""Opens sockets, and keeps trying.

Two kinds of failure, two answers. A server that says no, or is not there, is left alone for longer
each time, with full jitter, so that thousands of clients do not come back at once. Where nothing
answers at all (a tunnel, a sleeping radio), a new try begins every half second beside the ones
that hang, because only a new one will notice that the network is back.
"""

from __future__ import annotations

import asyncio
import random

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

AT_ONCE = 3
"""Tries under way at the same time; the oldest gives way to a further one."""
QUICK_TRIES = 12
LONGEST_S = 15.0
TRY_S = 5.0
MAX_MESSAGE_BYTES = 4 * 2**20


class _Connect(connect):
    """Goes nowhere else: whoever asked for one server does not mean another, nor does its token."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Dialer:
    def __init__(self, url: str) -> None:
        self._url = url
        self._tries: list[asyncio.Task[ClientConnection]] = []

    async def dial(self) -> ClientConnection:
        """The first socket that opens."""
        number = refused = 0
        try:
            while True:
                self._begin()
                pause_s = pause(number, refused)
                socket, failures = await self._first(pause_s)
                if socket is not None:
                    return socket
                number, refused = number + 1, refused + failures
        finally:
            given_up = self._give_up(len(self._tries))
            await asyncio.gather(*given_up, return_exceptions=True)

    async def once(self) -> ClientConnection:
        """One try; raises ``OSError`` or ``WebSocketException``."""
        return await _Connect(
            self._url, compression=None, ping_interval=None, proxy=None, open_timeout=TRY_S,
            close_timeout=1, max_size=MAX_MESSAGE_BYTES,
        )  # fmt: skip

    def _begin(self) -> None:
        self._give_up(len(self._tries) - AT_ONCE + 1)
        self._tries.append(asyncio.create_task(self.once()))

    async def _first(self, pause_s: float) -> tuple[ClientConnection | None, int]:
        """The first open socket within the pause, and how many tries failed in it."""
        loop = asyncio.get_running_loop()
        until, failures = loop.time() + pause_s, 0
        while (left_s := until - loop.time()) > 0:
            if not self._tries:
                await asyncio.sleep(left_s)
                break
            done, _ = await asyncio.wait(
                self._tries, timeout=left_s, return_when=asyncio.FIRST_COMPLETED
            )
            self._tries = [t for t in self._tries if t not in done]
            opened = [t for t in done if not t.cancelled() and not t.exception()]
            if opened:
                self._tries += opened[1:]
                return opened[0].result(), failures
            failures += sum(1 for t in done if not t.cancelled() and refusal(t.exception()))
        return None, failures

    def _give_up(self, n: int) -> list[asyncio.Task[ClientConnection]]:
        """Ends the ``n`` oldest tries."""
        oldest = [self._tries.pop(0) for _ in range(n)]
        for task in oldest:
            task.add_done_callback(_close)
            task.cancel()
        return oldest


def _close(task: asyncio.Task[ClientConnection]) -> None:
    """A socket that opened too late is closed without a word."""
    if not task.cancelled() and not task.exception():
        task.result().transport.abort()


def refusal(error: BaseException | None) -> bool:
    """Whether somebody answered, if only to say no."""
    return isinstance(error, OSError | WebSocketException) and not isinstance(error, TimeoutError)


def pause(number: int, refused: int) -> float:
    """Seconds from the start of a try to the next."""
    longest_s = min(LONGEST_S, 0.5 * 2.0 ** min(refused, 10))
    if refused:
        return random.uniform(0.1, longest_s)
    hanging = max(0, number - QUICK_TRIES)
    return random.uniform(0.2, min(LONGEST_S, 0.8 * 1.5 ** min(hanging, 20)))
