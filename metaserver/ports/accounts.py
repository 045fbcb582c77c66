"""People with an account, their log-ins, and what officials did."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Role(enum.StrEnum):
    """What somebody with an account may do. Who has none is a visitor."""

    CITIZEN = "citizen"
    OFFICIAL = "official"
    """Of the departments that the grant names."""
    CURATOR = "curator"
    MODERATOR = "moderator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, with the department it holds for; '' for all, or where it has none."""

    role: Role
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``id``: 'a' and 16 hex digits. It is the only thing that other tables know of a person."""

    id: str
    created_ms: int
    login: str | None = None
    """Of a local account: lower case, 3 to 64 characters; an e-mail address may be one."""
    password_hash: str | None = None
    """Argon2id, with its parameters."""
    name: str = ""
    """Shown to others; empty for a guest's name."""
    email: str = ""
    email_verified_ms: int | None = None
    language: str = "ko"
    grants: tuple[Grant, ...] = (Grant(Role.CITIZEN),)
    age_14_ms: int | None = None
    """When the person declared to be 14 or older."""
    consents: Mapping[str, int] = field(default_factory=dict)
    """Purpose (``notice_mail``) to the moment of consent; a withdrawn one is not in it."""
    failed: int = 0
    """Failed log-ins since the last good one."""
    locked_until_ms: int = 0
    disabled_ms: int | None = None
    used_ms: int = 0
    """When it was last logged in with."""
    version: int = 1
    """Raised with each change, so that two who edit it notice each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSession:
    """One browser that is logged in. Only a hash of its cookie is kept."""

    cookie_hash: str
    account: str
    created_ms: int
    seen_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeToken:
    """Sent by e-mail, or shown once to an operator: to set a password, or to prove an address."""

    token_hash: str
    account: str
    kind: str
    """``reset`` or ``email``."""
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something an official or operator did. Never changed, never taken out before its time."""

    id: int | None = None
    time_ms: int
    actor: str
    """Account id, or ``command-line``."""
    action: str
    """Verb and object: ``complaint.answer``, ``role.grant``."""
    subject: str
    """What it was done to: ``complaint:2026-000123``, ``account:a…``."""
    detail: Mapping[str, Any]
    """Codes and numbers only; nobody's words, names or addresses."""


class AccountStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def add(
        self, account: Account, *, subject: tuple[str, str] | None = None,
        audit: AuditEntry | None = None,
    ) -> None:  # fmt: skip
        """``subject``: issuer and subject of an outward identity. Raises ``Conflict`` where the
        login or the subject is somebody's already."""
        ...

    async def get(self, account: str) -> Account | None: ...

    async def by_login(self, login: str) -> Account | None: ...

    async def by_email(self, email: str) -> Account | None:
        """With that verified address."""
        ...

    async def by_subject(self, issuer: str, subject: str) -> Account | None: ...

    async def subjects(self, account: str) -> list[tuple[str, str]]: ...

    async def update(self, account: Account, *, audit: AuditEntry | None = None) -> Account:
        """Writes all columns where ``version`` is still that one, and raises it by one. Raises
        ``Conflict`` where somebody else was quicker, ``NotFound`` where it is gone."""
        ...

    async def remove(self, account: str, *, audit: AuditEntry | None = None) -> None:
        """With its subjects, log-ins and tokens; complaints keep no account then."""
        ...

    async def list(
        self, *, role: Role | None = None, words: str = "", limit: int = 500
    ) -> list[Account]:
        """Newest first; ``words``: part of login or name, or the whole id."""
        ...

    async def add_session(self, session: LoginSession) -> None: ...

    async def session(self, cookie_hash: str) -> tuple[LoginSession, Account] | None: ...

    async def touch_session(self, cookie_hash: str, seen_ms: int, until_ms: int) -> None: ...

    async def end_sessions(self, account: str, *, but: str = "") -> int:
        """Ends all but the one with that cookie hash: how many."""
        ...

    async def end_session(self, cookie_hash: str) -> None: ...

    async def add_token(self, token: OneTimeToken) -> None:
        """Replaces an older one of that account and kind."""
        ...

    async def take_token(self, token_hash: str, kind: str, now_ms: int) -> str | None:
        """The account, once; None for one that is unknown, used or too old."""
        ...


class AuditStore(Protocol):
    async def append(self, entry: AuditEntry) -> None: ...

    async def entries(
        self, *, before_id: int | None = None, limit: int = 100, actor: str = "", action: str = "",
    ) -> Sequence[AuditEntry]:  # fmt: skip
        """Newest first; ``action`` is a beginning (``complaint.``)."""
        ...
