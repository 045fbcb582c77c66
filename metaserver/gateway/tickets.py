"""A place, signed: with it one comes back to where one was, though the server has been replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from metaserver.errors import Malformed, Refused
from metaserver.gateway.session import Place, Session
from metaserver.identity.tokens import TokenBox

KIND: Final = "place"
VALID_S: Final = 300.0
EVERY_S: Final = 10.0
MOVED_M: Final = 2.0


@dataclass(frozen=True, slots=True)
class TicketPlace:
    person: str
    name: str
    guest_number: int
    world: str
    place: Place


def issue(session: Session, tokens: TokenBox) -> str:
    """Empty where the session is in no world."""
    room = session.room
    place = room.where(session) if room else None
    if room is None or place is None:
        return ""
    payload = {
        "p": session.person, "n": session.name, "g": session.guest_number,
        "a": session.account, "w": room.info.id, "v": place.level,
        "x": round(place.x, 2), "y": round(place.y, 2), "h": place.heading,
    }  # fmt: skip
    return tokens.seal(KIND, payload, VALID_S)


def read(ticket: str, account: str, tokens: TokenBox) -> TicketPlace | None:
    """None for one that is forged, too old or of another account."""
    try:
        t = tokens.open(KIND, ticket)
    except (Malformed, Refused):
        return None
    if t["a"] != account:
        return None
    place = Place(t["v"], t["x"], t["y"], t["h"])
    return TicketPlace(t["p"], t["n"], t["g"], t["w"], place)


def due(session: Session, now_s: float) -> bool:
    """Whether it is time for a new one; notes that it was given."""
    room = session.room
    if not session.present or room is None or now_s - session.ticket_s < EVERY_S:
        return False
    place = room.where(session)
    if place is None or not _moved(session, room.info.id, place):
        return False
    session.ticket_s = now_s
    session.ticket_place = (f"{room.info.id}/{place.level}", place.x, place.y)
    return True


def _moved(session: Session, world: str, place: Place) -> bool:
    if session.ticket_place is None:
        return True
    where, x, y = session.ticket_place
    far = abs(place.x - x) + abs(place.y - y) > MOVED_M
    return far or where != f"{world}/{place.level}"
