"""``metaserver backup`` and ``restore``, as an operator gives them."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from metaserver.datadir import DataFolder
from metaserver.storage import Database, SqlChatStore
from tests.support.postgres import Cluster, postgres
from tests.support.server import ROOT, CityProcess
from tests.unit.storage.lines import line

__all__ = ["postgres"]


def metaserver(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("METASERVER_")}
    return subprocess.run(
        [sys.executable, "-m", "metaserver", *arguments],
        cwd=ROOT, env=plain | settings, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a city that was here before."""
    folder = DataFolder(tmp_path / "data")
    folder.open()
    folder.secret()
    folder.operator_key()
    asyncio.run(say(folder.database, 3))
    folder.close()
    return folder.path


async def say(where: Path | str, lines: int) -> None:
    db = Database(where)
    await db.open()
    await SqlChatStore(db).append([line(n) for n in range(1, lines + 1)])
    await db.close()


async def said(where: Path | str) -> int:
    db = Database(where)
    await db.open()
    last = await SqlChatStore(db).last_seq("plaza")
    await db.close()
    return last


@pytest.fixture
def url(postgres: Cluster) -> Iterator[str]:
    made = asyncio.run(postgres.new_database())
    yield made
    asyncio.run(postgres.drop(made))


def test_a_running_city_is_backed_up_and_another_begins_with_it(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "city.tar"
    with CityProcess(data):
        made = metaserver("backup", file, "--data", data)
        assert (made.returncode, made.stderr) == (0, "")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        refused = metaserver("restore", file, "--data", data, "--replace")
        assert refused.returncode == 2
        assert "in use by another server" in refused.stderr
    restored = metaserver("restore", file, "--data", tmp_path / "other")
    assert (restored.returncode, restored.stderr) == (0, "")
    with CityProcess(tmp_path / "other"):
        pass
    assert asyncio.run(said(tmp_path / "other" / "city.sqlite")) == 3
    for key in ("secret.key", "operator.key"):
        assert (tmp_path / "other" / key).read_bytes() == (data / key).read_bytes()


def test_a_city_on_postgresql_is_backed_up_and_not_overwritten_while_it_runs(
    data: Path, tmp_path: Path, url: str
) -> None:
    file, setting = tmp_path / "city.tar", {"METASERVER_DATABASE_URL": url}
    with CityProcess(data, database_url=url) as city:
        health = httpx.get(f"{city.url}/healthz", trust_env=False)
        assert (health.status_code, health.json()["database"]) == (200, "ok")
        made = metaserver("backup", file, "--data", data, **setting)
        assert (made.returncode, made.stderr) == (0, "")
        other = tmp_path / "other"
        refused = metaserver("restore", file, "--data", other, "--replace", **setting)
        assert (refused.returncode, "A server is connected" in refused.stderr) == (2, True)
        assert "postgresql://" not in city.log + refused.stderr
    assert [each.name for each in other.iterdir()] == ["lock"], "nothing was half done"


def test_nothing_is_overwritten_unless_it_is_said(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "city.tar"
    assert metaserver("backup", file, "--data", data).returncode == 0
    again = metaserver("backup", file, "--data", data)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    asyncio.run(say(data / "city.sqlite", 9))
    refused = metaserver("restore", file, "--data", data)
    assert (refused.returncode, "--replace" in refused.stderr) == (2, True)
    assert asyncio.run(said(data / "city.sqlite")) == 9
    assert metaserver("restore", file, "--data", data, "--replace").returncode == 0
    assert asyncio.run(said(data / "city.sqlite")) == 3


def test_a_city_moves_from_a_file_to_postgresql_and_back(
    data: Path, tmp_path: Path, url: str
) -> None:
    there, back = tmp_path / "there.tar", tmp_path / "back.tar"
    setting = {"METASERVER_DATABASE_URL": url}
    assert metaserver("backup", there, "--data", data).returncode == 0
    assert metaserver("restore", there, "--data", tmp_path / "new", **setting).returncode == 0
    assert asyncio.run(said(url)) == 3
    assert not (tmp_path / "new" / "city.sqlite").exists()
    assert metaserver("backup", back, "--data", tmp_path / "new", **setting).returncode == 0
    assert metaserver("restore", back, "--data", tmp_path / "old").returncode == 0
    assert asyncio.run(said(tmp_path / "old" / "city.sqlite")) == 3
    assert (tmp_path / "old" / "secret.key").read_bytes() == (data / "secret.key").read_bytes()


def test_a_damaged_backup_changes_nothing(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "city.tar"
    assert metaserver("backup", file, "--data", data).returncode == 0
    file.write_bytes(file.read_bytes()[:-40_000])
    before = {each.name: each.read_bytes() for each in data.iterdir()}
    failed = metaserver("restore", file, "--data", data, "--replace")
    assert (failed.returncode, "is damaged" in failed.stderr) == (2, True)
    assert {each.name: each.read_bytes() for each in data.iterdir()} == before


def test_what_cannot_be_done_is_told_in_a_sentence(data: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("backup", tmp_path / "a.tar", "--data", tmp_path / "none"), "there is no database"),
        (("backup", tmp_path / "none" / "a.tar", "--data", data), "No such file or directory"),
        (("restore", tmp_path / "a.tar", "--data", tmp_path / "new"), "No such file or directory"),
    ):
        done = metaserver(*arguments)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
        assert done.stderr.count("\n") == 1
    (data / "city.sqlite").write_bytes(b"a letter" * 1000)
    done = metaserver("backup", tmp_path / "a.tar", "--data", data)
    assert (done.returncode, "file is not a database" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "a.tar").exists()


def test_the_backup_of_a_newer_server_is_refused(data: Path, tmp_path: Path) -> None:
    plain = sqlite3.connect(data / "city.sqlite")
    with plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    plain.close()
    assert metaserver("backup", tmp_path / "a.tar", "--data", data).returncode == 0
    done = metaserver("restore", tmp_path / "a.tar", "--data", tmp_path / "new")
    assert (done.returncode, "another version of the server" in done.stderr) == (2, True)
