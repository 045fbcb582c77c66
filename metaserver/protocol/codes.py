"""Close codes, error codes and limits: everything a client must know to stay connected."""

from __future__ import annotations

import enum
from typing import Final


class Close(enum.IntEnum):
    """WebSocket close codes of this protocol; the comment says what the client does."""

    GOING_AWAY = 1012
    """The server restarts or drains: reconnect after the delay of ``drain``."""
    MALFORMED = 4400
    """A message that is not allowed by the protocol: a bug; do not reconnect by yourself."""
    NOT_HELLO = 4401
    """The first message was not ``hello``, or it came twice: a bug; do not reconnect."""
    ORIGIN = 4403
    """This page's origin is not allowed here: do not reconnect."""
    HELLO_TIMEOUT = 4408
    """No ``hello`` within 5 s: reconnect with backoff."""
    REPLACED = 4409
    """A newer connection has taken over this session: do not reconnect by yourself."""
    REMOVED = 4410
    """An operator removed you: do not reconnect by yourself."""
    BANNED = 4411
    """An operator banned you: do not reconnect."""
    ACCOUNT = 4412
    """Your account was logged out, or may do less than before: reconnect with a new account token,
    or as a guest."""
    TOO_LARGE = 4413
    """A message over 4 kB: a bug; do not reconnect."""
    TOO_FREQUENT = 4429
    """Far more messages than the limits allow: reconnect with backoff."""
    OVERFLOW = 4431
    """Your replies could not be delivered (128 waiting): reconnect with backoff."""
    VERSION = 4426
    """Another protocol version or hash: reload the page."""
    FULL = 4503
    """No room for a further connection: reconnect with backoff."""


class ErrorCode(enum.StrEnum):
    """Why a wish was not granted; sent in ``error`` with the wish's ``ref``."""

    NOT_IN_WORLD = "not_in_world"
    """You are not in a world yet, or between two."""
    UNKNOWN_PLACE = "unknown_place"
    """The world has no place of this name."""
    UNKNOWN_TOUR = "unknown_tour"
    """The world has no tour of this name."""
    WRONG_LEVEL = "wrong_level"
    """The tour is on another level of this world: go to its start first."""
    UNKNOWN_WORLD = "unknown_world"
    """There is no world of this name."""
    UNKNOWN_PERSON = "unknown_person"
    """Nobody with this avatar is here (any more)."""
    NOT_ALLOWED = "not_allowed"
    """This person does not want it."""
    BLOCKED = "blocked"
    """One of you blocked the other."""
    TOO_MANY_MESSAGES = "too_many_messages"
    """Too much chat in a short time; ``retry_s`` says when to try again."""
    WORLD_BUSY = "world_busy"
    """The world channel is full at the moment; try again after ``retry_s``."""
    WORLD_FULL = "world_full"
    """Nobody else fits into that world."""
    FULL = "full"
    """The world has no room left for a guide; try again later."""
    EMPTY_TEXT = "empty_text"
    """Nothing was left of the text after control characters and spaces were removed."""
    TEXT_TOO_LONG = "text_too_long"
    """More than 300 characters."""
    BAD_NAME = "bad_name"
    """The name is too long or has characters that names may not have."""
    LIST_FULL = "list_full"
    """You already mute or block as many people as a session can hold."""
    NOT_ASKED = "not_asked"
    """Nobody asked, or the question is older than 30 s."""
    STORE_DOWN = "store_down"
    """It could not be stored; nothing was kept, try again later."""


MESSAGE_MAX_BYTES: Final = 4096
"""Largest message a client may send."""
HELLO_WITHIN_S: Final = 5.0
SILENCE_IS_DEATH_S: Final = 12.0
"""A client takes so long a silence of the server for a dead connection."""
EMPTY_FRAME_EVERY_S: Final = 5.0
RESUME_WITHIN_S: Final = 60.0
RESUME_AFTER_PRESENCE_S: Final = 10.0
AWAY_SHOWN_S: Final = 5.0
MOVES_PER_S: Final = 10
MOVE_BURST: Final = 20
MESSAGES_PER_S: Final = 10
"""Messages other than moves, a token bucket with a burst of 40; twice over closes."""
MESSAGE_BURST: Final = 40
CHAT_PER_10_S: Final = 8
"""Chat messages a person; and 20 a second a world for the world channel."""
WORLD_CHAT_PER_S: Final = 20
CHAT_MAX_CHARS: Final = 300
NAME_MAX_CHARS: Final = 24
HEARING_M: Final = 20.0
OUTBOX_MAX: Final = 128
PAST_EVENTS: Final = 64
"""Reliable messages kept for one who resumes."""
CHAT_RING: Final = 256
"""Chat messages a world keeps at hand for those who lag."""
FLAG_OFFICIAL: Final = 1
"""A verified official: in the last byte of a look, in lists, and in chat."""
FLAG_GUIDE: Final = 2
"""A guide that the server itself walks, in the same places."""
FLAG_WORLD_TEXT: Final = 4
"""Of chat alone: `text` is a key such as `tours.history.stops.0` into the world's texts."""
