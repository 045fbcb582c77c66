"""A place, signed: with it one comes back to where one was, though the server has been replaced."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from metaserver.errors import Malformed, Refused
from metaserver.gateway.session import Place, Session, Spot
from metaserver.identity.tokens import TokenBox

KIND: Final = "place"
VALID_S: Final = 300.0
EVERY_S: Final = 10.0
MOVED_M: Final = 2.0
"""Who walks gets a new one so often, where it is another place."""
RESTED_EVERY_S: Final = 2.0
RESTED_MOVED_M: Final = 0.2
"""Who has come to rest gets one for just there."""
RENEW_S: Final = VALID_S / 2
"""Who stands for long keeps a valid one."""


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
    """Whether it is time for a new one; notes that it was given. Asked about once a second."""
    quiet_s = RENEW_S if session.at_rest else EVERY_S if session.walks else 0.0
    if now_s - session.ticket_s < quiet_s:
        return False  # thousands stand or walk around: not all have to be looked at each time
    room = session.room
    place = room.where(session) if room and session.present else None
    if room is None or place is None:
        return False
    spot = (f"{room.info.id}/{place.level}", place.x, place.y)
    rests, session.ticket_looked = spot == session.ticket_looked, spot
    age_s, moved_m = now_s - session.ticket_s, _moved_m(session.ticket_place, spot)
    session.at_rest = rests and moved_m <= RESTED_MOVED_M
    if not (
        age_s >= RENEW_S
        or (age_s >= EVERY_S and moved_m > MOVED_M)
        or (age_s >= RESTED_EVERY_S and moved_m > RESTED_MOVED_M and rests)
    ):
        return False
    session.ticket_s = now_s
    session.ticket_place = spot
    return True


def _moved_m(before: Spot | None, now: Spot) -> float:
    """Infinite for another world or level, and where there was no ticket yet."""
    if before is None or before[0] != now[0]:
        return math.inf
    return math.hypot(now[1] - before[1], now[2] - before[2])
