"""Complaints forwarded to a second instance of our own, over a connection that loses answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from metaserver.civic.complaints.outward.forwarding import mark
from metaserver.ports.complaints import (
    Change,
    Complaint,
    Event,
    EventKind,
    Search,
    Status,
)
from metaserver.ports.outbox import Delivery
from metaserver.storage import Database, SqlComplaintStore
from tests.open311.georeport import Under
from tests.open311.own import JURISDICTION, new_key, own_server
from tests.support.listening import listening
from tests.support.server import CityProcess
from tests.unit.civic.outward.town import KEY, LISTED_S, Town

ROAD = {"service": "road", "attributes": {"damage": {"code": "damage"}}}


@dataclass
class Lossy:
    """Brings requests to a server and, ``losses`` times, no answer back."""

    target: str
    losses: int = 0
    url: str = ""

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(self.target)
        far_reader, far_writer = await asyncio.open_connection(there.hostname, there.port)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            far_writer.write(head + await reader.readexactly(int(length or 0)))
            answer = await far_reader.readuntil(b"\r\n\r\n")
            self.losses -= 1
            if self.losses < 0:
                writer.write(answer + await far_reader.read(2_000_000))
        finally:
            far_writer.close()


@asynccontextmanager
async def lossy(target: str) -> AsyncIterator[Lossy]:
    between = Lossy(target)
    async with listening(between.pass_on) as port:
        between.url = f"http://127.0.0.1:{port}{urlsplit(target).path}"
        yield between


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Under, Path]]:
    folder = tmp_path_factory.mktemp("there")
    with own_server(folder) as under:
        yield under, folder / "city.sqlite"


async def answer_there(database: Path, complaint: Complaint) -> None:
    """An official of the other instance answers it."""
    db = Database(database)
    await db.open()
    store = SqlComplaintStore(db)
    (found,) = await store.search(Search(words=mark(KEY, complaint)))
    now_ms = time.time_ns() // 1_000_000
    event = Event(
        complaint=found.id, time_ms=now_ms, kind=EventKind.ANSWER, status=Status.ANSWERED,
        department=found.department, words="구멍을 메웠습니다.",
    )  # fmt: skip
    after = replace(found, status=Status.ANSWERED, updated_ms=now_ms, closed_ms=now_ms)
    await store.change(Change(after=after, event=event))
    await db.close()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Database]:
    db = Database(tmp_path / "here.sqlite")
    await db.open()
    yield db
    await db.close()


@pytest.mark.parametrize("answers", ["json", "xml"])
@pytest.mark.parametrize("ways", [{"idempotent": True}, {"listed_within_s": LISTED_S}])
async def test_each_arrives_once_and_the_answer_comes_back(
    there: tuple[Under, Path], here: Database, ways: dict[str, object], answers: str
) -> None:
    under, database = there
    async with lossy(under.base_url) as between:
        town = Town(
            here, between.url, key=under.api_key, jurisdiction=JURISDICTION, answers=answers,
            kinds={"road": ROAD}, **ways,
        )  # fmt: skip
        town.clock.now_ms = time.time_ns() // 1_000_000
        town.restart()
        between.losses = 3
        words = [f"구멍 {n} {answers} {sorted(ways)}" for n in range(3)]
        filed = await town.file(*words, attributes={"damage": "pothole"})
        for _ in range(5):
            await town.turn(after_s=LISTED_S)
        assert {each.state for each in await town.entries()} == {Delivery.DONE}
        rows = await town.remote.get("requests", {"service_code": "road"})
        arrived = [row["description"].splitlines()[0] for row in rows]
        assert sorted(each for each in arrived if each in words) == sorted(words)
        await answer_there(database, filed[0])
        assert await town.poll() == 1
        (answer,) = [e for e in await town.public(filed[0]) if e.kind is EventKind.ANSWER]
        assert answer.words.endswith("구멍을 메웠습니다.")
        assert (await town.now(filed[0])).status is Status.ANSWERED
        assert (await town.now(filed[1])).status is Status.RECEIVED
        await town.remote.close()


MAP = """\
format: 1
name: {ko: 옆 도시(예시), en: Next town (example)}
jurisdiction: city.example
idempotent: true
private: true
kinds: {road: {service: road, attributes: {damage: {code: damage}}}}
"""


async def test_a_running_server_forwards_by_itself(
    there: tuple[Under, Path], tmp_path: Path
) -> None:
    under, _ = there
    forward_map = tmp_path / "forward.yaml"
    forward_map.write_text(MAP, encoding="utf-8")
    form = {
        "service_code": "road", "attribute[damage]": "pothole", "lat": "37.5663",
        "long": "126.9779", "description": "달리는 서버에서 보낸 것",
    }  # fmt: skip
    with CityProcess(
        tmp_path / "here", forward_url=under.base_url, forward_key=under.api_key,
        forward_map=str(forward_map), log_level="warning",
    ) as city:  # fmt: skip
        key = new_key(tmp_path / "here")
        async with httpx.AsyncClient(base_url=f"{city.url}/open311/v2/") as program:
            done = await program.post("requests.json", data={"api_key": key, **form})
            assert done.status_code == 200
        async with httpx.AsyncClient(base_url=f"{under.base_url}/", timeout=10) as program:
            asked = {"jurisdiction_id": JURISDICTION, "service_code": "road"}
            for _ in range(100):
                shown = (await program.get("requests.json", params=asked)).text
                if form["description"] in shown:
                    return
                await asyncio.sleep(0.1)
    pytest.fail("it did not arrive")
