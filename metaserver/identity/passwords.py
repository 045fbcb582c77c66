"""Passwords: argon2id, computed in a worker, as it takes far longer than a tick may.

Parameters are those of OWASP's Password Storage Cheat Sheet (46 MiB, one pass, one lane) with a
pass more. They stand in each hash, so that they may be raised later: who logs in with an older
hash gets a new one.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from metaserver.errors import Invalid
from metaserver.identity.rules import PASSWORD_CHARS, clean_password, password_problem

WITHIN_S: Final = 5.0
TYPED_MAX: Final = 2 * PASSWORD_CHARS[1]
"""What comes after is not read: it is too long in any case."""
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32

T = TypeVar("T")


class Runner(Protocol):
    """What is asked of ``workers.Workers``."""

    async def run(self, function: Callable[..., T], /, *args: Any, within_s: float) -> T: ...


@dataclass(frozen=True, slots=True)
class Cost:
    passes: int = 2
    memory_kb: int = 47_104
    lanes: int = 1

    def hasher(self) -> PasswordHasher:
        return PasswordHasher(
            time_cost=self.passes, memory_cost=self.memory_kb, parallelism=self.lanes,
            hash_len=_HASH_BYTES, salt_len=_SALT_BYTES, type=Type.ID,
        )  # fmt: skip

    def nobodys_hash(self) -> str:
        """Takes as long to verify as any other, and no password is known to fit it."""
        salt, digest = (_b64(secrets.token_bytes(n)) for n in (_SALT_BYTES, _HASH_BYTES))
        return f"$argon2id$v=19$m={self.memory_kb},t={self.passes},p={self.lanes}${salt}${digest}"


class Passwords:
    """Everything but ``check_rules`` may raise ``WorkerError``."""

    def __init__(self, workers: Runner, cost: Cost | None = None) -> None:
        self._workers = workers
        self._cost = cost or Cost()
        self._nobodys = self._cost.nobodys_hash()

    async def hash(self, password: str) -> str:
        return await self._workers.run(
            _hash, clean_password(password), self._cost, within_s=WITHIN_S
        )

    async def verify(self, password_hash: str | None, password: str) -> tuple[bool, bool]:
        """Whether it is the one, and whether it should be hashed anew.

        Where there is no hash (an unknown login, somebody who logs in elsewhere) it takes as long
        as for a wrong password.
        """
        known = password_hash or self._nobodys
        plain = clean_password(password[:TYPED_MAX])
        right, old = await self._workers.run(_verify, known, plain, self._cost, within_s=WITHIN_S)
        return right and password_hash is not None, old

    def problem(self, password: str, login: str = "") -> str | None:
        """What is wrong with it, as a code; None for a good one."""
        return password_problem(clean_password(password[:TYPED_MAX]), login)

    def check_rules(self, password: str, login: str = "", *, field: str = "password") -> None:
        """Raises ``Invalid`` for that field."""
        problem = self.problem(password, login)
        if problem:
            raise Invalid({field: problem})


def _hash(password: str, cost: Cost) -> str:
    return cost.hasher().hash(password)


def _verify(password_hash: str, password: str, cost: Cost) -> tuple[bool, bool]:
    hasher = cost.hasher()
    try:
        hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False, False
    return True, hasher.check_needs_rehash(password_hash)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()
