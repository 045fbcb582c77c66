"""The life of a session and of its reliable messages; pure, ``now`` is an argument.

::

    QUEUED -> JOINING -> PRESENT -> AWAY -> JOINING ...       ENDED from everywhere
"""

from __future__ import annotations

import enum
import math
from typing import Any

from metaserver.errors import Malformed, OutOfOrder, VersionMismatch
from metaserver.protocol.codes import PAST_EVENTS
from metaserver.protocol.declaration import HASH
from metaserver.protocol.messages import VERSION, Hello


class Stage(enum.Enum):
    QUEUED = "queued"
    """Waits to be admitted."""
    JOINING = "joining"
    """A zone has been asked; nothing of a world may be sent yet."""
    PRESENT = "present"
    AWAY = "away"
    """Its connection is gone; its avatar stands where it was, for a while."""
    ENDED = "ended"


_NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.QUEUED: (Stage.JOINING, Stage.ENDED),
    Stage.JOINING: (Stage.PRESENT, Stage.AWAY, Stage.ENDED),
    Stage.PRESENT: (Stage.JOINING, Stage.AWAY, Stage.ENDED),
    Stage.AWAY: (Stage.JOINING, Stage.ENDED),
    Stage.ENDED: (),
}


def advance(now: Stage, to: Stage) -> Stage:
    """``to``, where it may follow ``now``. Raises ``OutOfOrder``."""
    if to not in _NEXT[now]:
        raise OutOfOrder(f"{to.value} cannot follow {now.value}")
    return to


def check_first(array: list[Any]) -> None:
    """The first message must be a hello of this very protocol; looked at before its other fields,
    which another version may have changed.

    Raises ``OutOfOrder``, ``Malformed`` or ``VersionMismatch``.
    """
    if array[0] != Hello.code or type(array[0]) is not int:
        raise OutOfOrder("the first message must be hello")
    if len(array) < 3 or type(array[1]) is not int or type(array[2]) is not str:
        raise Malformed("Hello: version and hash")
    if array[1] != VERSION:
        raise VersionMismatch(f"version {VERSION} is spoken here")
    if array[2] != HASH:
        raise VersionMismatch(f"hash {HASH} is spoken here")


class TokenBucket:
    """``rate`` a second, up to ``burst`` at once."""

    __slots__ = ("_at_s", "_burst", "_level", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._level = rate, burst, float(burst)
        self._at_s = -math.inf

    def take(self, now_s: float) -> bool:
        """Takes one, where there is one. Asked with everything that a client says: so the filling
        stands here, too."""
        level = self._level + (now_s - self._at_s) * self._rate
        self._at_s = now_s
        if level > self._burst:
            level = self._burst
        if level < 1:
            self._level = level
            return False
        self._level = level - 1
        return True

    def wait_s(self, now_s: float) -> float:
        """Until the next one is there."""
        self._fill(now_s)
        return max(0.0, (1 - self._level) / self._rate)

    def _fill(self, now_s: float) -> None:
        self._level = min(self._burst, self._level + (now_s - self._at_s) * self._rate)
        self._at_s = now_s


class PastEvents:
    """Numbers a session's reliable messages and keeps the newest ``PAST_EVENTS``.

    When it is full the oldest is forgotten: one who comes back after more than that has missed
    them, and its lists (hidden people, visits) are sent whole anyway.
    """

    __slots__ = ("_past", "last")

    def __init__(self) -> None:
        self._past: list[tuple[int, bytes]] = []
        """Not a deque, though that has bounds of its own: for the few that most ever get it is
        large."""
        self.last = 0
        """Number of the newest."""

    def next(self) -> int:
        """The number of the message that ``keep`` gets next."""
        return self.last + 1

    def keep(self, data: bytes) -> None:
        self.last += 1
        self._past.append((self.last, data))
        del self._past[:-PAST_EVENTS]

    def after(self, event: int) -> list[bytes]:
        """What is still kept of the messages after ``event``, oldest first."""
        return [data for number, data in self._past if number > event]
