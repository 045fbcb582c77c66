"""Tries that must not be many: counted by whom they come from and by what they are aimed at.

A try is counted before its end is known, so that a thousand at once are no way around it; a good
one gives its count back. After ``free`` tries one has to wait, twice as long each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from metaserver.errors import Limited, StoreError, WorkerError
from metaserver.ports import Clock

FORGET_S: Final = 3600.0
"""So long without a try, and it is as if there had been none."""
KEYS_MAX: Final = 20_000
"""Keys remembered; when it is full, the one that was quiet for longest is forgotten."""


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last_s: float = 0.0
    until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Backoff:
    free: int
    first_s: float
    most_s: float

    def wait_s(self, failed: int) -> float:
        """After so many failed tries."""
        if failed < self.free:
            return 0.0
        return min(self.most_s, self.first_s * 2.0 ** min(failed - self.free, 32))


BY_LOGIN: Final = Backoff(free=5, first_s=30.0, most_s=900.0)
BY_ADDRESS: Final = Backoff(free=20, first_s=60.0, most_s=900.0)
MAKING: Final = Backoff(free=10, first_s=600.0, most_s=3600.0)
"""Accounts made from one address."""
RESETS: Final = Backoff(free=5, first_s=600.0, most_s=3600.0)


class Lockout:
    """``code`` is what ``Limited`` says."""

    def __init__(self, clock: Clock, backoff: Backoff, code: str) -> None:
        self._clock = clock
        self._backoff = backoff
        self._code = code
        self._tries: dict[str, _Tries] = {}
        """Longest quiet first."""

    def take(self, key: str) -> None:
        """One try more. Raises ``Limited``, and then it was none."""
        now_s = self._clock.monotonic_s()
        tries = self._tries.pop(key, None)
        if tries is None or now_s - tries.last_s > FORGET_S:
            tries = _Tries()
            self._make_room()
        self._tries[key] = tries
        if tries.until_s > now_s:
            raise Limited(self._code, tries.until_s - now_s)
        tries.count += 1
        tries.last_s = now_s
        wait_s = self._backoff.wait_s(tries.count)
        tries.until_s = now_s + wait_s if wait_s else 0.0

    def give_back(self, key: str) -> None:
        """It was a good one."""
        tries = self._tries.get(key)
        if tries is not None:
            tries.count -= 1
            tries.until_s = 0.0
            if tries.count <= 0:
                del self._tries[key]

    def forget(self, key: str) -> None:
        """As if there had been none."""
        self._tries.pop(key, None)

    def _make_room(self) -> None:
        if len(self._tries) >= KEYS_MAX:
            del self._tries[next(iter(self._tries))]


class Throttles:
    """All that is counted for accounts."""

    def __init__(self, clock: Clock) -> None:
        self.by_login = Lockout(clock, BY_LOGIN, "login_wait")
        self.by_address = Lockout(clock, BY_ADDRESS, "login_wait")
        self.making = Lockout(clock, MAKING, "signup_wait")
        self.resets = Lockout(clock, RESETS, "reset_wait")

    @contextmanager
    def counted(self, login: str, address: str) -> Iterator[Callable[[], None]]:
        """One try to log in; call what it gives where it was a good one.

        A try that failed for a reason of our own (``WorkerError``, ``StoreError``) was none.
        Raises ``Limited``.
        """
        self.by_address.take(address)
        try:
            self.by_login.take(login)
        except Limited:
            self.by_address.give_back(address)
            raise
        good = False

        def note() -> None:
            nonlocal good
            good = True

        try:
            yield note
        except (WorkerError, StoreError):
            self.by_login.give_back(login)
            self.by_address.give_back(address)
            raise
        if good:
            self.by_login.forget(login)
            self.by_address.give_back(address)


def login_key(login: str) -> str:
    """However long what was typed is."""
    return hashlib.sha256(login.encode()).hexdigest()
