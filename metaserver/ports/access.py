"""Keys of outside programs, and answers that may be asked for twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from metaserver.ports.accounts import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """Of a program that files requests over Open311. The key itself is shown once, never kept."""

    id: int | None = None
    name: str
    key_hash: str
    """SHA-256, hex: a key has 160 random bits, so nothing slower is needed."""
    hint: str
    """Its first letters, to tell it from others."""
    created_ms: int
    per_minute: int = 60
    revoked_ms: int | None = None
    used_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a repeated request harmless: the same ``scope`` and ``key`` are answered alike."""

    scope: str
    """Who asks: ``key:12``, ``page``."""
    key: str
    """Made by the client, 8 to 128 characters."""
    body_hash: str
    """SHA-256 of what was asked, hex. Another one under the same key raises ``Conflict``."""


class ApiKeyStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def add(self, key: ApiKey, *, audit: AuditEntry | None = None) -> int:
        """Its number; ``audit`` is written with it, about ``key:NUMBER``."""
        ...

    async def by_hash(self, key_hash: str) -> ApiKey | None: ...

    async def used(self, key: int, now_ms: int) -> None: ...

    async def revoke(self, key: int, now_ms: int, *, audit: AuditEntry | None = None) -> bool:
        """False where it is not there, or was revoked before; then nothing is written."""
        ...

    async def list(self) -> list[ApiKey]: ...


class OnceStore(Protocol):
    async def answer(self, once: Once) -> int | None:
        """The complaint that was filed before; None for a new one. Raises ``Conflict`` for another
        body."""
        ...
