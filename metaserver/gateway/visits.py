"""Going to a person: who allows it, who is asked, who is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from metaserver.errors import Refused
from metaserver.gateway.alarms import Alarms
from metaserver.gateway.relations import Relations
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session
from metaserver.ports import Clock
from metaserver.protocol.bus import VISIT
from metaserver.protocol.codes import ErrorCode
from metaserver.protocol.messages import SetVisit, Visit, VisitAnswer, VisitAsked, VisitPerson

ANSWER_WITHIN_S: Final = 30.0
ASKERS_MAX: Final = 20
"""People who wait for one person's answer; a further one is told that they are busy."""


@dataclass(slots=True, eq=False)
class _Ask:
    asker: Session
    ref: int
    until_s: float
    denied: bool = False
    """Kept until then all the same: nobody asks again and again after a no."""


class Visits:
    def __init__(self, *, relations: Relations, alarms: Alarms, clock: Clock) -> None:
        self._relations = relations
        self._alarms = alarms
        self._clock = clock
        self._asks: dict[str, dict[str, _Ask]] = {}
        """By person asked, then by asker."""

    def set_mode(self, session: Session, wish: SetVisit) -> None:
        session.visit = wish.visit

    def visit(self, session: Session, wish: VisitPerson) -> None:
        """Raises ``Refused``. One who has blocked, or was blocked, is not there."""
        room = session.here()
        person = room.person_at(wish.avatar)
        if person is None or person in self._relations.hidden(session.person):
            raise Refused(ErrorCode.UNKNOWN_PERSON)
        host = room.seats.get(wish.avatar)
        mode = host.visit if host else Visit.NEVER
        if person == session.person or mode is Visit.NEVER:
            raise Refused(ErrorCode.NOT_ALLOWED)
        if mode is Visit.ALLOW:
            self._go(session, room, wish.ref, wish.avatar)
        elif host is not None:
            self._ask(session, host, wish.ref)

    def answer(self, session: Session, wish: VisitAnswer) -> None:
        """Raises ``Refused`` (``not_asked``)."""
        room = session.here()
        asker = room.person_at(wish.avatar)
        asks = self._asks.get(session.person, {})
        ask = asks.get(asker or "")
        if ask is None or ask.denied:
            raise Refused(ErrorCode.NOT_ASKED)
        session.done(wish.ref)
        if not wish.yes:
            ask.denied = True
            ask.asker.error(ask.ref, ErrorCode.NOT_ALLOWED)
            return
        del asks[ask.asker.person]
        if ask.asker.room is not room or asker in self._relations.hidden(session.person):
            ask.asker.error(ask.ref, ErrorCode.UNKNOWN_PERSON)
        else:
            self._go(ask.asker, room, ask.ref, session.avatar)

    def forget(self, session: Session) -> None:
        """The session ends: nobody waits for it, nor it for anybody."""
        for ask in self._asks.pop(session.person, {}).values():
            if not ask.denied:
                ask.asker.error(ask.ref, ErrorCode.UNKNOWN_PERSON)
        for asks in self._asks.values():
            asks.pop(session.person, None)

    def _ask(self, session: Session, host: Session, ref: int) -> None:
        asks = self._asks.setdefault(host.person, {})
        now_s = self._clock.monotonic_s()
        known = asks.get(session.person)
        if known is not None:
            session.error(ref, ErrorCode.TOO_MANY_MESSAGES, known.until_s - now_s)
            return
        if sum(not ask.denied for ask in asks.values()) >= ASKERS_MAX:
            raise Refused(ErrorCode.TOO_MANY_MESSAGES)
        ask = asks[session.person] = _Ask(session, ref, now_s + ANSWER_WITHIN_S)
        self._alarms.set(ask.until_s, lambda: self._expire(host.person, ask))
        if not self._relations.muted(host.person, session.person):
            # One who is muted waits in vain, and is not told why.
            host.emit(VisitAsked, avatar=session.avatar, name=session.name)

    def _expire(self, host: str, ask: _Ask) -> None:
        asks = self._asks.get(host, {})
        if asks.get(ask.asker.person) is ask:
            del asks[ask.asker.person]
            if not ask.denied:
                ask.asker.error(ask.ref, ErrorCode.NOT_ALLOWED)
        if not asks:
            self._asks.pop(host, None)

    def _go(self, session: Session, room: Room, ref: int, to_avatar: int) -> None:
        if not room.inbox.wish(VISIT, session.avatar, ref, to_avatar):
            session.error(ref, ErrorCode.WORLD_BUSY)
