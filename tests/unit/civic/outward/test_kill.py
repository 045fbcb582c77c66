"""``kill -9`` while complaints are being forwarded: each arrives there once."""

import asyncio
import signal
import sys
from pathlib import Path
from random import Random

import pytest

from metaserver.ports.outbox import Delivery
from metaserver.storage import Database
from tests.integration.waiting import until
from tests.support.otherserver import OtherServer
from tests.unit.civic.outward.town import LISTED_S, Town

CHILD = """
import asyncio, json, sys
from pathlib import Path
from metaserver.storage import Database
from tests.unit.civic.outward.town import Town

async def main():
    db = Database(Path(sys.argv[1]))
    await db.open()
    town = Town(db, sys.argv[2], **json.loads(sys.argv[3]))
    await town.worker.start()
    await asyncio.sleep(60)

asyncio.run(main())
"""
KEYS = '{"idempotent": true}'
LISTED = f'{{"listed_within_s": {LISTED_S}}}'


async def child(database: Path, url: str, ways: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(database), url, ways, cwd=Path(__file__).parents[4]
    )


async def filed(database: Path, url: str, count: int) -> None:
    db = Database(database)
    await db.open()
    town = Town(db, url)
    await town.file(*(f"{n}번째" for n in range(count)))
    await town.remote.close()
    await db.close()


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("ways", [KEYS, LISTED])
async def test_between_sending_and_noting(tmp_path: Path, other: OtherServer, ways: str) -> None:
    path = tmp_path / "killed.sqlite"
    other.honours_keys = ways == KEYS
    other.moods.append("hangs")
    await filed(path, other.url, 1)
    process = await child(path, other.url, ways)
    await until(other.got.is_set, within_s=20)
    await kill(process)
    await finish(path, other, ways)
    assert len(other.posts) == (2 if ways == KEYS else 1)
    assert len(other.stored) == 1


async def test_at_random_moments(tmp_path: Path, other: OtherServer) -> None:
    path, random = tmp_path / "killed.sqlite", Random(11)
    other.honours_keys = True
    await filed(path, other.url, 60)
    for _ in range(4):
        process = await child(path, other.url, KEYS)
        other.got.clear()
        await until(other.got.is_set, within_s=20)
        await asyncio.sleep(random.uniform(0.0, 0.05))
        await kill(process)
    assert len(other.stored) < 60, "the kills came in the middle of it"
    await finish(path, other, KEYS)
    words = [each.description.splitlines()[0] for each in other.stored]
    assert sorted(words) == sorted(f"{n}번째" for n in range(60))


async def finish(path: Path, other: OtherServer, ways: str) -> None:
    """A server that is not killed does the rest."""
    db = Database(path)
    await db.open()
    town = Town(db, other.url, idempotent=ways == KEYS, listed_within_s=LISTED_S)
    while any(each.state is Delivery.WAITING for each in await town.entries()):
        await town.turn(after_s=LISTED_S)
    assert {each.state for each in await town.entries()} == {Delivery.DONE}
    linked = await town.outbox.links("open311", open_only=True, limit=100)
    assert sorted(number for _, number, _ in linked) == sorted(each.id for each in other.stored)
    await town.remote.close()
    await db.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is: what ends a request here is a kill."""
