"""Ways into worlds: arriving, coming back, changing worlds.

All are one thing: the zone is asked for a seat (``join``), and when it answers the session is
seated there and told so. Only then is a seat in another world given up, so that one is in one
world at any time. A zone that does not answer is asked again where somebody waits at the door,
and forgotten where they still stand elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Protocol

from metaserver import metrics
from metaserver.errors import Refused
from metaserver.gateway.alarms import Alarms
from metaserver.gateway.room import Room
from metaserver.gateway.session import Place, Session
from metaserver.ports import Clock
from metaserver.protocol.bus import AWAY, BACK, GO, HIDE, JOIN, LEAVE
from metaserver.protocol.codes import AWAY_SHOWN_S, Close, ErrorCode
from metaserver.protocol.messages import Go
from metaserver.protocol.session import Stage

ANSWER_WITHIN_S: Final = 5.0
REMEMBERED_S: Final = 60.0
"""So long after it was asked an answer is still understood."""
TRIES: Final = 4


class Seats(Protocol):
    """Whom it tells that a session sits somewhere."""

    def seated(self, session: Session, room: Room) -> None: ...


@dataclass(slots=True)
class Journey:
    session: Session
    room: Room
    place: str | None
    """A named place, '' the world's start; None: ``spot``."""
    spot: Place
    ref: int = 0
    """Of the wish; 0 where there was none."""
    tries: int = 1
    newest: int = 0
    """Its newest request."""


class Travel:
    """``rooms`` by world id; ``seats`` is set once, by who composes."""

    seats: Seats

    def __init__(
        self, *, gateway: str, rooms: Mapping[str, Room], clock: Clock, alarms: Alarms
    ) -> None:
        self._gateway = gateway
        self._rooms = rooms
        self._clock = clock
        self._alarms = alarms
        self._requests = count(1)
        self._asked: dict[int, Journey] = {}
        """By request: what was not answered within the last minute."""

    # ---- wishes ----

    def go(self, session: Session, wish: Go) -> None:
        """To a place of this world or another. Raises ``Refused``."""
        here = session.here()
        room = self._rooms.get(wish.world) if wish.world else here
        if room is None:
            raise Refused(ErrorCode.UNKNOWN_WORLD)
        if wish.place and wish.place not in room.info.places:
            raise Refused(ErrorCode.UNKNOWN_PLACE)
        if room is not here:
            self._leave_for(session, room, wish.place, wish.ref)
        elif not room.inbox.wish(GO, session.avatar, wish.ref, wish.place):
            raise Refused(ErrorCode.WORLD_BUSY)

    def portal(self, session: Session, world: str, place: str) -> None:
        """Walked into a portal. While on the way, a further step into it changes nothing."""
        room = self._rooms.get(world)
        if room is not None and room is not session.room and session.present:
            with suppress(Refused):
                self._leave_for(session, room, place, 0)

    def _leave_for(self, session: Session, room: Room, place: str, ref: int) -> None:
        if session.travelling is not None:
            raise Refused(ErrorCode.WORLD_BUSY)
        self.to_place(session, room, place, ref)

    # ---- asking ----

    def to_place(self, session: Session, room: Room, place: str, ref: int = 0) -> None:
        self._start(Journey(session, room, place, Place(room.info.levels[0].id, 0, 0), ref))

    def to_spot(self, session: Session, room: Room, spot: Place) -> None:
        self._start(Journey(session, room, None, spot))

    def back(self, session: Session, room: Room) -> None:
        """To the seat that it has: the zone tells where exactly that is."""
        if session.stage is Stage.AWAY:
            room.inbox.must(BACK, session.avatar)
        levels = room.info.levels
        spot = room.where(session) or session.place or Place(levels[0].id, 0, 0)
        self.to_spot(session, room, spot)

    def _start(self, journey: Journey) -> None:
        session = journey.session
        session.travelling = journey
        if session.stage is not Stage.JOINING and session.greeting is not None:
            session.turn(Stage.JOINING)
        self._ask(journey)

    def _ask(self, journey: Journey) -> None:
        request = journey.newest = next(self._requests)
        self._asked[request] = journey
        s, spot = journey.session, journey.spot
        journey.room.inbox.must(
            JOIN, request, s.person, s.name, s.look, spot.x, spot.y, spot.level, spot.heading,
            journey.place, s.greeting.chat_after or 0 if s.greeting else 0,
        )  # fmt: skip
        now_s = self._clock.monotonic_s()
        self._alarms.set(now_s + ANSWER_WITHIN_S, lambda: self._unanswered(request))
        self._alarms.set(now_s + REMEMBERED_S, lambda: self._forget(request))

    def _forget(self, request: int) -> None:
        self._asked.pop(request, None)

    def _unanswered(self, request: int) -> None:
        journey = self._asked.get(request)
        if journey is None:
            return
        session = journey.session
        if session.travelling is not journey or journey.newest != request:
            return
        metrics.GATEWAY_UNANSWERED.inc()
        if session.room is not None and session.greeting is None:
            session.travelling = None  # it still stands elsewhere
            session.error(journey.ref, ErrorCode.WORLD_BUSY, ANSWER_WITHIN_S)
        elif journey.tries < TRIES:
            journey.tries += 1
            self._ask(journey)
        else:
            session.travelling = None
            self._send_away(session)

    # ---- being answered ----

    def joined(self, room: Room, answer: list[Any]) -> None:
        """``[gateway, request, avatar, x, y, level, heading, chat_seq]``.

        An answer that comes too late is as good as another one, where the seat is still wanted.
        """
        gateway, request, avatar, x, y, level, heading, chat_seq = answer
        if gateway != self._gateway:
            return
        room.ring.last_seq = max(room.ring.last_seq, chat_seq)
        asked = self._asked.pop(request, None)
        journey = asked.session.travelling if asked is not None else None
        if journey is None or journey.session.ended or journey.room is not room:
            if avatar not in room.seats:
                room.inbox.must(LEAVE, avatar)  # nobody waits for this seat any more
            return
        session = journey.session
        self._move_in(session, room, avatar, Place(level, x, y, heading))
        if journey.ref:
            session.done(journey.ref)

    def _move_in(self, session: Session, room: Room, avatar: int, place: Place) -> None:
        session.travelling = None
        old, old_avatar = session.room, session.avatar
        if session.audience is not None:
            session.audience.remove(session)
        if old is not None:
            old.unseat(session)
            if old is not room:
                old.inbox.must(LEAVE, old_avatar)
                session.chat_after = None
        room.seat(session, avatar, place)
        if old is not room:
            session.chat_since = room.ring.last_seq
        if session.stage is Stage.AWAY:
            self._still_away(session, room)
        else:
            self.seats.seated(session, room)

    def _still_away(self, session: Session, room: Room) -> None:
        """It was dropped on the way."""
        room.inbox.must(AWAY, session.avatar)
        since_s = session.away_since_s
        if since_s is not None and self._clock.monotonic_s() - since_s >= AWAY_SHOWN_S:
            room.inbox.must(HIDE, session.avatar)

    def refused(self, room: Room, answer: list[Any]) -> None:
        """``[gateway, request, error_code]``."""
        gateway, request, code = answer
        journey = self._asked.pop(request, None) if gateway == self._gateway else None
        if journey is None or journey.session.ended or journey.session.travelling is not journey:
            return
        session = journey.session
        session.travelling = None
        if session.present_s is not None:
            session.error(journey.ref, code)
        if session.room is None and journey.place and code == ErrorCode.UNKNOWN_PLACE:
            self.to_place(session, room, "")
        elif session.room is None or session.room is room:
            self._send_away(session)
        elif session.greeting is not None:
            self.back(session, session.room)  # it came back while it was on its way elsewhere

    def _send_away(self, session: Session) -> None:
        if session.connection is not None:
            metrics.GATEWAY_REJECTED.labels("no_place").inc()
            session.connection.close(Close.FULL, "the world has no room")

    # ---- a zone that began anew ----

    def rejoin(self, room: Room) -> None:
        """Its epoch is another: it knows nobody. All ask again, for where they were."""
        for session in list(room.seats.values()):
            if session.audience is not None:
                session.audience.remove(session)
            spot = room.where(session)
            room.unseat(session)
            if spot is not None:
                self.to_spot(session, room, spot)
