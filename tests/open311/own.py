"""Our own server, as a user starts it, with a few requests that the suite can read at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.means import Means
from metaserver.civic.models import Asker
from metaserver.clock import SystemClock
from metaserver.ports.complaints import Change, Event, EventKind, Status
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlAuditStore,
    SqlComplaintStore,
    SqlOfficeStore,
)
from metaserver.workers import Workers
from tests.support.server import ROOT, CityProcess

from .georeport import Under

JURISDICTION = "city.example"
PLACE = {"lat": 37.5663, "lon": 126.9779, "source": "point"}
FORMS: tuple[dict[str, Any], ...] = (
    {"kind": "other", "place": PLACE, "description": "공개하기로 한 글", "public": True},
    {"kind": "other", "place": PLACE, "description": "공개하지 않는 글"},
    {"kind": "road", "place": {"address": "세종대로 110"}, "description": "움푹 파인 곳",
     "attributes": {"damage": "pothole"}, "public": True},
)  # fmt: skip


@contextmanager
def own_server(data: Path) -> Iterator[Under]:
    settings = {"open311_jurisdiction": JURISDICTION, "log_level": "warning"}
    with CityProcess(data, **settings) as city:
        asyncio.run(_file_some(data))
        yield Under(
            base_url=f"{city.url}/open311/v2",
            api_key=new_key(data),
            jurisdiction=JURISDICTION,
            lat="37.5663",
            long="126.9779",
            address="110 Sejong-daero, Jung-gu, Seoul",
            address_id="example-1",
        )


def new_key(data: Path) -> str:
    """By the command, beside the running server."""
    command = [sys.executable, "-m", "metaserver", "key", "add", "--data", str(data)]
    done = subprocess.run(
        [*command, "--name", "conformance suite", "--per-minute", "6000"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


async def _file_some(data: Path) -> None:
    """By citizens: one is answered already."""
    db, clock = Database(data / "city.sqlite"), SystemClock()
    await db.open()
    try:
        store = SqlComplaintStore(db)
        service = ComplaintService(
            Means(
                complaints=store,
                office=SqlOfficeStore(db),
                accounts=SqlAccountStore(db),
                audit=SqlAuditStore(db),
                worker=Workers(),
                clock=clock,
                key=b"k" * 32,
            )
        )
        for form in FORMS:
            receipt = await service.submit(service.check(form), Asker(), None)
        filed = await store.by_number(receipt.number)
        assert filed is not None
        await _answer(store, filed, clock.unix_ms())
    finally:
        await db.close()


async def _answer(store: SqlComplaintStore, filed: Any, now_ms: int) -> None:
    event = Event(
        complaint=filed.id, time_ms=now_ms, kind=EventKind.ANSWER, status=Status.ANSWERED,
        department=filed.department, words="메웠습니다.",
    )  # fmt: skip
    after = replace(filed, status=Status.ANSWERED, updated_ms=now_ms, closed_ms=now_ms)
    await store.change(Change(after=after, event=event))
