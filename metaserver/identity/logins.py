"""Browsers that are logged in: a cookie each, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from typing import Final

from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.ports.accounts import Account, AccountStore, LoginSession

COOKIE_BYTES: Final = 32
IDLE_MS: Final = 12 * 3_600_000
"""A log-in ends when it was not used for so long,"""
LONGEST_MS: Final = 30 * 24 * 3_600_000
"""and after so long in any case."""
TOUCH_EVERY_MS: Final = 60_000
_COOKIE: Final = re.compile(r"[A-Za-z0-9_-]{43}")

_log = logging.getLogger(__name__)


class Logins:
    """Each method may raise ``StoreError``."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def begin(self, account: str) -> str:
        """The value of a new cookie: 256 random bits."""
        cookie = secrets.token_urlsafe(COOKIE_BYTES)
        now_ms = self._clock.unix_ms()
        await self._store.add_session(
            LoginSession(
                cookie_hash=cookie_hash(cookie), account=account, created_ms=now_ms,
                seen_ms=now_ms, until_ms=now_ms + IDLE_MS,
            )
        )  # fmt: skip
        return cookie

    async def who(self, cookie: str) -> Account | None:
        """None for a cookie that is none of ours, too old, or of somebody who is disabled."""
        if not _COOKIE.fullmatch(cookie):
            return None
        found = await self._store.session(cookie_hash(cookie))
        if found is None:
            return None
        session, account = found
        now_ms = self._clock.unix_ms()
        if now_ms >= session.until_ms or account.disabled_ms is not None:
            return None
        if now_ms - session.seen_ms >= TOUCH_EVERY_MS:
            await self._touch(session, now_ms)
        return account

    async def end(self, cookie: str) -> str | None:
        """The account that it was of."""
        hashed = cookie_hash(cookie)
        found = await self._store.session(hashed)
        await self._store.end_session(hashed)
        return found[1].id if found is not None else None

    async def end_all(self, account: str, *, but: str = "") -> int:
        """All of an account, but the one with that cookie: how many."""
        return await self._store.end_sessions(account, but=cookie_hash(but) if but else "")

    async def _touch(self, session: LoginSession, now_ms: int) -> None:
        until_ms = min(now_ms + IDLE_MS, session.created_ms + LONGEST_MS)
        try:
            await self._store.touch_session(session.cookie_hash, now_ms, until_ms)
        except StoreError:
            _log.warning("a log-in could not be prolonged; the next request tries again")


def cookie_hash(cookie: str) -> str:
    """A cookie has 256 random bits: nothing slower than SHA-256 is needed."""
    return hashlib.sha256(cookie.encode()).hexdigest()
