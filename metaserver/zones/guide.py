"""One guide: an avatar that a tour's script walks about, and those who follow it."""

from __future__ import annotations

import hashlib
import math
from typing import Final

import numpy as np

from metaserver.protocol.codes import FLAG_GUIDE
from metaserver.protocol.quantise import SPEED_STEP_MPS, State
from metaserver.protocol.records import pack_look
from metaserver.simulation.arrays import F64, I64
from metaserver.worldfiles.tours import TourWay
from metaserver.zones.arrivals import Spot
from metaserver.zones.legs import Leg, heading_to
from metaserver.zones.people import Person
from metaserver.zones.state import ZoneState
from metaserver.zones.tourscript import Phase, TourScript

NAME: Final = "안내원 Guide"
NO_GATEWAY: Final = "guides"
"""Gateways are named in hex digits: none of them speaks for a guide."""
SPEED_Q: Final = 4
"""1 m/s: a stroll, and a speed that clients can be told exactly."""
AIM_EVERY_MS: Final = 1000
"""Told headings have 256 steps. So often it is set back onto its line, by 2 cm at most."""
GESTURES: Final = {"hello": (State.WAVE, 2500), "farewell": (State.BOW, 2000)}
"""What it does with what it says, and for how long."""


class Guide:
    """Stands at the tour's start from the beginning. ``avatar`` is a new one of the crowd's."""

    def __init__(self, state: ZoneState, way: TourWay, avatar: int) -> None:
        self._state = state
        self._way = way
        self.tour = way.tour.id
        self.person = Person(
            avatar, _person_id(state.ground.world, self.tour), NAME, look_of(way), NO_GATEWAY
        )
        self.script = TourScript([round(s.stay_s * 1000) for s in way.tour.stops], state.now_ms)
        self._followers: dict[int, str] = {}
        """Avatar and person of each who took the tour."""
        self._leg: Leg | None = None
        """While it walks."""
        self._left_ms = self._aimed_ms = 0
        level = state.ground.level_number(way.tour.level)
        assert level is not None  # checked when the world was loaded
        state.put(avatar, Spot(level, *way.start, heading_to(way.start, way.legs[0][0])))

    def join(self, person: Person) -> None:
        self._followers[person.avatar] = person.person

    def step(self) -> str | None:
        """One tick; what it says now, as the end of a text's key."""
        there, distance_m = self._company()
        nearest_m = float(distance_m.min(initial=math.inf))
        arrived = self._leg is not None and self._walk(self._leg)
        said = self.script.step(self._state.now_ms, nearest_m, arrived=arrived)
        if self.script.phase is Phase.WALKING and self._leg is None:
            self._set_off()
        elif said is not None:
            self._stand(said, int(there[distance_m.argmin()]) if len(there) else None)
        return said

    # ---- those who follow ----

    def _company(self) -> tuple[I64, F64]:
        """Avatars of the followers who are to be seen on its level, and their distances."""
        state, own = self._state, self.person.avatar
        for avatar, person in list(self._followers.items()):
            known = state.people.get(avatar)
            if known is None or known.person != person:
                del self._followers[avatar]
        a, those = state.crowd.avatars, np.array(list(self._followers), np.int64)
        those = those[~a.hidden[those] & (a.level[those] == a.level[own])]
        return those, np.hypot(a.x[those] - a.x[own], a.y[those] - a.y[own])

    # ---- its legs ----

    def _set_off(self) -> None:
        way, stop = self._way, self.script.stop
        start = way.legs[stop - 1][-1] if stop else way.start
        self._leg = Leg(start, way.legs[stop], SPEED_Q * SPEED_STEP_MPS)
        self._left_ms = self._state.now_ms
        self._aim(self._leg)

    def _walk(self, leg: Leg) -> bool:
        """On; whether it has arrived."""
        state, a, own = self._state, self._state.crowd.avatars, self.person.avatar
        walked_s = (state.now_ms - self._left_ms) / 1000
        over, turned = leg.over(walked_s), leg.at(walked_s)[1] != a.heading[own]
        due = state.now_ms - self._aimed_ms >= AIM_EVERY_MS
        if over or turned or due or not a.speed[own]:
            self._aim(leg)
        if over:
            self._leg = None
            state.crowd.stop(own, state.now_ms)
        return self._leg is None

    def _aim(self, leg: Leg) -> None:
        now_ms = self._aimed_ms = self._state.now_ms
        here, heading = leg.at((now_ms - self._left_ms) / 1000)
        self._state.crowd.lead(self.person.avatar, *here, heading, SPEED_Q, now_ms)

    def _stand(self, said: str, nearest: int | None) -> None:
        """Looks at who is nearest, with a gesture where one belongs to what it says."""
        crowd, own, now_ms = self._state.crowd, self.person.avatar, self._state.now_ms
        self._leg = None
        crowd.stop(own, now_ms)
        a = crowd.avatars
        if nearest is not None:
            here, there = (a.x[own], a.y[own]), (a.x[nearest], a.y[nearest])
            a.heading[own] = heading_to(here, there)
        if said in GESTURES:
            gesture, lasting_ms = GESTURES[said]
            crowd.set_state(own, gesture, now_ms + lasting_ms, now_ms)


def look_of(way: TourWay) -> bytes:
    return pack_look(list(way.tour.look), FLAG_GUIDE)


def _person_id(world: str, tour: str) -> str:
    """The same each time, so that who has muted a guide need not do so again."""
    return hashlib.sha256(f"guide {world} {tour}".encode()).hexdigest()[:16]
