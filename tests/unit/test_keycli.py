"""``metaserver key``: shown once, kept as a hash, ended at once."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from metaserver.clock import SystemClock
from metaserver.errors import SettingError
from metaserver.keycli import key_app
from metaserver.storage import Database
from metaserver.storage.access import SqlApiKeyStore
from metaserver.web.open311 import Keys
from metaserver.web.open311.faults import Faults


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *words: str) -> Result:
    result = CliRunner().invoke(key_app, [*words, "--data", str(data)])
    if isinstance(result.exception, SettingError):
        raise result.exception
    return result


def issue(data: Path, name: str = "a program", *more: str) -> str:
    result = run(data, "add", "--name", name, *more)
    assert result.exit_code == 0, result.output
    return result.stdout.removesuffix("\n")


def everything_kept(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.iterdir() if path.is_file())


def test_a_new_key_stands_alone_on_the_output_and_only_its_hash_is_kept(data: Path) -> None:
    result = run(data, "add", "--name", "신고 앱", "--per-minute", "30")
    key = result.stdout.removesuffix("\n")
    assert re.fullmatch("ovk_[a-z2-7]{32}", key)
    assert "Key 1 for 신고 앱: 30 requests a minute" in result.stderr and key not in result.stderr
    assert key.encode() not in everything_kept(data)


def test_the_list_tells_keys_apart_without_showing_them(data: Path) -> None:
    first, second = issue(data, "one"), issue(data, "two")
    told = run(data, "list").stdout
    assert first[:8] in told and second[:8] in told and "two" in told
    assert first not in told and first[8:16] not in told


def test_an_empty_list_says_what_to_do(data: Path) -> None:
    issue(data)
    with closing(sqlite3.connect(data / "city.sqlite")) as database, database:
        database.execute("DELETE FROM api_keys")
    assert "metaserver key add" in run(data, "list").stdout


def test_revoking_ends_a_key_once(data: Path) -> None:
    issue(data)
    assert run(data, "revoke", "1").stdout == "Revoked key 1.\n"
    for number in ("1", "7"):
        again = run(data, "revoke", number)
        assert again.exit_code == 1 and "no key" in again.stderr


def test_what_is_done_with_keys_is_in_the_audit_log(data: Path) -> None:
    key = issue(data)
    run(data, "revoke", "1")
    with closing(sqlite3.connect(data / "city.sqlite")) as database:
        rows = database.execute("SELECT actor, action, subject, detail FROM audit ORDER BY id")
        told = rows.fetchall()
    assert [row[:3] for row in told] == [
        ("command-line", "key.add", "key:1"), ("command-line", "key.revoke", "key:1"),
    ]  # fmt: skip
    assert key not in str(told)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x1b[31m"])
def test_names_are_short_and_printable(data: Path, name: str) -> None:
    with pytest.raises(SettingError, match="name: must be"):
        run(data, "add", "--name", name)


@pytest.mark.parametrize("words", [("list",), ("revoke", "1")])
def test_where_there_is_no_database_nothing_is_made(data: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SettingError, match="there is no database"):
        run(data, *words)
    assert not data.exists()


async def test_a_running_server_knows_a_new_key_and_an_ended_one_at_once(data: Path) -> None:
    await asyncio.to_thread(issue, data)
    db = Database(data / "city.sqlite")
    await db.open()
    try:
        keys = Keys(SqlApiKeyStore(db), SystemClock())
        key = await asyncio.to_thread(issue, data)
        assert await keys.admit(key) == 2
        await asyncio.to_thread(run, data, "revoke", "2")
        with pytest.raises(Faults):
            await keys.admit(key)
    finally:
        await db.close()
