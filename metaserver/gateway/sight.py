"""What a visitor is told of others: who is hidden, who is here, how many are where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from metaserver.gateway.audience import Audience
from metaserver.gateway.relations import Relations
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session
from metaserver.protocol.messages import Hidden, ListPeople, People, Visit
from metaserver.protocol.session import Stage

PAGE: Final = 100
OTHER_LEVEL: Final = -1

Row = tuple[int, str, int, int, float, float, int]


class Sight:
    """``rooms`` and ``audiences`` by world id."""

    def __init__(
        self,
        *,
        rooms: Mapping[str, Room],
        audiences: Mapping[str, Audience],
        relations: Relations,
    ) -> None:
        self._rooms = rooms
        self._audiences = audiences
        self._relations = relations
        self._counts: dict[str, tuple[object, bytes]] = {}
        """Per world what was counted last, and the message that says so."""

    def show(self, session: Session) -> None:
        """Frames from the present tick on."""
        if session.room is not None:
            self._audiences[session.room.info.id].admit(session)

    # ---- blocks ----

    def tell(self, session: Session, *, always: bool = False) -> None:
        """``Hidden``, where there may be somebody in it."""
        room = session.room
        hidden = self._relations.hidden(session.person)
        if room is not None and (hidden or always):
            avatars = sorted(room.avatar_of[p] for p in hidden if p in room.avatar_of)
            session.emit(Hidden, avatars=avatars)

    def person_came(self, room: Room, person: str) -> None:
        """The lists of those who are hidden from this person have one more entry."""
        for other in self._relations.hidden(person):
            session = room.session_of(other)
            if session is not None:
                self.tell(session)

    def pair_changed(self, session: Session, other: str) -> None:
        self.tell(session, always=True)
        room = session.room
        partner = room.session_of(other) if room else None
        if partner is not None:
            self.tell(partner, always=True)

    # ---- counts ----

    def count(self) -> None:
        """Every 5 s: tells each world where something changed."""
        worlds = {world: room.people for world, room in self._rooms.items()}
        for world, room in self._rooms.items():
            counted = (worlds, dict(room.places))
            if self._counts.get(world, (None,))[0] != counted:
                self._counts[world] = (counted, room.counts(worlds))
                for session in room.seats.values():
                    if session.present and session.stalled_s is None:
                        session.push(self._counts[world][1])

    def tell_counts(self, session: Session) -> None:
        if session.room is not None and session.room.info.id in self._counts:
            session.push(self._counts[session.room.info.id][1])

    # ---- lists ----

    def list_people(self, session: Session, wish: ListPeople) -> None:
        """Nearest first; who is away is not listed. Raises ``Refused``."""
        room = session.here()
        hidden = self._relations.hidden(session.person)
        others = [
            avatar
            for avatar, who in room.residents.items()
            if who.person != session.person
            and who.person not in hidden
            and not (avatar in room.seats and room.seats[avatar].stage is Stage.AWAY)
        ]
        avatars = np.array(others, np.int64)
        distance, x, y = room.whereabouts.distances(session.avatar, avatars)
        page = np.lexsort((avatars, distance))[wish.first : wish.first + PAGE].tolist()
        rows = [_row(room, others[i], distance[i], x[i], y[i]) for i in page]
        session.reply(People(ref=wish.ref, total=len(others), first=wish.first, rows=rows))


def _row(room: Room, avatar: int, distance: float, x: float, y: float) -> Row:
    who, session = room.residents[avatar], room.seats.get(avatar)
    visit = session.visit if session else Visit.ASK
    metres = OTHER_LEVEL if math.isinf(distance) else round(distance)
    place = (round(float(x), 1), round(float(y), 1))
    return avatar, who.name, who.flags, metres, *place, int(visit)
