"""An operator in the back office, and what there is to keep in order."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.outbox import NewEntry
from tests.unit.web.office.hall import Hall, Official

MINJI = "a00000000000000bb"


@asynccontextmanager
async def operator(hall: Hall) -> AsyncIterator[Official]:
    async with hall.official("이운영", Grant(Role.OPERATOR), account="a" + "7" * 16) as one:
        yield one


async def minji(hall: Hall, **more: Any) -> Account:
    made = Account(
        id=MINJI, created_ms=hall.clock.unix_ms(), **{"login": "minji", "name": "민지", **more}
    )
    await hall.accounts.add(made)
    return made


async def now(hall: Hall) -> Account:
    found = await hall.accounts.get(MINJI)
    assert found
    return found


async def log(hall: Hall) -> list[tuple[str, str, str]]:
    """Actor, action and subject, newest first."""
    return [(each.actor, each.action, each.subject) for each in await hall.audit.entries()]


async def dead_letter(hall: Hall, *, uncertain: bool = False) -> tuple[int, str]:
    """Its number, and that of its complaint."""
    number = await hall.told()
    complaint = await hall.store.by_number(number)
    assert complaint
    new = NewEntry(target="open311", kind="submit", order=f"complaint:{complaint.id}")
    now_ms = hall.clock.unix_ms()
    entry = await hall.outbox.add(new, now_ms=now_ms, complaint=complaint.id)
    await hall.outbox.sending(entry)
    if not uncertain:
        await hall.outbox.failed(entry, due_ms=now_ms, error="", uncertain=False)
    await hall.outbox.dead(entry, now_ms=now_ms, error="The other side answered 400.")
    return entry, number


def once(page: str, name: str) -> str:
    """What is shown once, '' where nothing is."""
    found = re.search(rf'id="once-{name}"[^>]* value="([^"]+)"', page)
    return unescape(found[1]) if found else ""
