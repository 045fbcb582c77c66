"""A copy holds everything, of one moment, and comes back whole or not at all."""

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import delete, insert, update

from metaserver.errors import StoreError
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlAuditStore,
    SqlChatStore,
    SqlModerationStore,
)
from metaserver.storage.backup import load, prepare, save
from metaserver.storage.migrate import alembic_config
from metaserver.storage.sqlite import plain_engine
from metaserver.storage.tables import COMPLAINT_PHOTOS, COMPLAINTS, REPORTS
from tests.support.postgres import Cluster
from tests.unit.storage.lines import line, report
from tests.unit.storage.people import account, entry
from tests.unit.storage.rows import COMPLAINT, PHOTO, everything
from tests.unit.storage.test_crash import CHILD

ROOT = Path(__file__).parents[3]


async def fill(db: Database) -> None:
    """Something of each type; a complaint that was merged into a later one; a number that was
    given and is gone."""
    await SqlChatStore(db).append([line(n, text="안녕 😀") for n in range(1, 120)])
    await SqlAccountStore(db).add(account(), subject=("https://id.example", "kim"))
    await SqlAuditStore(db).append(entry())
    async with db.write("complaints") as connection:
        for number, lat in (("2026-1", 37.5665), ("2026-2", None)):
            row = COMPLAINT | {"number": number, "lat": lat}
            await connection.execute(insert(COMPLAINTS).values(row))
        first = COMPLAINTS.c.number == "2026-1"
        await connection.execute(update(COMPLAINTS).where(first).values(merged_into=2))
        photo = PHOTO | {"id": "p", "complaint": 1, "body": bytes(range(256))}
        await connection.execute(insert(COMPLAINT_PHOTOS).values(photo))
    for _ in range(3):
        last = await SqlModerationStore(db).add_report(report())
    async with db.write("erase") as connection:
        await connection.execute(delete(REPORTS).where(REPORTS.c.id == last))


@pytest.fixture(params=["sqlite", "postgresql"])
async def target(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster
) -> AsyncIterator[Path | str]:
    """Where nothing is yet."""
    if request.param == "sqlite":
        yield tmp_path / "target.sqlite"
        return
    url = await postgres.new_database()
    yield url
    await postgres.drop(url)


async def restored(copy: Path, target: Path | str) -> Database:
    """Opened; to be closed."""
    prepare(copy)
    if isinstance(target, str):
        await load(copy, target, replace=False)
    else:
        shutil.copy(copy, target)
    db = Database(target)
    await db.open()
    return db


async def test_everything_comes_back_in_either_kind_of_database(
    db: Database, target: Path | str, tmp_path: Path
) -> None:
    await fill(db)
    before = await everything(db)
    assert {len(rows) > 0 for name, rows in before.items() if name in ("chat", "audit")} == {True}
    await save(db.where, tmp_path / "copy")
    again = await restored(tmp_path / "copy", target)
    try:
        assert await everything(again) == before
        assert await SqlModerationStore(again).add_report(report()) == 4, "3 was given once"
        with pytest.raises(StoreError, match="append-only"):
            async with again.write("crime") as connection:
                await connection.exec_driver_sql("UPDATE audit SET actor = ''")
    finally:
        await again.close()


async def test_a_copy_is_of_one_moment_and_waits_for_nobody(db: Database, tmp_path: Path) -> None:
    await SqlChatStore(db).append([line(1)])
    async with db.write("going on") as connection:
        await connection.execute(insert(COMPLAINTS).values(COMPLAINT))
        await save(db.where, tmp_path / "copy")
    await SqlChatStore(db).append([line(2)])
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("SELECT seq FROM chat").fetchall() == [(1,)]
        assert copy.execute("SELECT count(*) FROM complaints").fetchone() == (0,)
    copy.close()


async def test_what_a_busy_server_acknowledged_before_is_in_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    busy = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert busy.stdout is not None
    try:
        for n in range(3):
            for _ in range(20):
                acknowledged = int(await busy.stdout.readline())
            copy = tmp_path / f"copy{n}"
            await save(path, copy)
            with sqlite3.connect(copy) as plain:
                kept = [number for (number,) in plain.execute("SELECT id FROM reports ORDER BY id")]
            plain.close()
            assert kept == list(range(1, len(kept) + 1))
            assert len(kept) >= acknowledged
    finally:
        busy.kill()
        await busy.communicate()


async def test_a_copy_of_an_older_server_is_brought_to_todays_tables(tmp_path: Path) -> None:
    engine, config = plain_engine(tmp_path / "copy"), alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO chat_heads VALUES ('plaza', 41)")
    engine.dispose()
    db = await restored(tmp_path / "copy", tmp_path / "target.sqlite")
    assert await SqlChatStore(db).last_seq("plaza") == 41
    assert await SqlAccountStore(db).list() == []
    await db.close()


async def test_a_damaged_copy_is_refused(sqlite_db: Database, tmp_path: Path) -> None:
    await fill(sqlite_db)
    copy = tmp_path / "copy"
    await save(sqlite_db.where, copy)
    data = bytearray(copy.read_bytes())
    data[4096 * 3 : 4096 * 12] = bytes(4096 * 9)
    copy.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged|cannot be used"):
        prepare(copy)


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be copied"):
        await save(tmp_path / "nothing.sqlite", tmp_path / "copy")
    assert not (tmp_path / "nothing.sqlite").exists()


async def test_nothing_is_replaced_unless_it_is_said(postgres_db: Database, tmp_path: Path) -> None:
    url, copy = str(postgres_db.where), tmp_path / "copy"
    await save(url, copy)
    await fill(postgres_db)
    with pytest.raises(StoreError, match="A server is connected"):
        await load(copy, url, replace=True)
    before = await everything(postgres_db)
    await postgres_db.close()
    with pytest.raises(StoreError, match="--replace"):
        await load(copy, url, replace=False)
    await _open_and_expect(postgres_db, before)
    await load(copy, url, replace=True)
    await _open_and_expect(postgres_db, {name: [] for name in before})


async def test_a_restore_that_fails_halfway_leaves_what_was_there(
    postgres_db: Database, sqlite_db: Database, tmp_path: Path
) -> None:
    await fill(postgres_db)
    before = await everything(postgres_db)
    await postgres_db.close()
    await SqlChatStore(sqlite_db).append([line(1)])
    async with sqlite_db.write("wrong") as connection:
        await connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        await connection.exec_driver_sql("UPDATE chat SET channel = 'not a number'")
    await save(sqlite_db.where, tmp_path / "copy")
    with pytest.raises(StoreError):
        await load(tmp_path / "copy", str(postgres_db.where), replace=True)
    await _open_and_expect(postgres_db, before)


async def _open_and_expect(db: Database, rows: dict[str, list[dict[str, Any]]]) -> None:
    await db.open()
    assert await everything(db) == rows
    await db.close()
