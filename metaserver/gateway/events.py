"""What a zone tells of people, one handler an event (``protocol.bus`` has their fields)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metaserver.gateway.chatdesk import ChatDesk
from metaserver.gateway.room import Resident, Room
from metaserver.gateway.session import Place, framed
from metaserver.gateway.sight import Sight
from metaserver.gateway.ticks import EventHandler
from metaserver.gateway.travel import Travel
from metaserver.protocol import bus
from metaserver.protocol.messages import Correct, Replaying, Touring


class Events:
    def __init__(self, *, travel: Travel, chat: ChatDesk, sight: Sight) -> None:
        self._travel = travel
        self._sight = sight
        self.table: Mapping[str, EventHandler] = {
            bus.JOINED: travel.joined,
            bus.REFUSED: travel.refused,
            bus.CORRECTED: self._corrected,
            bus.PORTAL: self._portal,
            bus.SAID: chat.said,
            bus.GRANTED: self._granted,
            bus.DENIED: self._denied,
            bus.ROSTER: self._roster,
            bus.GONE: self._gone,
            bus.PLACES: self._places,
            bus.REPLAYING: self._replaying,
            bus.TOURING: self._touring,
        }

    def _corrected(self, room: Room, fields: list[Any]) -> None:
        avatar, level, x, y, heading, reason = fields
        session = room.seats.get(avatar)
        if session is None:
            return
        session.place, session.walks, session.at_rest = Place(level, x, y, heading), False, False
        room.whereabouts.claim(avatar, x, y)
        room.inbox.forget(avatar)  # what was on its way was said of another place
        if session.present:
            session.reply(Correct(level=level, x=x, y=y, heading=heading, reason=reason))

    def _portal(self, room: Room, fields: list[Any]) -> None:
        avatar, world, place = fields
        session = room.seats.get(avatar)
        if session is not None:
            self._travel.portal(session, world, place)

    def _granted(self, room: Room, fields: list[Any]) -> None:
        avatar, ref = fields
        if avatar in room.seats:
            room.seats[avatar].done(ref)

    def _denied(self, room: Room, fields: list[Any]) -> None:
        avatar, ref, code = fields
        if avatar in room.seats:
            room.seats[avatar].error(ref, code)

    def _touring(self, room: Room, fields: list[Any]) -> None:
        avatar, ref, tour, guide, stop = fields
        if avatar in room.seats:
            room.seats[avatar].reply(Touring(ref=ref, tour=tour, avatar=guide, stop=stop))

    def _roster(self, room: Room, fields: list[Any]) -> None:
        avatar, person, name, flags = fields
        came = room.avatar_of.get(person) != avatar
        room.came(avatar, Resident(person, name, flags))
        if came:
            self._sight.person_came(room, person)

    def _gone(self, room: Room, fields: list[Any]) -> None:
        avatar, person = fields
        room.went(avatar, person)

    def _places(self, room: Room, fields: list[Any]) -> None:
        room.people, room.places = fields

    def _replaying(self, room: Room, fields: list[Any]) -> None:
        """To everybody who watches. Who lags gets the next one, at most two seconds later."""
        at_ms, length_ms, began_unix_ms, playing, speed, server_ms = fields
        data = framed(
            Replaying(
                at_ms=at_ms, length_ms=length_ms, began_unix_ms=began_unix_ms, playing=playing,
                speed=speed, server_ms=server_ms,
            )
        )  # fmt: skip
        for session in room.seats.values():
            if session.present and session.stalled_s is None:
                session.push(data)
