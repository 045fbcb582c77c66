"""Tokens that are good once: to set a password, to prove an e-mail address.

A token is ``account.random``. What is kept is a hash of it and of what it is ``bound`` to (the
address that is to be proven), so that a token for one address proves no other.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

from metaserver.ports import Clock
from metaserver.ports.accounts import AccountStore, OneTimeToken

RESET: Final = "reset"
EMAIL: Final = "email"
VALID_MS: Final = {RESET: 3_600_000, EMAIL: 24 * 3_600_000}
TOKEN_BYTES: Final = 24
_TOKEN: Final = re.compile(r"(a[0-9a-f]{16})\.[A-Za-z0-9_-]{32}")


class OneTime:
    """Each method but ``account`` may raise ``StoreError``."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def issue(self, account: str, kind: str, bound: str = "") -> str:
        """An older one of that account and kind is good no more."""
        token = f"{account}.{secrets.token_urlsafe(TOKEN_BYTES)}"
        until_ms = self._clock.unix_ms() + VALID_MS[kind]
        await self._store.add_token(
            OneTimeToken(
                token_hash=_hash(token, bound), account=account, kind=kind, until_ms=until_ms
            )
        )
        return token

    @staticmethod
    def account(token: str) -> str | None:
        """The account that it says it is for; nothing of it is proven yet."""
        match = _TOKEN.fullmatch(token)
        return match[1] if match else None

    async def take(self, token: str, kind: str, bound: str = "") -> bool:
        """Whether it was good; it never is again."""
        account = self.account(token)
        if account is None:
            return False
        hashed = _hash(token, bound)
        return account == await self._store.take_token(hashed, kind, self._clock.unix_ms())


def _hash(token: str, bound: str) -> str:
    return hashlib.sha256(f"{token}\0{bound}".encode()).hexdigest()
