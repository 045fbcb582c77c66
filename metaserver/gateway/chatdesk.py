"""Chat: what people say on its way to the zone, what the zone says on its way to people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import numpy as np

from metaserver import metrics
from metaserver.errors import Refused, StoreError
from metaserver.gateway.chat import (
    UNKNOWN_AVATAR,
    ChatEntry,
    deliver,
    entry_from_line,
    entry_of,
)
from metaserver.gateway.chatkeeper import ChatKeeper
from metaserver.gateway.relations import Relations
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session, framed
from metaserver.gateway.texts import clean_text
from metaserver.ports import ChatLine, ChatStore, Clock
from metaserver.protocol.bus import SAY
from metaserver.protocol.codes import CHAT_RING, FLAG_GUIDE, FLAG_WORLD_TEXT, ErrorCode
from metaserver.protocol.messages import Channel, ChatMissed, FetchChat, Say

RECALLS_MAX: Final = 8
"""Reads of the store at the same time; one more waits for its turn."""
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class ChatDesk:
    """``spawn`` runs a coroutine beside everything else, and sees to its errors."""

    def __init__(
        self,
        *,
        relations: Relations,
        keeper: ChatKeeper,
        store: ChatStore,
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        self._relations = relations
        self._keeper = keeper
        self._store = store
        self._clock = clock
        self._spawn = spawn
        self._recalls = asyncio.Semaphore(RECALLS_MAX)

    # ---- from people ----

    def say(self, session: Session, wish: Say) -> None:
        """Raises ``Refused``."""
        room = session.here()
        text = clean_text(wish.text)
        to = self._whispered_to(session, room, wish) if wish.channel is Channel.WHISPER else None
        now_s = self._clock.monotonic_s()
        if not session.chat_bucket.take(now_s):
            wait_s = session.chat_bucket.wait_s(now_s)
            session.error(wish.ref, ErrorCode.TOO_MANY_MESSAGES, wait_s)
            return
        if not room.inbox.wish(
            SAY, session.avatar, wish.ref, int(wish.channel), text, wish.to,
            self._clock.unix_ms(), to,
        ):  # fmt: skip
            raise Refused(ErrorCode.WORLD_BUSY)

    def _whispered_to(self, session: Session, room: Room, wish: Say) -> list[str]:
        """Only who did the blocking is told of it: the other's whisper goes out, and is not
        delivered."""
        person = room.person_at(wish.to)
        if person is None or person == session.person:
            raise Refused(ErrorCode.UNKNOWN_PERSON)
        if room.residents[wish.to].flags & FLAG_GUIDE:
            raise Refused(ErrorCode.NOT_ALLOWED)  # nobody would read it
        if self._relations.turned_away(session.person, person):
            raise Refused(ErrorCode.BLOCKED)
        return [session.person, person]

    def fetch(self, session: Session, wish: FetchChat) -> None:
        """Raises ``Refused``."""
        session.here()
        now_s = self._clock.monotonic_s()
        if not session.fetch_bucket.take(now_s):  # one may bring a whole ring
            session.error(0, ErrorCode.TOO_MANY_MESSAGES, session.fetch_bucket.wait_s(now_s))
            return
        session.chat_after = max(wish.after, session.chat_since)
        if session.stalled_s is None:  # else when it has taken what waits
            self.catch_up(session)

    # ---- from a zone ----

    def said(self, room: Room, fields: list[Any]) -> None:
        """``[seq, channel, avatar, person, name, text, time_ms, flags, recipients, ref]``.

        The wish itself is answered by ``granted``.
        """
        seq, channel, avatar, person, name, text, time_ms, flags, recipients, _ref = fields
        near = None if recipients is None else np.frombuffer(recipients, "<u2").tolist()
        sessions = self._sessions(room, near)
        entry = entry_of(
            seq=seq, channel=channel, avatar=avatar, person=person, name=name, text=text,
            time_ms=time_ms, flags=flags, to=None if near is None else self._people(room, near),
        )  # fmt: skip
        room.ring.add(entry)
        deliver(entry, sessions, self._relations.apart(person))
        metrics.GATEWAY_CHAT.labels(Channel(channel).name.lower()).inc()
        sender = room.seats.get(avatar)
        if sender is not None and sender.person == person:
            self._keep(room, entry, sender.address_key)
        elif flags & FLAG_WORLD_TEXT:
            # A guide's line has no words of anybody, but its number must not come twice.
            self._keep(room, entry, "")

    def _sessions(self, room: Room, near: list[int] | None) -> list[Session]:
        if near is None:
            return list(room.seats.values())
        return [room.seats[avatar] for avatar in near if avatar in room.seats]

    def _people(self, room: Room, near: list[int]) -> list[str]:
        """Persons, as avatars are lent again; those of this gateway are enough."""
        return [room.seats[avatar].person for avatar in near if avatar in room.seats]

    def _keep(self, room: Room, entry: ChatEntry, address_key: str) -> None:
        said, to_person = entry.said, None
        if said.channel is Channel.WHISPER and entry.to is not None:
            others = entry.to - {said.person} - self._relations.apart(said.person)
            to_person = next(iter(others), None)
        self._keeper.add(
            ChatLine(
                room.info.id, said.seq, said.time_ms, int(said.channel), said.person,
                said.name, said.text, to_person, address_key,
            )
        )  # fmt: skip

    # ---- to those who lag ----

    def catch_up(self, session: Session, *, recall: bool = False) -> None:
        """Sends what is due from the ring; ``recall``: what is older comes from the store."""
        room = session.room
        if session.chat_after is None or session.recalling or room is None:
            return
        if recall and session.chat_after + 1 < room.ring.first_seq:
            session.recalling = True
            self._spawn(self._recall(session, room, session.chat_after))
            return
        entries, missed = room.ring.since(session.chat_after)
        session.chat_after = None
        apart = self._relations.apart(session.person)
        if missed:
            session.push(framed(ChatMissed(n=missed)))
        for entry in entries:
            if entry.meant_for(session.person) and entry.said.person not in apart:
                session.push(entry.frame)
                session.hear(entry.said)

    async def _recall(self, session: Session, room: Room, after: int) -> None:
        """What was said before this server started, as far as it is kept."""
        try:
            async with self._recalls:
                lines = await self._store.since(room.info.id, after, CHAT_RING)
        except StoreError:
            lines = []
        session.recalling = False
        if session.room is not room or session.chat_after is None:
            return
        # No await from here on: the ring's first message is the same throughout.
        kept = [line for line in lines if after < line.seq < room.ring.first_seq]
        session.chat_after = room.ring.first_seq - 1
        apart = self._relations.apart(session.person)
        if gone := (kept[0].seq if kept else room.ring.first_seq) - after - 1:
            session.push(framed(ChatMissed(n=gone)))
        for line in kept:
            avatar = room.avatar_of.get(line.person, UNKNOWN_AVATAR)
            entry = entry_from_line(line, avatar, session.person)
            if entry is not None and line.person not in apart:
                session.push(entry.frame)
                session.hear(entry.said)
        self.catch_up(session)
