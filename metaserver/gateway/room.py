"""One world as this gateway knows it: who sits where, who is in it at all, and its chat."""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.gateway.chat import ChatRing
from metaserver.gateway.inbox import ZoneInbox
from metaserver.gateway.session import Place, Session, framed
from metaserver.gateway.whereabouts import Whereabouts
from metaserver.protocol.bus import TickOut
from metaserver.protocol.messages import Counts
from metaserver.protocol.views import WorldInfo


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody in the world, on whatever gateway."""

    person: str
    name: str
    flags: int


class Room:
    def __init__(self, info: WorldInfo, inbox: ZoneInbox) -> None:
        self.info = info
        self.inbox = inbox
        self.ring = ChatRing()
        self.whereabouts = Whereabouts(info)
        self.seats: dict[int, Session] = {}
        """By avatar, those of this gateway, away ones too."""
        self.residents: dict[int, Resident] = {}
        self.avatar_of: dict[str, int] = {}
        self.people = 0
        self.places: dict[str, int] = {}
        self.epoch: int | None = None
        """None before the first tick."""
        self.tick = -1
        self.time_ms = 0
        self.interval_ms = 100
        self.ticked_s = 0.0

    def begin(self, out: TickOut) -> None:
        """The first tick of an epoch: nothing of the former is true, but who sits here."""
        self.epoch, self.tick = out.epoch, out.tick - 1
        self.residents.clear()
        self.avatar_of.clear()

    def tick_in_s(self, server_ms: int) -> float:
        """Until the zone's next tick, should it come in time; below 0 where it did not, as in a
        world where nobody is."""
        age_ms = (server_ms - self.time_ms) % 2**32
        return (self.interval_ms - age_ms) / 1000

    # ---- seats ----

    def seat(self, session: Session, avatar: int, place: Place) -> None:
        session.room, session.avatar, session.place = self, avatar, place
        session.walks = session.at_rest = False
        self.seats[avatar] = session
        self.whereabouts.seat(avatar, place.level, place.x, place.y)

    def unseat(self, session: Session) -> None:
        self.inbox.forget(session.avatar)
        if self.seats.get(session.avatar) is session:
            del self.seats[session.avatar]
        session.room = None

    def where(self, session: Session) -> Place | None:
        """Where one who sits here is, as far as the zone bears it out."""
        found = self.whereabouts.where(session.avatar)
        if found is None or session.place is None:
            return None
        return Place(*found, session.place.heading)

    # ---- who is here ----

    def came(self, avatar: int, resident: Resident) -> None:
        self.residents[avatar] = resident
        self.avatar_of[resident.person] = avatar

    def went(self, avatar: int, person: str) -> None:
        known = self.residents.get(avatar)
        if known is not None and known.person == person:
            del self.residents[avatar]
            if avatar not in self.seats:
                self.whereabouts.forget(avatar)
        if self.avatar_of.get(person) == avatar:
            del self.avatar_of[person]

    def person_at(self, avatar: int) -> str | None:
        resident = self.residents.get(avatar)
        return resident.person if resident else None

    def session_of(self, person: str) -> Session | None:
        avatar = self.avatar_of.get(person)
        return self.seats.get(avatar) if avatar is not None else None

    # ---- what is told of it ----

    def counts(self, worlds: dict[str, int]) -> bytes:
        """The framed message for everybody in this world."""
        return framed(Counts(worlds=worlds, places=self.places))
