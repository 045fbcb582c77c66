"""The gateway's beat, ten times a second: all that is due by time and not by a tick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from metaserver import metrics
from metaserver.gateway import tickets
from metaserver.gateway.admission import Admission
from metaserver.gateway.audience import Audience
from metaserver.gateway.book import SessionBook
from metaserver.gateway.connection import STALLED_S
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session, framed
from metaserver.gateway.sight import Sight
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock
from metaserver.protocol.codes import EMPTY_FRAME_EVERY_S
from metaserver.protocol.messages import Ticket
from metaserver.protocol.session import Stage

BEAT_S: Final = 0.1
SLICES: Final = 10
"""A beat looks after a tenth of all sessions: each is looked after once a second."""
LOOKED_AFTER_EVERY_S: Final = SLICES * BEAT_S + 0.2
"""And a beat may be late."""
COUNTS_EVERY_BEATS: Final = 50
SILENT_S: Final = 45.0
"""Clients say something every 20 s; one that is silent for so long is gone."""
CHAT_AT_HAND_MS: Final = 3_600_000
"""Who lags is away for a minute at most; the store keeps chat for as long as the register says."""
QUIET_ROOM_S: Final = 0.3
"""A room without a tick for so long does not flush replies: the beat does."""


class Upkeep:
    def __init__(
        self, *, book: SessionBook, rooms: Mapping[str, Room], audiences: Mapping[str, Audience],
        sight: Sight, tokens: TokenBox, clock: Clock,
    ) -> None:  # fmt: skip
        self._book = book
        self._rooms = rooms
        self._audiences = audiences
        self._sight = sight
        self._tokens = tokens
        self._clock = clock
        self._beats = 0
        self._round: list[Session] = []

    def beat(self) -> None:
        now_s = self._clock.monotonic_s()
        slice_no = self._beats % SLICES
        if slice_no == 0:
            self._round = list(self._book)
        for session in self._round[slice_no::SLICES]:
            self._look_after(session, now_s)
        if self._beats % COUNTS_EVERY_BEATS == 0:
            self._sight.count()
            for room in self._rooms.values():
                room.ring.forget(self._clock.unix_ms() - CHAT_AT_HAND_MS)
        self._flush(now_s)
        self._beats += 1

    def measure(self, admission: Admission, sockets: int) -> None:
        """Gauges, once a second."""
        metrics.GATEWAY_SOCKETS.set(sockets)
        metrics.GATEWAY_QUEUE.set(len(admission))
        metrics.GATEWAY_LAGGING.set(sum(a.lagging for a in self._audiences.values()))
        stages = Counter(session.stage for session in self._book)
        for stage in Stage:
            if stage is not Stage.ENDED:
                metrics.GATEWAY_SESSIONS.labels(stage.value).set(stages[stage])
        for world, room in self._rooms.items():
            metrics.GATEWAY_PEOPLE.labels(world).set(room.people)

    def _look_after(self, session: Session, now_s: float) -> None:
        connection = session.connection
        if connection is None or session.ended:
            return
        silent = now_s - session.heard_s > SILENT_S
        stalled = session.stalled_s is not None and now_s - session.stalled_s > STALLED_S
        if silent or stalled:
            metrics.GATEWAY_REJECTED.labels("silent" if silent else "stalled").inc()
            connection.abort()
            return
        if session.stalled_s is None and tickets.due(session, now_s):
            session.push(framed(Ticket(ticket=tickets.issue(session, self._tokens))))
        quiet = now_s - session.framed_s > EMPTY_FRAME_EVERY_S - LOOKED_AFTER_EVERY_S
        if session.audience is not None and session.present and quiet:
            session.audience.empty_frame(session)

    def _flush(self, now_s: float) -> None:
        """Replies to those whom no tick reaches: in the queue, or in a world that stands still."""
        for session in list(self._book.unsent):
            room, connection = session.room, session.connection
            ticking = room is not None and now_s - room.ticked_s < QUIET_ROOM_S
            if connection is None or (ticking and session.audience is not None):
                continue
            if not connection.closing and not connection.stalled:
                data = session.take()
                metrics.GATEWAY_BYTES.inc(len(data))
                connection.write(data)
