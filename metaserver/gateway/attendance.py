"""Sessions in worlds: seated, dropped, taken over, gone.

A dropped visitor is shown as away at once, hidden after 5 s, and gone after 60 s; who has not been
present for 10 s, or is one too many of their address, is gone at once.
"""

from __future__ import annotations

from collections.abc import Callable

from metaserver import metrics
from metaserver.gateway.alarms import Alarms
from metaserver.gateway.book import SessionBook
from metaserver.gateway.chatdesk import ChatDesk
from metaserver.gateway.connection import Connection
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session, framed
from metaserver.gateway.sight import Sight
from metaserver.ports import Clock
from metaserver.protocol.bus import AWAY, HIDE, LEAVE
from metaserver.protocol.codes import (
    AWAY_SHOWN_S,
    RESUME_AFTER_PRESENCE_S,
    RESUME_WITHIN_S,
    Close,
)
from metaserver.protocol.messages import Arrival, Entered, Welcome
from metaserver.protocol.session import Stage


class Attendance:
    """``leaving`` are called with a session that ends, before it is forgotten."""

    def __init__(
        self,
        *,
        book: SessionBook,
        clock: Clock,
        alarms: Alarms,
        chat: ChatDesk,
        sight: Sight,
        away_per_address: int,
    ) -> None:
        self._book = book
        self._clock = clock
        self._alarms = alarms
        self._chat = chat
        self._sight = sight
        self._away_per_address = away_per_address
        self.leaving: list[Callable[[Session], None]] = []

    # ---- coming ----

    def seated(self, session: Session, room: Room) -> None:
        """All that is due to one who now sits in this world, before its first frame."""
        if session.stage is Stage.JOINING:
            session.turn(Stage.PRESENT)
        now_s = self._clock.monotonic_s()
        if session.present_s is None:
            session.present_s = now_s
        session.framed_s = session.heard_s = now_s
        greeting, session.greeting = session.greeting, None
        if greeting is not None:
            metrics.GATEWAY_ENTERED.labels(greeting.arrival.value).inc()
            session.push(framed(self._welcome(session, greeting.arrival)))
        session.push(framed(_entered(session, room)))
        if greeting is not None:
            for data in session.events.after(greeting.last_event):
                session.push(data)
            session.chat_after = greeting.chat_after
        self._sight.tell(session)
        self._sight.tell_counts(session)
        self._chat.catch_up(session, recall=greeting is not None and greeting.recall)
        self._sight.show(session)

    def _welcome(self, session: Session, arrival: Arrival) -> Welcome:
        return Welcome(
            person=session.person, name=session.name, resume=self._book.issue(session),
            arrival=arrival, server_ms=self._clock.server_ms(), language=session.language,
        )  # fmt: skip

    def connect(self, session: Session, connection: Connection) -> None:
        """The newest connection wins; the older is told, and shown nothing any more."""
        old = session.connection
        if old is not None:
            old.session = None
            old.close(Close.REPLACED, "a newer connection has taken over")
        if session.stage is Stage.AWAY:
            self._back_from_away(session)
        if session.audience is not None:
            session.audience.remove(session)
        session.forget_unsent()
        session.connection, connection.session = connection, session
        session.heard_s = self._clock.monotonic_s()

    # ---- going ----

    def dropped(self, session: Session) -> None:
        """Its connection is gone."""
        session.connection = None
        session.forget_unsent()
        if session.audience is not None:
            session.audience.remove(session)
        if session.present_s is None or not self._may_come_back(session):
            self.leave(session)
            return
        now_s = self._clock.monotonic_s()
        session.turn(Stage.AWAY)
        session.away_since_s = now_s
        self._book.away[session.address_key] += 1
        if session.chat_after is None:
            # What is said from now on was meant for one who is away.
            session.chat_after = session.room.ring.last_seq if session.room else None
        if session.room is not None:
            session.room.inbox.forget(session.avatar)
            session.room.inbox.must(AWAY, session.avatar)
        self._alarms.set(now_s + AWAY_SHOWN_S, lambda: self._hide(session, now_s))
        self._alarms.set(now_s + RESUME_WITHIN_S, lambda: self._give_up(session, now_s))

    def leave(self, session: Session) -> None:
        """For good: nothing of it is kept."""
        if session.ended:
            return
        if session.audience is not None:
            session.audience.remove(session)
        if session.stage is Stage.AWAY:
            self._back_from_away(session)
        for call in self.leaving:
            call(session)
        room = session.room
        if room is not None:
            room.unseat(session)
            room.inbox.must(LEAVE, session.avatar)
        connection, session.connection = session.connection, None
        if connection is not None:
            connection.session = None
        self._book.close(session)

    def _may_come_back(self, session: Session) -> bool:
        present_s = session.present_s
        long_enough = (
            present_s is not None
            and self._clock.monotonic_s() - present_s >= RESUME_AFTER_PRESENCE_S
        )
        return long_enough and self._book.away[session.address_key] < self._away_per_address

    def _back_from_away(self, session: Session) -> None:
        session.away_since_s = None
        self._book.away[session.address_key] -= 1
        if self._book.away[session.address_key] <= 0:
            del self._book.away[session.address_key]

    def _hide(self, session: Session, since_s: float) -> None:
        if session.away_since_s == since_s and session.room is not None:
            session.room.inbox.must(HIDE, session.avatar)

    def _give_up(self, session: Session, since_s: float) -> None:
        if session.away_since_s == since_s:
            self.leave(session)


def _entered(session: Session, room: Room) -> Entered:
    place = session.place
    assert place is not None and room.epoch is not None, "seated by a tick of this world"
    return Entered(
        world=room.info.id, world_hash=room.info.hash, epoch=room.epoch, avatar=session.avatar,
        level=place.level, x=place.x, y=place.y, heading=place.heading,
        chat_seq=room.ring.last_seq, recorded=room.info.recorded,
    )  # fmt: skip
