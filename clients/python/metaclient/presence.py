"""What a client remembers from one connection to the next. Pure: messages in, ``hello`` out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from metaserver.protocol.codec import HASH
from metaserver.protocol.messages import (
    EVENTS,
    VERSION,
    Arrival,
    Chat,
    Drain,
    Entered,
    Hello,
    Message,
    Ticket,
    Tier,
    Visit,
    Welcome,
)

KNOWN_CHAT = 1024
"""Sequence numbers kept to tell a repeated chat message."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one wants to appear and what one wants to get."""

    name: str = ""
    look: tuple[int, ...] = (1, 1, 0, 0, 0, 0, 1)
    """Body, skin, hair, hair colour, outfit, two colours."""
    world: str = ""
    place: str = ""
    locale: str = "ko"
    tier: Tier = Tier.FULL
    visit: Visit = Visit.ASK


@dataclass(slots=True)
class Presence:
    wishes: Wishes
    person: str = ""
    name: str = ""
    arrival: Arrival | None = None
    """How the present connection began; None before the first."""
    entered: Entered | None = None
    """The world one is in."""
    resume: str = ""
    ticket: str = ""
    last_event: int = 0
    last_chat: int = 0
    _chat_seen: deque[int] = field(default_factory=lambda: deque(maxlen=KNOWN_CHAT))

    def hello(self) -> Hello:
        """The first message of a connection, with all that brings one back to one's place."""
        wishes = self.wishes
        world = self.entered.world if self.entered else wishes.world
        return Hello(
            version=VERSION,
            hash=HASH,
            locale=wishes.locale,
            tier=wishes.tier,
            name=wishes.name,
            look=list(wishes.look),
            resume=self.resume,
            ticket=self.ticket,
            world=world,
            place="" if self.entered else wishes.place,
            last_event=self.last_event,
            last_chat=self.last_chat,
            visit=wishes.visit,
        )

    def note(self, message: Message) -> bool:
        """Remembers what matters of it. False: a repetition of what one already has."""
        if isinstance(message, Welcome):
            self._welcomed(message)
        elif isinstance(message, Entered):
            self._entered(message)
        elif isinstance(message, Ticket | Drain):
            self.ticket = message.ticket or self.ticket
        elif isinstance(message, Chat):
            return self._is_new_chat(message.seq)
        elif isinstance(message, EVENTS):
            return self._is_new_event(message)
        return True

    def change(self, **wishes: object) -> None:
        self.wishes = replace(self.wishes, **wishes)  # type: ignore[arg-type]

    def _welcomed(self, welcome: Welcome) -> None:
        self.person, self.name, self.resume = welcome.person, welcome.name, welcome.resume
        self.arrival = welcome.arrival
        if welcome.arrival is not Arrival.RESUMED:
            self.last_event = 0  # another session counts anew

    def _entered(self, entered: Entered) -> None:
        if self.entered is None or self.entered.world != entered.world:
            self.last_chat = entered.chat_seq
            self._chat_seen.clear()
        self.entered = entered

    def _is_new_chat(self, seq: int) -> bool:
        if seq in self._chat_seen:
            return False
        self._chat_seen.append(seq)
        self.last_chat = max(self.last_chat, seq)
        return True

    def _is_new_event(self, message: Message) -> bool:
        number: int = getattr(message, "event", 0)
        if number <= self.last_event:
            return False
        self.last_event = number
        return True
