"""Opens the bots' sockets when they are due, a bounded number at a time."""

from __future__ import annotations

import asyncio
import logging
import socket
import time

import numpy as np
from picows import WSError, WSParsedURL, ws_connect

from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Stage
from loadtest.crowd.life import CrowdLife

UNDER_WAY_MAX = 200
HANDSHAKE_WITHIN_S = 30.0
READ_BUFFER_BYTES = 8192
"""Of each bot; it grows to the longest frame that comes."""
FRAME_MAX_BYTES = 16 * 2**20
SLEEPER_BUFFER_BYTES = 65_536
"""For what comes in, of who will sleep; the kernel doubles it for what it needs itself. Left alone
it would take up to 6 MB here, and the server would hardly notice in 20 s that nobody reads."""

SEGMENT_BYTES = 1400


class _Quiet(logging.LoggerAdapter[logging.Logger]):
    """picows makes a logger of its own for each socket, unless it is given something else."""

    def isEnabledFor(self, level: int) -> bool:
        return level >= logging.ERROR


_QUIET = _Quiet(logging.getLogger("loadtest.crowd"), {})


class Dialling:
    def __init__(self, url: str, life: CrowdLife) -> None:
        self._url, self._life = url, life
        self._under_way: set[asyncio.Task[None]] = set()

    def begin_due(self, now_s: float) -> None:
        """Those who are due begin, the one who waits longest first; the others wait on."""
        columns = self._life.columns
        room = UNDER_WAY_MAX - len(self._under_way)
        due = np.flatnonzero(columns.dial_s <= now_s)
        if not len(due) or room <= 0:
            return
        first = due[np.argsort(columns.dial_s[due], kind="stable")][:room]
        columns.dial_s[first] = NEVER
        columns.stage[first] = Stage.DIALLING
        for row in first.tolist():
            task = asyncio.create_task(self._dial(self._life.bots[row]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _dial(self, bot: Bot) -> None:
        bot.dialled_s = time.monotonic()
        try:
            await ws_connect(
                lambda: bot,
                self._url,
                logger_name=_QUIET,
                websocket_handshake_timeout=HANDSHAKE_WITHIN_S,
                read_buffer_init_size=READ_BUFFER_BYTES,
                max_frame_size=FRAME_MAX_BYTES,
                socket_factory=_small if self._life.columns.plan.sleeps[bot.row] else None,
                max_redirects=0,  # only the address that was checked may be loaded
            )
        except (OSError, WSError, TimeoutError) as error:
            self._life.refused(bot, f"no connection: {_why(error)}")
            return
        if self._life.columns.stage[bot.row] == Stage.DIALLING:
            self._life.refused(bot, "no connection: the server ended it before the upgrade")

    async def stop(self) -> None:
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _small(url: WSParsedURL) -> socket.socket:
    """Not connected yet: a buffer that shrinks later throws away what its sender may still send.
    Its segments are as long as they are on real networks: those of loopback, 64 kB, do not fit into
    such a window, and the sender's system would wait for its next probe, seconds later."""
    made = socket.socket(socket.AF_INET6 if ":" in url.host else socket.AF_INET)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLEEPER_BUFFER_BYTES)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
    return made


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
