"""One visitor, for as long as their place is kept; sockets come and go."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from metaserver import metrics
from metaserver.errors import Refused
from metaserver.gateway.rings import View
from metaserver.protocol.codec import encode
from metaserver.protocol.codes import CHAT_PER_10_S, OUTBOX_MAX, Close, ErrorCode
from metaserver.protocol.frames import websocket_frame
from metaserver.protocol.messages import Arrival, Done, Error, Message, Notice, Tier, Visit
from metaserver.protocol.session import PastEvents, Stage, TokenBucket, advance

if TYPE_CHECKING:
    from metaserver.gateway.audience import Audience
    from metaserver.gateway.chat import Said
    from metaserver.gateway.connection import Connection
    from metaserver.gateway.room import Room
    from metaserver.gateway.travel import Journey

HEARD_MAX: Final = 30
"""Chat lines kept as the visitor received them, for a report."""
EVIDENCE_WITHIN_MS: Final = 10 * 60 * 1000
"""What was said longer ago is no evidence."""
BUSY_RETRY_S: Final = 1.0
"""A world that is full of chat, or behind, is asked again after so long."""


Spot = tuple[str, float, float]
"""World and level, x, y."""


@dataclass(slots=True)
class Place:
    """Where somebody is, as the client claims it within the zone's cell."""

    level: str
    x: float
    y: float
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a new connection is owed once it stands in a world."""

    arrival: Arrival
    last_event: int = 0
    chat_after: int | None = None
    """Chat after this is sent again; None: none of it."""
    recall: bool = False
    """What the ring no longer holds comes from the store."""


class Session:
    """State only, and the two ways to tell the client something: ``push`` and ``emit``.

    ``outbox`` holds at most ``OUTBOX_MAX`` replies; a further one closes the connection with
    ``OVERFLOW`` (chat is not in that count: who lags gets it from the world's ring).
    """

    __slots__ = (
        "_unsent",
        "account",
        "address",
        "address_key",
        "appear_bucket",
        "at_rest",
        "audience",
        "avatar",
        "away_since_s",
        "caught_up_s",
        "chat_after",
        "chat_bucket",
        "chat_since",
        "connection",
        "events",
        "fetch_bucket",
        "framed_s",
        "greeting",
        "guest_number",
        "heard",
        "heard_s",
        "language",
        "look",
        "name",
        "outbox",
        "person",
        "place",
        "present_s",
        "recalling",
        "relate_bucket",
        "replies",
        "report_bucket",
        "room",
        "shown",
        "shown_tick",
        "stage",
        "stalled_s",
        "ticket_looked",
        "ticket_place",
        "ticket_s",
        "tier",
        "tokens",
        "travelling",
        "visit",
        "walks",
    )  # fmt: skip

    def __init__(self, person: str, unsent: set[Session]) -> None:
        self.person = person
        self._unsent = unsent
        """Shared by all sessions: those with something in their outbox."""
        self.name = ""
        self.guest_number = 0
        """0 for those who gave a name."""
        self.look = bytes(5)
        self.language = "en"
        self.account = ""
        self.address = ""
        self.address_key = ""
        self.tier = Tier.FULL
        self.visit = Visit.ASK

        self.stage = Stage.QUEUED
        self.connection: Connection | None = None
        self.tokens: list[bytes] = []
        """Hashes of the resume tokens that are good: the newest and, until the client has shown
        that it got it, the one before."""
        self.greeting: Greeting | None = None
        """None once it was given to the present connection."""
        self.present_s: float | None = None
        """Since when the session has been in a world."""
        self.away_since_s: float | None = None

        self.room: Room | None = None
        self.avatar = 0
        self.place: Place | None = None
        self.travelling: Journey | None = None
        """The journey under way."""

        self.events = PastEvents()
        self.outbox: list[bytes] = []
        self.replies = 0
        """Replies in the outbox."""

        self.audience: Audience | None = None
        """Of the room, where frames are due."""
        self.shown: View | None = None
        self.shown_tick = 0
        self.stalled_s: float | None = None
        self.caught_up_s = -math.inf
        """When it was last given what it had missed."""
        self.framed_s = 0.0
        self.heard_s = 0.0
        """When the client was last heard."""

        self.chat_after: int | None = None
        """Not None: chat after this is due from the ring."""
        self.chat_since = 0
        """The world's newest chat when the session came: nothing before was meant for it."""
        self.recalling = False
        self.heard: deque[Said] | None = None
        """The last lines it received for good: evidence, should one be reported. All its room is
        taken with the first, so that a crowd that talks takes no more by the hour."""
        self.chat_bucket = TokenBucket(CHAT_PER_10_S / 10, CHAT_PER_10_S)
        self.report_bucket = TokenBucket(1 / 20, 5)
        self.appear_bucket = TokenBucket(1 / 2, 10)
        self.relate_bucket = TokenBucket(1 / 2, 20)
        self.fetch_bucket = TokenBucket(1 / 2, 5)
        self.ticket_place: Spot | None = None
        self.ticket_looked: Spot | None = None
        self.ticket_s = 0.0
        self.walks = False
        """By its last course."""
        self.at_rest = False
        """Its newest ticket is for where it is, and it has not moved since."""

    # ---- what is told to the client ----

    def push(self, data: bytes) -> None:
        """A framed message that nobody counts (chat, a view of something)."""
        if self.connection is not None:
            self.outbox.append(data)
            self._unsent.add(self)

    def reply(self, message: Message) -> None:
        """Something the client asked for, or must not miss while it is connected."""
        if self.connection is None:
            return
        if self.replies >= OUTBOX_MAX:
            self.connection.close(Close.OVERFLOW, "replies could not be delivered")
            return
        self.replies += 1
        self.push(framed(message))

    def emit(self, kind: type[Message], /, **fields: Any) -> None:
        """A reliable message (one of ``EVENTS``): numbered, and sent again to one who resumes."""
        message = cast(Any, kind)(event=self.events.next(), **fields)
        self.events.keep(framed(message))
        if self.greeting is None:
            self.reply(message)

    def done(self, ref: int) -> None:
        self.emit(Done, ref=ref)

    def error(self, ref: int, code: str, retry_s: float = 0.0) -> None:
        told = ErrorCode(code).value
        if told == ErrorCode.WORLD_BUSY:
            retry_s = max(retry_s, BUSY_RETRY_S)
        metrics.GATEWAY_ERRORS.labels(told).inc()
        self.emit(Error, ref=ref, error=told, retry_s=round(retry_s, 1))

    def notice(self, kind: str, words: str = "") -> None:
        self.emit(Notice, kind=kind, words=words)

    def take(self, frame: bytes = b"") -> bytes:
        """All that waits, and the frame behind it: one write."""
        if not self.outbox:
            return frame
        data = b"".join((*self.outbox, frame))
        self.forget_unsent()
        return data

    def forget_unsent(self) -> None:
        self.outbox.clear()
        self.replies = 0
        self._unsent.discard(self)

    # ---- its state ----

    def turn(self, stage: Stage) -> None:
        self.stage = advance(self.stage, stage)

    @property
    def present(self) -> bool:
        """In a world, connected and greeted."""
        return self.stage is Stage.PRESENT and self.greeting is None

    @property
    def ended(self) -> bool:
        return self.stage is Stage.ENDED

    def here(self) -> Room:
        """The world it stands in. Raises ``Refused`` (``not_in_world``)."""
        if not self.present or self.room is None:
            raise Refused(ErrorCode.NOT_IN_WORLD)
        return self.room

    def hear(self, said: Said) -> None:
        """Received for good."""
        if self.heard is None:
            self.heard = deque(maxlen=HEARD_MAX)
        self.heard.append(said)
        while self.heard[0].time_ms < said.time_ms - EVIDENCE_WITHIN_MS:
            self.heard.popleft()


def framed(message: Message) -> bytes:
    return websocket_frame(encode(message))
