"""The tours of one world that go on, each with its guide. Where there is none, nothing is done."""

from __future__ import annotations

from metaserver.errors import Refused
from metaserver.ports import Clock
from metaserver.protocol import bus
from metaserver.protocol.codes import ErrorCode
from metaserver.worldfiles.tours import TourWay
from metaserver.zones.controls import TakeTour
from metaserver.zones.guide import Guide, look_of
from metaserver.zones.people import Person
from metaserver.zones.state import ZoneState
from metaserver.zones.talk import Talk
from metaserver.zones.tourscript import Phase


class Guides:
    """At most one a tour; each takes a place in the crowd, within its limit."""

    def __init__(self, state: ZoneState, talk: Talk, clock: Clock) -> None:
        self._state = state
        self._talk = talk
        self._clock = clock
        self._guides: dict[str, Guide] = {}
        """By tour."""

    def take(self, wish: TakeTour, person: Person) -> None:
        """Calls the guide, or joins it. Raises ``Refused``: ``unknown_tour``, ``wrong_level`` or
        ``full``."""
        way = self._state.ground.tours.get(wish.tour)
        if way is None:
            raise Refused(ErrorCode.UNKNOWN_TOUR)
        if self._state.position(person.avatar)[0] != way.tour.level:
            raise Refused(ErrorCode.WRONG_LEVEL)
        guide = self._guides.get(wish.tour)
        if guide is None or guide.script.over:
            guide = self._call(way)
        guide.join(person)
        self._state.tell(
            bus.TOURING, wish.avatar, wish.ref, wish.tour, guide.person.avatar, guide.script.stop
        )

    def step(self) -> None:
        """One tick, after everybody has moved."""
        if not self._guides:
            return
        if len(self._state.crowd) == len(self._guides):
            for guide in list(self._guides.values()):
                self._dismiss(guide)
            return
        for guide in list(self._guides.values()):
            said = guide.step()
            if said is not None:
                key = f"tours.{guide.tour}.{said}"
                self._talk.announce(guide.person, key, self._clock.unix_ms())
            if guide.script.phase is Phase.GONE:
                self._dismiss(guide)

    def _call(self, way: TourWay) -> Guide:
        """One that is taking its leave goes at once: the new one is wanted at the start."""
        state = self._state
        if way.tour.id in self._guides:
            self._dismiss(self._guides[way.tour.id])
        avatar = state.crowd.add(look_of(way), state.tick)
        if avatar is None:
            raise Refused(ErrorCode.FULL)
        guide = self._guides[way.tour.id] = Guide(state, way, avatar)
        state.enter(guide.person)
        return guide

    def _dismiss(self, guide: Guide) -> None:
        del self._guides[guide.tour]
        self._state.leave(guide.person)
