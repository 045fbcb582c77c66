"""The small wishes: moving, acting, appearing, being quiet about it, winding, leaving."""

from __future__ import annotations

import math

from metaserver.errors import Refused
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.book import SessionBook
from metaserver.gateway.names import guest_name
from metaserver.gateway.relations import Relations
from metaserver.gateway.session import Session
from metaserver.gateway.sight import Sight
from metaserver.ports import Clock
from metaserver.protocol.bus import ACT, APPEAR, REPLAY, TOUR
from metaserver.protocol.codec import Course
from metaserver.protocol.codes import FLAG_OFFICIAL, ErrorCode
from metaserver.protocol.messages import (
    Act,
    Appear,
    Bye,
    Move,
    Ping,
    Pong,
    Relate,
    Relation,
    Replay,
    SetTier,
    TakeTour,
)
from metaserver.protocol.names import clean_name
from metaserver.protocol.records import pack_look

BYE_CODE = 1000
"""A normal end, RFC 6455."""


class Manners:
    def __init__(
        self,
        *,
        book: SessionBook,
        clock: Clock,
        attendance: Attendance,
        relations: Relations,
        sight: Sight,
    ) -> None:
        self._book = book
        self._clock = clock
        self._attendance = attendance
        self._relations = relations
        self._sight = sight

    def move(self, session: Session, wish: Move | Course) -> None:
        """Where nobody stands in a world yet, it is of no meaning and no harm."""
        room, place = session.room, session.place
        if room is None or place is None or not session.present:
            return
        avatar, x, y, heading, speed = session.avatar, wish.x, wish.y, wish.heading, wish.speed
        place.x, place.y, place.heading = x, y, heading
        session.walks, session.at_rest = speed > 0, False
        room.whereabouts.claim(avatar, x, y)
        room.inbox.move((avatar, x, y, heading, speed, wish.time_ms))

    def act(self, session: Session, wish: Act) -> None:
        session.here().inbox.wish(ACT, session.avatar, wish.state)

    def appear(self, session: Session, wish: Appear) -> None:
        """Raises ``Refused``."""
        room = session.here()
        official = bool(session.look[4] & FLAG_OFFICIAL)
        name = clean_name(wish.name, staff=official) if wish.name else ""
        now_s = self._clock.monotonic_s()
        if not session.appear_bucket.take(now_s):
            wait_s = session.appear_bucket.wait_s(now_s)
            session.error(wish.ref, ErrorCode.TOO_MANY_MESSAGES, wait_s)
            return
        look = pack_look(wish.look, session.look[4])
        if not name:
            session.guest_number = session.guest_number or self._book.guest_number()
            name = guest_name(session.guest_number)
        if not room.inbox.wish(APPEAR, session.avatar, name, look):
            raise Refused(ErrorCode.WORLD_BUSY)
        session.name, session.look = name, look
        session.done(wish.ref)

    def set_tier(self, session: Session, wish: SetTier) -> None:
        session.tier = wish.tier
        session.caught_up_s = -math.inf
        if session.audience is not None:
            session.audience.retune(session)

    def replay(self, session: Session, wish: Replay) -> None:
        """The zone knows whether this is a recording. Raises ``Refused``."""
        control = (REPLAY, session.avatar, wish.ref, int(wish.do), wish.value)
        if not session.here().inbox.wish(*control):
            raise Refused(ErrorCode.WORLD_BUSY)

    def take_tour(self, session: Session, wish: TakeTour) -> None:
        """The zone knows the tours and where the guides are. Raises ``Refused``."""
        if not session.here().inbox.wish(TOUR, session.avatar, wish.ref, wish.tour):
            raise Refused(ErrorCode.WORLD_BUSY)

    def relate(self, session: Session, wish: Relate) -> None:
        """Raises ``Refused``."""
        room = session.here()
        person = room.person_at(wish.avatar) or _heard(session, wish.avatar)
        if person is None or person == session.person:
            raise Refused(ErrorCode.UNKNOWN_PERSON)
        now_s = self._clock.monotonic_s()
        if not session.relate_bucket.take(now_s):  # a block is told to the other, too
            wait_s = session.relate_bucket.wait_s(now_s)
            session.error(wish.ref, ErrorCode.TOO_MANY_MESSAGES, wait_s)
            return
        relations, me = self._relations, session.person
        {
            Relation.MUTE: relations.mute,
            Relation.UNMUTE: relations.unmute,
            Relation.BLOCK: relations.block,
            Relation.UNBLOCK: relations.unblock,
        }[wish.relation](me, person)
        session.done(wish.ref)
        if wish.relation in (Relation.BLOCK, Relation.UNBLOCK):
            self._sight.pair_changed(session, person)

    def forget_relations(self, session: Session) -> None:
        """The session ends: whom it had hidden is seen again by nobody but the others."""
        room = session.room
        for person in self._relations.forget(session.person):
            other = self._book.by_person.get(person)
            if other is not None and room is not None and other.room is room:
                self._sight.tell(other, always=True)

    def ping(self, session: Session, wish: Ping) -> None:
        session.reply(Pong(time_ms=wish.time_ms, server_ms=self._clock.server_ms()))

    def bye(self, session: Session, wish: Bye) -> None:
        connection = session.connection
        self._attendance.leave(session)
        if connection is not None:
            connection.close(BYE_CODE)


def _heard(session: Session, avatar: int) -> str | None:
    """Who said something under this number and is gone now."""
    said = [each.person for each in session.heard or () if each.avatar == avatar]
    return said[-1] if said else None
