"""Chat as it reaches people: a ring per world, and the way from a zone's word to the sockets."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from metaserver.gateway.session import Session, framed
from metaserver.ports import ChatLine
from metaserver.protocol.codes import CHAT_RING
from metaserver.protocol.messages import Channel, Chat

UNKNOWN_AVATAR = 0xFFFF
"""Of one who said something before the server started."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, shared by all who heard it."""

    seq: int
    channel: Channel
    avatar: int
    person: str
    name: str
    text: str
    time_ms: int


@dataclass(frozen=True, slots=True)
class ChatEntry:
    """For the ring alone: in a crowd, whom it was meant for is far larger than what was said."""

    said: Said
    to: frozenset[str] | None
    """Persons it was meant for; None: everybody in the world."""
    frame: bytes
    """Encoded once, for all."""

    def meant_for(self, person: str) -> bool:
        return self.to is None or person in self.to


class ChatRing:
    """The newest ``CHAT_RING`` messages of a world.

    When it is full the oldest goes: who had not got it learns how many were missed.
    """

    def __init__(self) -> None:
        self._entries: deque[ChatEntry] = deque(maxlen=CHAT_RING)
        self.last_seq = 0

    def add(self, entry: ChatEntry) -> None:
        self._entries.append(entry)
        self.last_seq = max(self.last_seq, entry.said.seq)

    def forget(self, before_ms: int) -> None:
        """Lines said before (Unix time): who is quiet for long keeps nothing for ever."""
        while self._entries and self._entries[0].said.time_ms < before_ms:
            self._entries.popleft()

    @property
    def first_seq(self) -> int:
        """Of the oldest that is kept; one after the newest where there is none."""
        return self._entries[0].said.seq if self._entries else self.last_seq + 1

    def since(self, after: int) -> tuple[list[ChatEntry], int]:
        """Entries after ``after``, oldest first, and how many before them are gone."""
        entries = [entry for entry in self._entries if entry.said.seq > after]
        return entries, max(0, self.first_seq - after - 1)


def entry_of(
    *,
    seq: int,
    channel: int,
    avatar: int,
    person: str,
    name: str,
    text: str,
    time_ms: int,
    flags: int = 0,
    to: Iterable[str] | None = None,
) -> ChatEntry:
    kind = Channel(channel)
    message = Chat(
        seq=seq, channel=kind, avatar=avatar, person=person, name=name, text=text,
        time_ms=time_ms, flags=flags,
    )  # fmt: skip
    meant = None if to is None else frozenset(to)
    said = Said(seq, kind, avatar, person, name, text, time_ms)
    return ChatEntry(said, meant, framed(message))


def entry_from_line(line: ChatLine, avatar: int, person: str) -> ChatEntry | None:
    """A kept line for ``person``, where it may be shown to them: the world's channel, and their
    own whispers. Who was near is not kept, so nearby chat is not told again."""
    channel = Channel(line.channel)
    own_whisper = channel is Channel.WHISPER and person in (line.person, line.to_person)
    if channel is not Channel.WORLD and not own_whisper:
        return None
    return entry_of(
        seq=line.seq, channel=line.channel, avatar=avatar, person=line.person, name=line.name,
        text=line.text, time_ms=line.time_ms, to=None if channel is Channel.WORLD else [person],
    )  # fmt: skip


def deliver(
    entry: ChatEntry, sessions: Iterable[Session], apart: set[str] | frozenset[str]
) -> None:
    """To each of ``sessions`` but those in ``apart``; who cannot take it now gets it later."""
    for session in sessions:
        if session.person in apart:
            continue
        if session.chat_after is not None:
            continue
        if session.present and session.stalled_s is None:
            session.push(entry.frame)
            session.hear(entry.said)
        else:
            session.chat_after = entry.said.seq - 1
