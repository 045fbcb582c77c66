"""The stores of ``ports``: what is there after they return, and what after they fail."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest

from metaserver.errors import StoreError
from metaserver.storage import Database, SqlChatStore, SqlModerationStore, database
from tests.unit.storage.lines import DAY_MS, NOW_MS, ban, line, report


async def test_chat_comes_back_as_it_was_said(db: Database) -> None:
    chat = SqlChatStore(db)
    lines = [line(n, text=f"{n}번째 😀") for n in range(1, 6)]
    await chat.append(lines)
    await chat.append([line(1, world="hall")])
    assert await chat.since("plaza", 0, 100) == lines
    assert await chat.since("plaza", 3, 100) == lines[3:]
    assert await chat.since("plaza", 0, 2) == lines[3:], "the newest, oldest first"
    assert await chat.last_seq("plaza") == 5
    assert await chat.last_seq("nowhere") == 0


async def test_append_is_all_or_nothing(db: Database) -> None:
    chat = SqlChatStore(db)
    await chat.append([line(2)])
    with pytest.raises(StoreError):
        await chat.append([line(3), line(4, text=None)])
    assert [each.seq for each in await chat.since("plaza", 0, 10)] == [2]
    assert await chat.last_seq("plaza") == 2


async def test_an_append_may_be_repeated(db: Database) -> None:
    chat = SqlChatStore(db)
    for _ in range(2):
        await chat.append([line(1), line(2)])
    await chat.append([line(2, text="another"), line(3)])
    assert [each.text for each in await chat.since("plaza", 0, 10)] == ["안녕"] * 3


async def test_a_report_comes_back_with_its_evidence_and_is_decided_once(db: Database) -> None:
    moderation = SqlModerationStore(db)
    first = await moderation.add_report(report())
    second = await moderation.add_report(report(reason="hate"))
    newest, oldest = await moderation.reports(open_only=False, limit=10)
    assert (newest.id, oldest.id) == (second, first)
    assert oldest.evidence == [{"seq": 1, "text": "사세요"}]
    assert await moderation.decide(first, "warned", NOW_MS)
    assert not await moderation.decide(first, "banned", NOW_MS)
    assert not await moderation.decide(999, "banned", NOW_MS)
    assert [each.id for each in await moderation.reports(open_only=True, limit=10)] == [second]
    assert len(await moderation.reports(open_only=False, limit=1)) == 1


async def test_a_report_leads_to_an_address_also_of_one_who_had_left(db: Database) -> None:
    chat, store = SqlChatStore(db), SqlModerationStore(db)
    await chat.append([line(1)])
    there = await store.add_report(report(reported_address_key="key-of-b"))
    left = await store.add_report(report(reported="00aa", reported_address_key=""))
    silent = await store.add_report(report(reported="00cc", reported_address_key=""))
    for _ in range(600):
        await store.add_report(report())
    assert await store.reported_address(there) == "key-of-b"
    assert await store.reported_address(left) == "key"
    assert await store.reported_address(silent) == ""
    assert await store.reported_address(9999) is None


async def test_bans_hold_until_they_end_or_are_lifted(db: Database) -> None:
    moderation = SqlModerationStore(db)
    short = await moderation.add_ban(ban(NOW_MS + 1))
    long = await moderation.add_ban(ban(NOW_MS + DAY_MS))
    assert [each.id for each in await moderation.bans(NOW_MS)] == [short, long]
    assert [each.id for each in await moderation.bans(NOW_MS + 1)] == [long]
    assert await moderation.lift_ban(long)
    assert not await moderation.lift_ban(long)
    assert await moderation.bans(NOW_MS + 1) == []


async def test_a_full_disk_is_a_store_error_and_loses_nothing_before(sqlite_db: Database) -> None:
    chat = SqlChatStore(sqlite_db)
    await chat.append([line(1)])
    async with sqlite_db.write("limit") as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="full"):
        await chat.append([line(2, text="가" * 300_000)])
    assert [each.seq for each in await chat.since("plaza", 0, 10)] == [1]
    await chat.append([line(2)])
    assert await chat.last_seq("plaza") == 2


async def test_an_error_does_not_quote_what_was_said(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    chat = SqlChatStore(db)
    with pytest.raises(StoreError) as caught:
        await chat.append([line(1, text="비밀"), line(2, text=None)])
    assert "비밀" not in str(caught.value)
    assert "비밀" not in caplog.text
    assert "store failed: chat_append" in caplog.text


async def test_a_lock_that_stays_is_a_store_error(sqlite_db: Database, tmp_path: Path) -> None:
    db = sqlite_db
    async with db.write("patience") as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "city.sqlite")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        await SqlChatStore(db).append([line(1)])
    assert await SqlChatStore(db).since("plaza", 0, 10) == [], "readers go on meanwhile"
    other.rollback()
    other.close()
    await SqlChatStore(db).append([line(1)])


async def test_too_many_waiting_writes_fail_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WRITES_WAITING_MAX", 2)
    chat = SqlChatStore(db)
    results = await asyncio.gather(
        *(chat.append([line(n)]) for n in range(1, 5)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), type(None), StoreError, StoreError]
    await chat.append([line(9)])


async def test_a_cancelled_write_leaves_the_writer_free(db: Database) -> None:
    chat = SqlChatStore(db)
    for n in range(1, 6):
        task = asyncio.create_task(chat.append([line(n)]))
        await asyncio.sleep(0.0005 * n)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await chat.append([line(10)])
    assert await chat.last_seq("plaza") == 10


async def test_a_closed_database_is_a_store_error(db: Database) -> None:
    await db.close()
    with pytest.raises(StoreError, match="closed"):
        await SqlChatStore(db).last_seq("plaza")


async def test_a_slow_database_does_not_hold_the_loop(db: Database) -> None:
    chat = SqlChatStore(db)
    for start in range(0, 4000, 1000):
        await chat.append([line(start + n, text="말" * 100) for n in range(1000)])
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
        "SELECT sum(i) FROM n"
    )

    async def read() -> None:
        async with db.read("slow") as connection:
            await connection.exec_driver_sql(slow)

    task = asyncio.create_task(read())
    turns, begun = 0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1
    waited_s = time.monotonic() - begun
    assert waited_s > 0.02, "the query must be slow for this test to mean anything"
    # Not so many a second, which a busy machine decides: a loop that is held turns once or twice.
    assert turns >= 10, "the loop turned while the query ran"
