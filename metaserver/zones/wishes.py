"""What becomes of each wish: a change of the state, and events that tell of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from metaserver import metrics
from metaserver.errors import Malformed, Refused
from metaserver.protocol import bus
from metaserver.protocol.codes import ErrorCode
from metaserver.protocol.quantise import State
from metaserver.zones.arrivals import Spot
from metaserver.zones.controls import (
    Act,
    Appear,
    Away,
    Back,
    Go,
    Hide,
    Join,
    Leave,
    Load,
    OfAvatar,
    Replay,
    Say,
    TakeTour,
    Visit,
    parse,
)
from metaserver.zones.guides import Guides
from metaserver.zones.people import Person
from metaserver.zones.state import ZoneState
from metaserver.zones.talk import Talk

LASTING_MS = {State.WAVE: 2500, State.BOW: 2000, State.CLAP: 3000}
"""Gestures that end by themselves; the other states last until one moves."""

_log = logging.getLogger(__name__)


class Wishes:
    """Handles the controls of gateways, one after the other; none can break the tick. Without
    ``guides`` nobody leads a tour."""

    def __init__(self, state: ZoneState, talk: Talk, guides: Guides | None = None) -> None:
        self._state = state
        self._talk = talk
        self._guides = guides
        self._handlers: dict[type[OfAvatar], Callable[[Any, Person], None]] = {
            Leave: self._leave,
            Away: self._away,
            Hide: self._hide,
            Back: self._back,
            Act: self._act,
            Say: self._say,
            Go: self._go,
            Visit: self._visit,
            Replay: self._replay,
            TakeTour: self._take_tour,
            Appear: self._appear,
        }

    def take(self, gateway: str, row: Any) -> None:
        """One control. What is malformed, or about an avatar that this gateway does not speak
        for (any more), is counted and changes nothing."""
        try:
            wish = parse(row)
            if isinstance(wish, Join):
                self._join(gateway, wish)
            elif isinstance(wish, Load):
                self._state.loads.note(gateway, wish.percent / 100, self._state.tick)
            else:
                self._handle(gateway, wish)
        except Malformed:
            self._count("malformed")
        except Exception:
            # A bug in one handler must not cost the others their tick.
            self._count("failed")
            _log.exception("control %s failed in %s", row[0], self._state.ground.world)

    def _count(self, why: str) -> None:
        metrics.ZONE_REFUSED_WISHES.labels(self._state.ground.world, why).inc()

    def _handle(self, gateway: str, wish: OfAvatar) -> None:
        person = self._state.people.get(wish.avatar)
        if person is None or person.gateway != gateway:
            self._count("stale")
            return
        self._handlers[type(wish)](wish, person)

    # ---- coming and going ---------------------------------------------------------------------

    def _join(self, gateway: str, join: Join) -> None:
        known = self._state.people.find(join.person)
        if known is not None:
            self._return(gateway, join, known)
            return
        spot = self._spot(join)
        avatar = self._state.crowd.add(join.look, self._state.tick) if spot is not None else None
        if spot is None or avatar is None:
            code = ErrorCode.UNKNOWN_PLACE if spot is None else ErrorCode.WORLD_FULL
            metrics.ZONE_REFUSED_JOINS.labels(self._state.ground.world, code).inc()
            self._state.tell(bus.REFUSED, gateway, join.request, code.value)
            return
        self._state.put(avatar, spot)
        person = Person(avatar, join.person, join.name, join.look, gateway)
        self._state.people.add(person)
        self._welcome(gateway, join, person)

    def _spot(self, join: Join) -> Spot | None:
        arrivals = self._state.arrivals
        if join.place is None:
            return arrivals.nearest(join.level, join.x, join.y, join.heading)
        return arrivals.at_place(join.place)

    def _return(self, gateway: str, join: Join, person: Person) -> None:
        """Never a twin: who is here already gets its avatar back, where it is."""
        self._state.people.hand_over(person, gateway)
        self._show(person.avatar)
        self._look(person, join.name, join.look)
        self._state.crowd.tell_viewer_again(person.avatar)
        self._welcome(gateway, join, person)

    def _welcome(self, gateway: str, join: Join, person: Person) -> None:
        level, x, y, heading = self._state.position(person.avatar)
        self._state.tell(
            bus.JOINED, gateway, join.request, person.avatar, x, y, level, heading, self._talk.seq
        )
        self._state.tell_roster(person)

    def _leave(self, wish: Leave, person: Person) -> None:
        self._state.leave(person)

    def _away(self, wish: Away, person: Person) -> None:
        self._state.crowd.set_state(person.avatar, State.AWAY, 0, self._state.now_ms)

    def _hide(self, wish: Hide, person: Person) -> None:
        self._away(Away(person.avatar), person)
        self._state.crowd.avatars.hidden[person.avatar] = True

    def _back(self, wish: Back, person: Person) -> None:
        self._show(person.avatar)
        self._state.crowd.tell_viewer_again(person.avatar)

    def _show(self, avatar: int) -> None:
        self._state.crowd.avatars.hidden[avatar] = False
        if self._state.crowd.avatars.state[avatar] == State.AWAY:
            self._state.crowd.set_state(avatar, State.FREE, 0, self._state.now_ms)

    # ---- being there --------------------------------------------------------------------------

    def _act(self, act: Act, person: Person) -> None:
        lasting_ms = LASTING_MS.get(State(act.state), 0)
        until_ms = self._state.now_ms + lasting_ms if lasting_ms else 0
        if self._state.crowd.avatars.state[act.avatar] != State.AWAY:
            self._state.crowd.set_state(act.avatar, act.state, until_ms, self._state.now_ms)

    def _appear(self, appear: Appear, person: Person) -> None:
        self._look(person, appear.name, appear.look)
        self._state.tell_roster(person)

    def _look(self, person: Person, name: str, look: bytes) -> None:
        if (person.name, person.look) != (name, look):
            self._state.people.appear(person, name, look)
            self._state.crowd.set_look(person.avatar, look, self._state.tick)

    def _say(self, say: Say, person: Person) -> None:
        try:
            self._talk.say(say, person)
        except Refused as refused:
            self._state.tell(bus.DENIED, say.avatar, say.ref, refused.code)
        else:
            self._state.tell(bus.GRANTED, say.avatar, say.ref)

    def _replay(self, replay: Replay, person: Person) -> None:
        """Nobody winds back the life of others."""
        self._deny(replay, ErrorCode.NOT_ALLOWED)

    def _take_tour(self, wish: TakeTour, person: Person) -> None:
        if self._guides is None:
            self._deny(wish, ErrorCode.NOT_ALLOWED)
            return
        try:
            self._guides.take(wish, person)
        except Refused as refused:
            self._deny(wish, ErrorCode(refused.code))

    def _go(self, go: Go, person: Person) -> None:
        spot = self._state.arrivals.at_place(go.place)
        self._travel(go, spot, ErrorCode.UNKNOWN_PLACE)

    def _visit(self, visit: Visit, person: Person) -> None:
        host = self._state.people.get(visit.to_avatar)
        avatars = self._state.crowd.avatars
        there = host is not None and not avatars.hidden[visit.to_avatar]
        spot = self._state.arrivals.beside(visit.to_avatar) if there else None
        self._travel(visit, spot, ErrorCode.UNKNOWN_PERSON)

    def _travel(self, wish: Go | Visit, spot: Spot | None, otherwise: ErrorCode) -> None:
        if spot is None:
            self._deny(wish, otherwise)
            return
        self._state.put(wish.avatar, spot)
        self._state.correct(wish.avatar, "go")
        self._state.tell(bus.GRANTED, wish.avatar, wish.ref)

    def _deny(self, wish: Say | Go | Visit | Replay | TakeTour, code: ErrorCode) -> None:
        self._state.tell(bus.DENIED, wish.avatar, wish.ref, code.value)
