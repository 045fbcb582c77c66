"""Keys of outside programs: made, recognised, limited.

A key is 160 random bits, shown once. Only its SHA-256 is kept, so it is looked up by that: no
comparison here could tell by its time how much of a guess was right. Each request asks the store,
which is how a revoked key stops at once.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import secrets
from typing import Final

from metaserver.errors import Limited
from metaserver.ports import Clock
from metaserver.ports.access import ApiKey, ApiKeyStore
from metaserver.web.open311.faults import Fault, Faults

PREFIX: Final = "ovk_"
"""Tells people, and programs that search for leaked secrets, what it is."""
KEY_BYTES: Final = 20
HINT_LENGTH: Final = 8
PER_MINUTE: Final = 60
USED_EVERY_MS: Final = 60_000

_FORM: Final = re.compile(r"ovk_[a-z2-7]{32}")


def new_key() -> str:
    """``ovk_`` and 32 letters and digits."""
    return PREFIX + base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode().lower()


def key_hash(key: str) -> str:
    """SHA-256, hex: what is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def described(key: str, name: str, *, per_minute: int, now_ms: int) -> ApiKey:
    """What is kept of a new key."""
    return ApiKey(
        name=name,
        key_hash=key_hash(key),
        hint=key[:HINT_LENGTH],
        created_ms=now_ms,
        per_minute=per_minute,
    )


class Keys:
    """Who may file. What is remembered grows with the keys that were issued, not with requests."""

    def __init__(self, store: ApiKeyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._paid_until_s: dict[int, float] = {}
        """Per key: each request pays for a part of a minute, at most one minute ahead (GCRA)."""

    async def admit(self, given: str) -> int:
        """The key's number. Raises ``Faults`` for a key that is missing or wrong, ``Limited`` for
        one that asks too often, ``StoreError``."""
        if not given:
            raise Faults(Fault(403, "key_missing", "api_key"))
        found = await self._store.by_hash(key_hash(given)) if _FORM.fullmatch(given) else None
        if found is None or found.id is None or found.revoked_ms is not None:
            raise Faults(Fault(403, "key_wrong", "api_key"))
        self._pay(found.id, 60 / found.per_minute)
        now_ms = self._clock.unix_ms()
        if found.used_ms is None or now_ms - found.used_ms >= USED_EVERY_MS:
            await self._store.used(found.id, now_ms)
        return found.id

    def _pay(self, key: int, seconds: float) -> None:
        now_s = self._clock.monotonic_s()
        until_s = max(self._paid_until_s.get(key, 0.0), now_s) + seconds
        # A millionth, for sixty times a sixtieth is a little more than one.
        wait_s = until_s - now_s - 60 - 1e-6
        if wait_s > 0:
            raise Limited("limited", math.ceil(wait_s))
        self._paid_until_s[key] = until_s
