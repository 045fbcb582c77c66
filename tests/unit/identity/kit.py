"""Accounts on a real database, with passwords that cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from metaserver.errors import Invalid, WorkerError
from metaserver.identity.accounts import Accounts
from metaserver.identity.audit import Audit
from metaserver.identity.passwords import Cost, Passwords
from metaserver.identity.tokens import TokenBox
from metaserver.ports.accounts import Account, AuditEntry
from metaserver.storage import Database
from metaserver.storage.accounts import SqlAccountStore
from metaserver.storage.audit import SqlAuditStore

T = TypeVar("T")
NEW = "another good one 7"
PASSWORD = "correct horse 말"
HERE, THERE = "h" * 32, "t" * 32
"""Address keys."""


class Clock:
    def __init__(self) -> None:
        self.ms = 1_790_000_000_000

    def monotonic_s(self) -> float:
        return self.ms / 1000

    def server_ms(self) -> int:
        return self.ms % 2**32

    def unix_ms(self) -> int:
        return self.ms

    def pass_s(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


class Inline:
    """Does the work here and now. ``broken``: refuses it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.broken = False

    async def run(self, function: Callable[..., T], /, *args: Any, within_s: float) -> T:
        if self.broken:
            raise WorkerError("too much work waits")
        self.done.append(function.__name__)
        return function(*args)


@dataclass
class City:
    """``ended``: accounts whose sockets were to end, in order."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    worker: Inline = field(default_factory=Inline)
    ended: list[str] = field(default_factory=list)
    signup: bool = True

    def __post_init__(self) -> None:
        self.store, self.log = SqlAccountStore(self.db), SqlAuditStore(self.db)
        self.tokens = TokenBox(b"k" * 32, self.clock)
        self.accounts = self.another()

    def another(self) -> Accounts:
        """As after a restart, or in a process beside it."""
        passwords = Passwords(self.worker, Cost(passes=1, memory_kb=64))
        return Accounts(
            self.store, Audit(self.log, self.clock), passwords, self.clock,
            tokens=self.tokens, signup=self.signup, ended=self.ended.append,
        )  # fmt: skip

    async def citizen(self, login: str = "minji", **more: Any) -> Account:
        return await self.accounts.sign_up(login, PASSWORD, age_14=True, **more)

    async def logged_in(self, login: str = "minji", address: str = HERE) -> str:
        """The cookie."""
        cookie, _ = await self.accounts.log_in(login, PASSWORD, address_key=address)
        return cookie

    async def audit(self) -> list[AuditEntry]:
        """Oldest first."""
        return list(await self.log.entries())[::-1]


async def proven(city: City, **more: Any) -> Account:
    """A citizen with an address that is theirs."""
    account = await city.citizen(email="Minji@Example.org", **more)
    token = await city.accounts.ask_email(account)
    assert token is not None
    return await city.accounts.prove_email(token)


def wrong(problem: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return problem.value.fields
