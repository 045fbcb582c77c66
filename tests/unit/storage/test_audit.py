"""The record of official acts can be added to, and to nothing else."""

import asyncio
import time
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update

from metaserver.errors import Conflict, StoreError
from metaserver.storage import Database, SqlAuditStore
from metaserver.storage.audit import add_audit
from metaserver.storage.tables import AUDIT
from tests.unit.storage.lines import DAY_MS
from tests.unit.storage.people import KIM, LEE, entry

YEARS_3_MS = 1095 * DAY_MS


async def test_entries_are_read_newest_first_page_by_page(db: Database) -> None:
    audit = SqlAuditStore(db)
    for n in range(5):
        await audit.append(entry(f"complaint.{n}"))
    page = await audit.entries(limit=2)
    assert [each.action for each in page] == ["complaint.4", "complaint.3"]
    assert replace(page[0], id=None) == entry("complaint.4")
    more = await audit.entries(before_id=page[-1].id)
    assert [each.action for each in more] == ["complaint.2", "complaint.1", "complaint.0"]


async def test_entries_are_found_by_who_and_by_the_beginning_of_what(db: Database) -> None:
    audit = SqlAuditStore(db)
    for each in (entry("role.grant", KIM), entry("role_x", KIM), entry("role.revoke", LEE)):
        await audit.append(each)
    assert [each.action for each in await audit.entries(actor=KIM)] == ["role_x", "role.grant"]
    assert [each.action for each in await audit.entries(action="role.")] == [
        "role.revoke", "role.grant",
    ]  # fmt: skip
    assert await audit.entries(action="%") == []


@pytest.mark.parametrize(
    "crime",
    [
        update(AUDIT).values(actor="somebody else"),
        delete(AUDIT),
        delete(AUDIT).where(AUDIT.c.id == 1),
    ],
    ids=["change", "take out all", "take out one"],
)
async def test_an_entry_can_be_neither_changed_nor_taken_out(db: Database, crime) -> None:
    now_ms = int(time.time() * 1000)
    await SqlAuditStore(db).append(entry(time_ms=now_ms - YEARS_3_MS + DAY_MS))
    with pytest.raises(StoreError, match="append-only"):
        async with db.write("crime") as connection:
            await connection.execute(crime)
    (left,) = await SqlAuditStore(db).entries()
    assert left.actor == KIM


async def test_the_whole_record_cannot_be_emptied_or_overwritten(db: Database) -> None:
    await SqlAuditStore(db).append(entry())
    order = {
        "sqlite": "INSERT OR REPLACE INTO audit VALUES (1, 1, 'x', 'x', 'x', '{}')",
        "postgresql": "TRUNCATE audit",
    }[db.dialect]
    with pytest.raises(StoreError, match="append-only"):
        async with db.write("crime") as connection:
            await connection.exec_driver_sql(order)
    assert [each.actor for each in await SqlAuditStore(db).entries()] == [KIM]


async def test_an_entry_is_taken_out_after_three_years(db: Database) -> None:
    now_ms = int(time.time() * 1000)
    await SqlAuditStore(db).append(entry(time_ms=now_ms - YEARS_3_MS - 1000))
    async with db.write("erase") as connection:
        await connection.execute(delete(AUDIT))
    assert await SqlAuditStore(db).entries() == []


async def test_what_did_not_happen_is_not_on_record(db: Database) -> None:
    with pytest.raises(Conflict):
        async with db.write("change") as connection:
            await add_audit(connection, entry())
            raise Conflict("changed")
    assert await SqlAuditStore(db).entries() == []


async def test_who_reads_on_from_the_newest_number_misses_none(db: Database) -> None:
    """The entry with the higher number does not become visible first."""
    audit = SqlAuditStore(db)
    async with db.write("first") as connection:
        await add_audit(connection, entry("first"))
        second = asyncio.create_task(audit.append(entry("second")))
        await asyncio.sleep(0.1)
        assert await audit.entries() == []
    await second
    assert [each.action for each in await audit.entries()] == ["second", "first"]


async def test_numbers_are_given_by_the_database(db: Database) -> None:
    async with db.write("row") as connection:
        await connection.execute(
            insert(AUDIT).values(time_ms=1, actor="a", action="b", subject="c", detail={})
        )
    assert (await SqlAuditStore(db).entries())[0].id == 1
