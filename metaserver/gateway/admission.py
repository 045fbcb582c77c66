"""The queue at the door: people are let in one after the other, at a bounded rate."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from metaserver.gateway.session import Session, framed
from metaserver.protocol.messages import Queue
from metaserver.protocol.session import Stage, TokenBucket

TELL_EVERY_BEATS = 20
"""Each one who waits is told their position so often: every 2 s."""


class Admission:
    """At most ``queue_max`` wait; ``enter`` says no to a further one.

    ``start`` is called for each who is let in.
    """

    def __init__(
        self, *, joins_per_s: float, queue_max: int, monotonic_s: Callable[[], float],
        start: Callable[[Session], None],
    ) -> None:  # fmt: skip
        self._rate = joins_per_s
        self._bucket = TokenBucket(joins_per_s, max(1.0, joins_per_s / 4))
        self._queue_max = queue_max
        self._now = monotonic_s
        self._start = start
        self._queue: deque[Session] = deque()
        self._beat = 0

    def __len__(self) -> int:
        return len(self._queue)

    def enter(self, session: Session) -> bool:
        """False where too many wait."""
        if not self._queue and self._bucket.take(self._now()):
            self._start(session)
            return True
        if len(self._queue) >= self._queue_max:
            return False
        self._queue.append(session)
        self._tell(session, len(self._queue))
        return True

    def beat(self) -> None:
        """Lets in as many as are due, and tells some of the others where they stand."""
        while self._queue:
            if self._queue[0].stage is not Stage.QUEUED:
                self._queue.popleft()  # gave up waiting
            elif self._bucket.take(self._now()):
                self._start(self._queue.popleft())
            else:
                break
        self._beat = (self._beat + 1) % TELL_EVERY_BEATS
        for i, session in enumerate(self._queue):
            if i % TELL_EVERY_BEATS == self._beat:
                self._tell(session, i + 1)

    def tell(self, session: Session) -> None:
        """One who waits has a new connection."""
        if session in self._queue:
            self._tell(session, self._queue.index(session) + 1)

    def _tell(self, session: Session, position: int) -> None:
        if session.connection is not None and not session.connection.stalled:
            wait_s = round(position / self._rate, 1)
            session.push(framed(Queue(position=position, wait_s=wait_s)))
