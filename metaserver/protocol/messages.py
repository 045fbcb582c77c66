"""Every message but the frame, declared once.

On the wire a message is the msgpack array ``[code, field, field, ...]`` in the order of
declaration. Fields with a default may be left out at the end. ``docs/protocol.md`` and
``clients/web/src/net/messages.ts`` are generated from this file, and its hash is part of the
handshake: two peers that differ here never talk past each other.
"""

from __future__ import annotations

import enum
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

VERSION = 1
"""Raised when a message changes its meaning without changing its declaration."""

U8_MAX = 0xFF
U32_MAX = 0xFFFFFFFF
METRES_MAX = 4000
SPEED_Q_MAX = 31
U8 = Annotated[int, Field(ge=0, le=U8_MAX)]
U16 = Annotated[int, Field(ge=0, le=65535)]
U32 = Annotated[int, Field(ge=0, le=U32_MAX)]
Metre = Annotated[float, Field(ge=-METRES_MAX, le=METRES_MAX, allow_inf_nan=False)]
Heading = U8
"""256 steps of a circle, counter-clockwise from +y."""
SpeedQ = Annotated[int, Field(ge=0, le=SPEED_Q_MAX)]
"""Quarter metres a second."""
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
OptionalSlug = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,39})?$")]
RawText = Annotated[str, Field(max_length=2000)]
"""Text as typed: the door takes this much, the rules then say what is too long, kindly."""
Ref = U32
"""Chosen by the client; ``done`` and ``error`` name it."""
Token = Annotated[str, Field(max_length=600)]
Look = Annotated[list[U8], Field(min_length=7, max_length=7)]
"""body 0-3, skin 0-7, hair 0-7, hair colour 0-7, outfit 0-7, colours 0-15 and 0-15."""


def by_value(kind: type[enum.Enum]) -> BeforeValidator:
    """An enumeration arrives as a plain number or string; no bool or float passes for one."""
    plain = int if issubclass(kind, int) else str

    def member(value: object) -> enum.Enum:
        if type(value) not in (plain, kind):
            raise ValueError(f"not a value of {kind.__name__}")
        return kind(value)

    return BeforeValidator(member)


class Message(BaseModel):
    """Base of every message; strict, so that no type is guessed."""

    model_config = ConfigDict(strict=True, frozen=True)
    code: ClassVar[int]


class Channel(enum.IntEnum):
    """Who hears it."""

    NEARBY = 0
    """Everybody on this level within hearing distance."""
    WORLD = 1
    WHISPER = 2


class Tier(enum.IntEnum):
    """How much one receives."""

    FULL = 0
    SAVING = 1
    MINIMAL = 2


class Relation(enum.IntEnum):
    """What you want with somebody."""

    MUTE = 0
    UNMUTE = 1
    BLOCK = 2
    UNBLOCK = 3


class Visit(enum.IntEnum):
    """Whether others may come to you."""

    ASK = 0
    ALLOW = 1
    NEVER = 2


class Reason(enum.StrEnum):
    """Why somebody is reported."""

    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    SPAM = "spam"
    IMPERSONATION = "impersonation"
    OTHER = "other"


# ---- client to server ---------------------------------------------------------------------------


class Hello(Message):
    """The first message, within 5 s of the socket's opening."""

    code = 1
    version: U16
    hash: Annotated[str, Field(max_length=32)]
    """Of the declarations, 16 hex digits; it stands in ``docs/protocol.md``."""
    locale: Annotated[str, Field(max_length=16)] = "ko"
    tier: Annotated[Tier, by_value(Tier)] = Tier.FULL
    name: Annotated[str, Field(max_length=20000)] = ""
    """Empty: you are a guest with a number. Rules in ``docs/protocol.md``, Handshake."""
    look: Look = [1, 1, 0, 0, 0, 0, 1]
    resume: Token = ""
    """Token of the last ``welcome``; single use."""
    ticket: Token = ""
    """Signed place of the last ``ticket``; used where the session itself is gone."""
    account: Token = ""
    """Single-use account token; empty for guests."""
    world: OptionalSlug = ""
    place: OptionalSlug = ""
    last_event: U32 = 0
    """``event`` of the last reliable message received."""
    last_chat: U32 = 0
    """``seq`` of the last chat message received in ``world``."""
    visit: Annotated[Visit, by_value(Visit)] = Visit.ASK


class Move(Message):
    """My course, sent when it changes: at most 10/s, and again after 1 s walking, 20 s standing."""

    code = 2
    x: Metre
    y: Metre
    heading: Heading
    speed: SpeedQ
    time_ms: U32
    """Server clock at which I was there, as I know it."""


class Act(Message):
    """Sit, wave, bow, clap, dance; 0 ends it. Moving ends it too, also a walking ``move`` that was
    sent shortly before: who walks sends a ``move`` of speed 0 first."""

    code = 3
    state: Annotated[int, Field(ge=0, le=5)]


class Say(Message):
    """Text chat, in a channel; ``done`` when it was said."""

    code = 4
    ref: Ref
    channel: Annotated[Channel, by_value(Channel)]
    text: RawText
    to: U16 = 0
    """Avatar, for a whisper."""


class Go(Message):
    """To a named place, in this world (``world`` empty) or another."""

    code = 5
    ref: Ref
    world: OptionalSlug
    place: OptionalSlug
    """Empty: the world's start."""


class VisitPerson(Message):
    """To a person in this world, who allows it or is asked."""

    code = 6
    ref: Ref
    avatar: U16


class VisitAnswer(Message):
    """The answer to ``VisitAsked``."""

    code = 7
    ref: Ref
    avatar: U16
    """Who asked."""
    yes: bool


class Appear(Message):
    """Another name or look."""

    code = 8
    ref: Ref
    name: Annotated[str, Field(max_length=20000)]
    look: Look


class SetTier(Message):
    """Another quality tier; a fresh view follows."""

    code = 9
    tier: Annotated[Tier, by_value(Tier)]


class Relate(Message):
    """Mute or block somebody, both ways, for as long as the session lasts."""

    code = 10
    ref: Ref
    avatar: U16
    relation: Annotated[Relation, by_value(Relation)]


class Report(Message):
    """Tell the moderators; the chat around it that you received goes with it."""

    code = 11
    ref: Ref
    avatar: U16
    reason: Annotated[Reason, by_value(Reason)]
    words: RawText = ""


class FetchChat(Message):
    """Messages after ``after`` that were meant for me, as far as they are still at hand."""

    code = 12
    after: U32


class Ping(Message):
    """For the clock, see Clock; answered by ``Pong`` at once."""

    code = 13
    time_ms: U32
    """Client clock, returned as it is."""


class ListPeople(Message):
    """Who is in this world, nearest first."""

    code = 14
    ref: Ref
    first: U16 = 0


class SetVisit(Message):
    """Whether others may come to me."""

    code = 15
    visit: Annotated[Visit, by_value(Visit)]


class Bye(Message):
    """I leave for good: no away, no resume."""

    code = 16


class Do(enum.IntEnum):
    """What to do with a recording."""

    PLAY = 0
    PAUSE = 1
    SEEK = 2
    """``value``: milliseconds since its beginning."""
    SPEED = 3
    """``value``: 0.25 to 8 times as fast."""


class Replay(Message):
    """In a recording only: play, pause, or go to another time, for everybody who watches."""

    code = 17
    ref: Ref
    do: Annotated[Do, by_value(Do)]
    value: Annotated[float, Field(ge=0, le=2**32)] = 0.0


class TakeTour(Message):
    """Call this tour's guide to its start, or join it where it is; answered by ``Touring``."""

    code = 18
    ref: Ref
    tour: Slug
    """Id of one of the world's ``tours``."""


# ---- server to client ---------------------------------------------------------------------------


class Arrival(enum.StrEnum):
    """How a session began."""

    FRESH = "fresh"
    RESUMED = "resumed"
    """Same avatar, same place, missed reliable messages follow."""
    RESTORED = "restored"
    """The session was gone (a restart), the place is that of the ticket."""
    LOST = "lost"
    """Neither token nor ticket could be used: at the start."""


class Welcome(Message):
    """The answer to ``hello``: who you are."""

    code = 65
    person: Annotated[str, Field(max_length=32)]
    """Your own id for as long as the session lasts, 16 hex digits."""
    name: str
    resume: Token
    arrival: Annotated[Arrival, by_value(Arrival)]
    server_ms: U32
    language: str
    """The locale that was understood."""


class Entered(Message):
    """You are in this world now; frames of an earlier epoch are void."""

    code = 66
    world: Slug
    world_hash: str
    epoch: U32
    avatar: U16
    level: Slug
    x: float
    y: float
    heading: Heading
    chat_seq: U32
    """The world's newest chat message."""
    recorded: bool = False
    """Where people walk in this world is being recorded, without names and words."""


class Correct(Message):
    """You are here, not where your course says."""

    code = 67
    level: Slug
    x: float
    y: float
    heading: Heading
    reason: Annotated[str, Field(max_length=24)]
    """wall, speed, bounds, go, stairs."""


class Chat(Message):
    """Somebody said something; your own words come back to you too."""

    code = 68
    seq: U32
    channel: Annotated[Channel, by_value(Channel)]
    avatar: U16
    person: str
    name: str
    text: str
    time_ms: Annotated[int, Field(ge=0)]
    """Unix time."""
    flags: U8 = 0
    """Bits. 1: a verified official, 2: a guide, 4: ``text`` is a key into the world's texts."""


class ChatMissed(Message):
    """``n`` messages are no longer at hand."""

    code = 69
    n: U32


class Pong(Message):
    """The answer to ``Ping``."""

    code = 70
    time_ms: U32
    server_ms: U32


class Done(Message):
    """Granted. ``event`` counts the reliable messages of a session."""

    code = 71
    event: U32
    ref: Ref


class Error(Message):
    """Not granted; the connection stays."""

    code = 72
    event: U32
    ref: Ref
    error: str
    """One of ``ErrorCode``."""
    retry_s: float = 0.0


class Queue(Message):
    """Joins are admitted one after the other; the socket stays open."""

    code = 73
    position: U32
    wait_s: float


class Counts(Message):
    """How many people are where."""

    code = 74
    worlds: dict[str, int]
    places: dict[str, int]
    """Of the world one is in."""


class People(Message):
    """Rows of ``[avatar, name, flags, distance_m (-1: another level), x, y, visit]``."""

    model_config = ConfigDict(strict=False, frozen=True)
    code = 75
    ref: Ref
    total: U32
    first: U16
    rows: list[tuple[int, str, int, int, float, float, int]]


class Hidden(Message):
    """All avatars that you do not see, and that do not see you (a block, by either side)."""

    code = 76
    event: U32
    avatars: list[int]


class VisitAsked(Message):
    """Somebody asks to come to you; answer with ``VisitAnswer`` within 30 s."""

    code = 77
    event: U32
    avatar: U16
    name: str


class Drain(Message):
    """The server is about to stop: reconnect after so long; your place is in the ticket."""

    code = 78
    reconnect_ms: U32
    ticket: Token


class Ticket(Message):
    """Your place, signed; keep the newest. Valid for five minutes."""

    code = 79
    ticket: Token


class Notice(Message):
    """Something to know: ``removed`` or ``banned`` (with the operator's words), ``tier_down``."""

    code = 80
    event: U32
    kind: str
    words: str = ""


class Replaying(Message):
    """You are in a recording, and this is its state; comes when it changes, and every 2 s."""

    code = 81
    at_ms: U32
    """Since the beginning of the recording, at ``server_ms`` of the server's clock."""
    length_ms: U32
    began_unix_ms: Annotated[int, Field(ge=0)]
    playing: bool
    """False: show the time as standing still at ``server_ms``."""
    speed: float
    server_ms: U32


class Touring(Message):
    """The answer to ``TakeTour``: the guide that leads this tour."""

    code = 82
    ref: Ref
    tour: Slug
    avatar: U16
    """The guide's."""
    stop: Annotated[int, Field(ge=-1, le=99)]
    """Index of the stop that it is at, or goes to; -1 while it still greets."""


CLIENT_MESSAGES: tuple[type[Message], ...] = (
    Hello, Move, Act, Say, Go, VisitPerson, VisitAnswer, Appear, SetTier, Relate, Report,
    FetchChat, Ping, ListPeople, SetVisit, Bye, Replay, TakeTour,
)  # fmt: skip
SERVER_MESSAGES: tuple[type[Message], ...] = (
    Welcome, Entered, Correct, Chat, ChatMissed, Pong, Done, Error, Queue, Counts, People,
    Hidden, VisitAsked, Drain, Ticket, Notice, Replaying, Touring,
)  # fmt: skip
EVENTS: tuple[type[Message], ...] = (Done, Error, Hidden, VisitAsked, Notice)
"""Reliable messages: numbered, kept (64) and sent again to one who resumes."""
