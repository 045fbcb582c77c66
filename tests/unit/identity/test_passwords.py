"""Passwords, with what they cost, in a real worker."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from metaserver.identity.passwords import Passwords
from metaserver.workers import Workers

GOOD = "correct horse 말"


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    workers = Workers()
    await workers.start()
    yield Passwords(workers)
    await workers.stop()


async def test_a_password_is_known_again(passwords: Passwords) -> None:
    kept = await passwords.hash(GOOD)
    assert kept.startswith("$argon2id$v=19$m=47104,t=2,p=1$") and GOOD not in kept
    assert kept != await passwords.hash(GOOD), "each has its own salt"
    assert await passwords.verify(kept, GOOD) == (True, False)
    for other in (GOOD + ".", "", "x" * 10_000, GOOD.upper()):
        assert (await passwords.verify(kept, other))[0] is False


async def test_nobodys_password_takes_as_long_and_is_never_right(passwords: Passwords) -> None:
    kept = await passwords.hash(GOOD)
    spent_s: dict[str | None, list[float]] = {kept: [], None: []}
    for _ in range(5):
        for known in (kept, None):
            began_s = time.perf_counter()
            assert (await passwords.verify(known, "wrong password"))[0] is False
            spent_s[known].append(time.perf_counter() - began_s)
    assert min(spent_s[None]) > 0.5 * min(spent_s[kept]) > 0.005


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$AA$AA", "$2b$12$abc"])
async def test_a_hash_that_is_none_lets_nobody_in(passwords: Passwords, kept: str) -> None:
    assert (await passwords.verify(kept, GOOD))[0] is False
