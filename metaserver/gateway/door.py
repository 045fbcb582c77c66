"""The door of every socket: hello first, whole messages only, no flood; then the right handler.

Nothing a client sends gets further than here than as a declared message, and no handler's failure
reaches anybody else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from websockets.http11 import Request

from metaserver import metrics
from metaserver.errors import (
    Malformed,
    OutOfOrder,
    ProtocolError,
    Refused,
    UnknownMessage,
    VersionMismatch,
)
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.book import SessionBook
from metaserver.gateway.connection import Connection, Refusal
from metaserver.gateway.session import Session
from metaserver.gateway.upgrade import Gatekeeper
from metaserver.ports import Clock
from metaserver.protocol.codec import Course, decode_client, plain_move, unpack_array
from metaserver.protocol.codes import (
    HELLO_WITHIN_S,
    MESSAGE_BURST,
    MESSAGES_PER_S,
    MOVE_BURST,
    MOVES_PER_S,
    Close,
    ErrorCode,
)
from metaserver.protocol.messages import (
    Bye,
    FetchChat,
    Hello,
    Message,
    Move,
    Ping,
    SetTier,
    SetVisit,
)
from metaserver.protocol.session import TokenBucket, check_first

MOVE_FLOOD: Final = 5
MESSAGE_FLOOD: Final = 2
"""So many times over the limits the connection is closed."""
INTERNAL_CODE: Final = 1011
"""A bug of ours met this client (RFC 6455)."""
_OUTSIDE: Final = (Ping, Bye, SetTier, SetVisit, FetchChat)
"""What a client may send before it has got its welcome: no proof that it has."""

Wish = Message | Course
"""What a client said; a ``Move`` is nearly always but its course."""
Handler = Callable[[Session, Any], None]
_log = logging.getLogger(__name__)
_CODES: Final[dict[type[ProtocolError], tuple[str, Close]]] = {
    Malformed: ("malformed", Close.MALFORMED),
    UnknownMessage: ("unknown", Close.MALFORMED),
    OutOfOrder: ("out_of_order", Close.NOT_HELLO),
    VersionMismatch: ("version", Close.VERSION),
}


class Limits:
    """Of one connection."""

    __slots__ = ("flood", "messages", "move_flood", "moves")

    def __init__(self) -> None:
        self.moves = TokenBucket(MOVES_PER_S, MOVE_BURST)
        self.move_flood = TokenBucket(MOVES_PER_S * MOVE_FLOOD, MOVE_BURST * MOVE_FLOOD)
        self.messages = TokenBucket(MESSAGES_PER_S, MESSAGE_BURST)
        self.flood = TokenBucket(MESSAGES_PER_S * MESSAGE_FLOOD, MESSAGE_BURST * MESSAGE_FLOOD)


class _Flood(Exception):
    """Far more messages than the limits allow."""


class Door:
    """``connection.Guard`` of all sockets. ``handlers`` has one for each message but hello, and
    one for a plain course."""

    def __init__(
        self,
        *,
        gatekeeper: Gatekeeper,
        book: SessionBook,
        attendance: Attendance,
        hello: Callable[[Connection, Hello], None],
        handlers: Mapping[type[Wish], Handler],
        clock: Clock,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._book = book
        self._attendance = attendance
        self._hello = hello
        self._handlers = handlers
        self._clock = clock
        self._messages = 0
        """Since the last beat: counted here, as a metric costs a microsecond each time."""
        self._pre_hello: dict[Connection, float] = {}
        """Since when each socket has said nothing, oldest first. At most the gatekeeper's
        ``pre_hello_max``: a further one is refused."""

    # ---- what connections tell ----

    def check(self, connection: Connection, request: Request) -> Refusal | None:
        refusal = self._gatekeeper.check(connection, request)
        if refusal is not None:
            metrics.GATEWAY_REJECTED.labels(refusal.kind).inc()
        return refusal

    def opened(self, connection: Connection) -> None:
        self._gatekeeper.entered(connection)
        connection.limits = Limits()
        self._pre_hello[connection] = self._clock.monotonic_s()
        self._gatekeeper.pre_hello = len(self._pre_hello)

    def received(self, connection: Connection, data: bytes) -> None:
        self._messages += 1
        try:
            session = connection.session
            if session is None:
                self._first(connection, data)
            else:
                self._later(connection, session, data)
        except ProtocolError as error:
            kind, code = _CODES[type(error)]
            self._refuse(connection, kind, code, str(error))
        except _Flood:
            self._refuse(connection, "flood", Close.TOO_FREQUENT, "far too many messages")
        except Exception:
            _log.exception("a message could not be handled")
            self._refuse(connection, "internal", INTERNAL_CODE, "internal error")

    def control(self, connection: Connection) -> None:
        limits = connection.limits
        if limits is not None and not limits.flood.take(self._clock.monotonic_s()):
            self._refuse(connection, "flood", Close.TOO_FREQUENT, "far too many pings")

    def failed(self, connection: Connection, kind: str) -> None:
        metrics.GATEWAY_REJECTED.labels(kind).inc()

    def lost(self, connection: Connection) -> None:
        if connection.limits is None:
            return
        self._gatekeeper.left(connection)
        self._forget_wait(connection)
        session, connection.session = connection.session, None
        if session is not None and session.connection is connection:
            self._attendance.dropped(session)

    def beat(self) -> None:
        """Closes those who have said nothing for too long."""
        metrics.GATEWAY_MESSAGES.inc(self._messages)
        self._messages = 0
        late_s = self._clock.monotonic_s() - HELLO_WITHIN_S
        for connection, since_s in list(self._pre_hello.items()):
            if since_s > late_s:
                break
            self._refuse(connection, "hello_timeout", Close.HELLO_TIMEOUT, "no hello")
        for connection in self._pre_hello:
            if connection.owes_pong:
                connection.write(b"")

    # ---- inside ----

    def _first(self, connection: Connection, data: bytes) -> None:
        check_first(unpack_array(data))
        message = decode_client(data)
        assert isinstance(message, Hello)
        self._forget_wait(connection)
        self._hello(connection, message)

    def _later(self, connection: Connection, session: Session, data: bytes) -> None:
        now_s = session.heard_s = self._clock.monotonic_s()
        allowed = self._allowed(connection.limits, data, now_s)
        message = plain_move(data) or decode_client(data)
        kind = type(message)
        if kind is Hello:
            raise OutOfOrder("hello came twice")
        if len(session.tokens) > 1 and session.present and kind not in _OUTSIDE:
            self._book.confirm(session)
        if not allowed:
            self._surplus(session, message)
            return
        try:
            self._handlers[kind](session, message)
        except Refused as refused:
            session.error(getattr(message, "ref", 0), refused.code)

    def _surplus(self, session: Session, message: Wish) -> None:
        """Over the limits, but not far: a move is dropped, as a newer one will come."""
        if type(message) in (Course, Move):
            metrics.GATEWAY_SURPLUS.labels("moves").inc()
            return
        metrics.GATEWAY_SURPLUS.labels("messages").inc()
        ref = getattr(message, "ref", 0)
        session.error(ref, ErrorCode.TOO_MANY_MESSAGES, 1 / MESSAGES_PER_S)

    def _allowed(self, limits: Limits | None, data: bytes, now_s: float) -> bool:
        """Before anything is decoded: a flood must cost nothing. Raises ``_Flood``."""
        assert limits is not None, "it has been opened"
        move = len(data) > 1 and data[1] == Move.code
        flood, bucket = (
            (limits.move_flood, limits.moves) if move else (limits.flood, limits.messages)
        )
        if not flood.take(now_s):
            raise _Flood
        return bucket.take(now_s)

    def _refuse(self, connection: Connection, kind: str, code: int, words: str) -> None:
        """The socket is told and closed; its session is dropped, as if the network had failed."""
        metrics.GATEWAY_REJECTED.labels(kind).inc()
        self._forget_wait(connection)
        session = connection.session
        connection.close(code, words)
        if session is not None and session.connection is connection:
            connection.session = None
            self._attendance.dropped(session)

    def _forget_wait(self, connection: Connection) -> None:
        self._pre_hello.pop(connection, None)
        self._gatekeeper.pre_hello = len(self._pre_hello)
