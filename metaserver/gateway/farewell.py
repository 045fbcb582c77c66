"""The end of a gateway: everybody is told when to come back, and with which ticket."""

from __future__ import annotations

import asyncio
import random
from typing import Final

from metaserver.gateway import tickets
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.book import SessionBook
from metaserver.gateway.session import Session, framed
from metaserver.gateway.upgrade import Gatekeeper
from metaserver.identity.tokens import TokenBox
from metaserver.protocol import messages as m
from metaserver.protocol.codes import Close

RECONNECT_MS: Final = (200, 3000)
DRAIN_STEPS: Final = 20
GONE_WITHIN_S: Final = 1.0
GONE_POLL_S: Final = 0.02


class Farewell:
    def __init__(
        self, *, book: SessionBook, gatekeeper: Gatekeeper, attendance: Attendance,
        tokens: TokenBox, drain_s: float,
    ) -> None:  # fmt: skip
        self._book = book
        self._gatekeeper = gatekeeper
        self._attendance = attendance
        self._tokens = tokens
        self._drain_s = drain_s

    async def send_home(self) -> None:
        """Spread over the drain, so that not all come back at once."""
        sessions = list(self._book)
        step = max(50, -(-len(sessions) // DRAIN_STEPS))
        for i, session in enumerate(sessions):
            self._send_one_home(session)
            if (i + 1) % step == 0:
                await asyncio.sleep(self._drain_s / DRAIN_STEPS)
        for connection in list(self._gatekeeper.open):
            connection.close(Close.GOING_AWAY, "the server restarts")

    def _send_one_home(self, session: Session) -> None:
        connection = session.connection
        if connection is not None and not connection.closing:
            wait_ms = random.randint(*RECONNECT_MS)
            ticket = tickets.issue(session, self._tokens)
            session.push(framed(m.Drain(reconnect_ms=wait_ms, ticket=ticket)))
            connection.write(session.take())
            connection.close(Close.GOING_AWAY, "the server restarts")
        self._attendance.leave(session)

    async def wait_until_gone(self) -> None:
        """What is still open after a second is cut."""
        for _ in range(round(GONE_WITHIN_S / GONE_POLL_S)):
            if not self._gatekeeper.open:
                return
            await asyncio.sleep(GONE_POLL_S)
        for connection in list(self._gatekeeper.open):
            connection.abort()
