"""Transactions and errors, alike on both databases."""

import asyncio

import pytest
from sqlalchemy import delete, insert, select, update

from metaserver.errors import Conflict, Forbidden, NotFound, StoreError
from metaserver.storage import Database
from metaserver.storage.tables import ACCOUNTS, BANS, DUTY
from tests.support.postgres import Cluster
from tests.unit.storage.lines import NOW_MS

SECRET = "아무도 몰라야 할 말"
BAN = {"address_key": "key", "reason": "spam", "since_ms": 1, "until_ms": NOW_MS}


async def test_what_is_there_already_is_a_conflict(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Conflict) as caught:
        async with db.write("test") as connection:
            await connection.execute(insert(BANS).values(BAN | {"id": 1}))
            await connection.execute(insert(BANS).values(BAN | {"id": 1, "reason": SECRET}))
    assert caught.value.code == "exists"
    assert SECRET not in str(caught.value) + caplog.text
    assert await _bans(db) == 0, "nothing of the transaction was kept"


async def test_what_belongs_to_nothing_is_not_found(db: Database) -> None:
    row = {"account": "a1", "department": "roads", "since_ms": 1, "seen_ms": 1}
    with pytest.raises(NotFound):
        async with db.write("test") as connection:
            await connection.execute(insert(DUTY).values(row))


async def test_a_refusal_inside_undoes_the_block_and_passes(db: Database) -> None:
    with pytest.raises(Forbidden):
        async with db.write("test") as connection:
            await connection.execute(insert(BANS).values(BAN))
            raise Forbidden("no")
    assert await _bans(db) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"reason": None, "address_key": SECRET}, {"until_ms": SECRET}, {"until_ms": 2**70}],
    ids=["missing", "of another type", "too large"],
)
async def test_errors_never_quote_a_value(
    db: Database, caplog: pytest.LogCaptureFixture, wrong: dict[str, object]
) -> None:
    try:
        async with db.write("test") as connection:
            await connection.execute(insert(BANS).values(BAN | wrong))
    except StoreError as error:
        assert SECRET not in str(error) + caplog.text
        assert "store failed: test" in caplog.text
    else:
        assert db.dialect == "sqlite", "a file takes any text for a number"


async def test_a_reader_sees_one_moment(db: Database) -> None:
    async with db.read("test") as connection:
        before = (await connection.execute(select(BANS))).all()
        async with db.write("meanwhile") as writing:
            await writing.execute(insert(BANS).values(BAN))
        assert (await connection.execute(select(BANS))).all() == before
    assert await _bans(db) == 1


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(StoreError):
        async with db.read("test") as connection:
            await connection.execute(delete(BANS))


async def test_of_two_who_read_before_they_write_none_is_lost(db: Database) -> None:
    """As a store does it: the row is locked when it is read."""
    async with db.write("start") as connection:
        await connection.execute(insert(BANS).values(BAN | {"id": 1, "until_ms": 0}))

    async def add_one() -> None:
        row = BANS.c.id == 1
        async with db.write("add") as connection:
            until_ms = await connection.scalar(select(BANS.c.until_ms).where(row).with_for_update())
            await asyncio.sleep(0)
            await connection.execute(update(BANS).where(row).values(until_ms=until_ms + 1))

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with db.read("end") as connection:
        assert await connection.scalar(select(BANS.c.until_ms)) == 20


async def test_it_says_whether_it_lives(db: Database) -> None:
    assert await db.is_alive()
    await db.close()
    assert not await db.is_alive()
    await db.open()
    assert await db.is_alive()


async def test_two_servers_that_start_at_once_upgrade_one_after_the_other(
    postgres: Cluster,
) -> None:
    url = await postgres.new_database()
    servers = [Database(url) for _ in range(3)]
    await asyncio.gather(*(server.open() for server in servers))
    assert all([await server.is_alive() for server in servers])
    for server in servers:
        await server.close()
    await postgres.drop(url)


async def test_a_server_goes_on_after_the_database_was_restarted(postgres_db: Database) -> None:
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    async with postgres_db.write("restart") as connection:
        await connection.exec_driver_sql(kill + "AND datname = current_database()")
    async with postgres_db.read("after") as connection:
        assert (await connection.execute(select(ACCOUNTS))).all() == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kim:geheim@127.0.0.1:1/city",
        "postgresql://kim:geheim@[/city",
        "mysql://kim:geheim@127.0.0.1/city",
        "postgresql://kim:geheim@127.0.0.1:port/city",
    ],
)
async def test_an_address_that_does_not_answer_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be used|must be like postgresql://") as caught:
        await Database(url).open()
    assert "geheim" not in str(caught.value)


async def test_a_database_that_is_not_there_is_named(postgres: Cluster) -> None:
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        await Database(postgres.url("nowhere")).open()


async def _bans(db: Database) -> int:
    async with db.read("bans") as connection:
        return len((await connection.execute(select(BANS))).all())
