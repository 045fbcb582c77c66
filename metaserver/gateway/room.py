"""One world as this gateway knows it: who sits where, who is in it at all, and its chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from metaserver.gateway.chat import ChatRing
from metaserver.gateway.inbox import ZoneInbox
from metaserver.gateway.session import Place, Session, framed
from metaserver.protocol.bus import TickOut
from metaserver.protocol.messages import Counts
from metaserver.protocol.views import WorldInfo, cell_at, corner, level_of

HYSTERESIS_M: Final = 1.0
"""A viewer cell changes only this far past its border."""


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
        self.seats: dict[int, Session] = {}
        """By avatar, those of this gateway, away ones too."""
        self.residents: dict[int, Resident] = {}
        self.avatar_of: dict[str, int] = {}
        self.viewer_cells: dict[int, int] = {}
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

    # ---- seats ----

    def seat(self, session: Session, avatar: int, place: Place) -> None:
        session.room, session.avatar, session.place = self, avatar, place
        self.seats[avatar] = session
        self.viewer_cells[avatar] = cell_at(self.info, place.level, place.x, place.y)

    def unseat(self, session: Session) -> None:
        self.inbox.forget(session.avatar)
        if self.seats.get(session.avatar) is session:
            del self.seats[session.avatar]
        session.room = None

    # ---- who is here ----

    def came(self, avatar: int, resident: Resident) -> None:
        self.residents[avatar] = resident
        self.avatar_of[resident.person] = avatar

    def went(self, avatar: int, person: str) -> None:
        known = self.residents.get(avatar)
        if known is not None and known.person == person:
            del self.residents[avatar]
            if avatar not in self.seats:
                self.viewer_cells.pop(avatar, None)
        if self.avatar_of.get(person) == avatar:
            del self.avatar_of[person]

    def person_at(self, avatar: int) -> str | None:
        resident = self.residents.get(avatar)
        return resident.person if resident else None

    def session_of(self, person: str) -> Session | None:
        avatar = self.avatar_of.get(person)
        return self.seats.get(avatar) if avatar is not None else None

    # ---- where they are ----

    def take_cells(self, out: TickOut) -> list[Session]:
        """Notes the viewer cells that changed; returns whose of this gateway did."""
        avatars = np.frombuffer(out.avatars, "<u2").tolist()
        cells = np.frombuffer(out.viewer_cells, "<u2").tolist()
        changed = []
        for avatar, cell in zip(avatars, cells, strict=True):
            if self.viewer_cells.get(avatar) != cell and cell < self.info.cells:
                self.viewer_cells[avatar] = cell
                if avatar in self.seats:
                    changed.append(self.seats[avatar])
        return changed

    def where(self, avatar: int) -> Place | None:
        """As exactly as it is known: for people of this gateway what their client says, as far as
        the zone's viewer cell bears it out; for others the middle of that cell."""
        cell = self.viewer_cells.get(avatar)
        if cell is None:
            return None
        x0, y0 = corner(self.info, cell)
        side = self.info.cell_m
        level = level_of(self.info, cell).id
        session = self.seats.get(avatar)
        claimed = session.place if session else None
        if claimed is not None and _within(claimed, x0, y0, side):
            return Place(level, claimed.x, claimed.y, claimed.heading)
        heading = claimed.heading if claimed else 0
        return Place(level, x0 + side / 2, y0 + side / 2, heading)

    # ---- and how many ----

    def counts(self, worlds: dict[str, int]) -> bytes:
        """The framed message for everybody in this world."""
        return framed(Counts(worlds=worlds, places=self.places))


def _within(claimed: Place, x0: float, y0: float, side: float) -> bool:
    m = HYSTERESIS_M + 0.5
    return x0 - m <= claimed.x <= x0 + side + m and y0 - m <= claimed.y <= y0 + side + m
