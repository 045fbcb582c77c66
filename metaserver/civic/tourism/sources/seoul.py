"""Events from Seoul's open data: the service ``culturalEventInfo`` of openapi.seoul.go.kr.

``/{KEY}/json/{SERVICE}/{START}/{END}/``, counted from 1, at most 1,000 rows a time. It answers
with HTTP 200 also where it refuses; ``RESULT.CODE`` tells, and ``INFO-000`` is success. Some of
its rows have latitude and longitude exchanged.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, Final

from metaserver.civic.means import Worker
from metaserver.civic.tourism.models import Event, Named
from metaserver.civic.tourism.sources.reading import (
    Gathered,
    Read,
    Row,
    link,
    read_facts,
    read_json,
    settled,
    text,
    wrong,
)
from metaserver.civic.tourism.sources.wire import TOTAL_S, Wire
from metaserver.ports.tourism import Fetched

BASE: Final = "http://openapi.seoul.go.kr:8088"
"""As it is documented: without TLS, so the key can be read on the way."""
NAME: Final = "Seoul's open data"
SERVICE: Final = "culturalEventInfo"
PAGE_ROWS: Final = 1000
PAGES_MAX: Final = 20
READ_S: Final = 10.0
SUCCESS: Final = "INFO-000"
TITLE: Final = Named(
    ko="서울 열린데이터광장, 서울시 문화행사 정보", en="Seoul Open Data Plaza, cultural events"
)


class SeoulOpenData:
    """Implements ``Source``."""

    id = "seoul"

    def __init__(
        self, key: str, *, worker: Worker, base: str = BASE, total_s: float = TOTAL_S
    ) -> None:
        self._key = key
        self._worker = worker
        self._wire = Wire(NAME, base, total_s=total_s)

    async def close(self) -> None:
        await self._wire.close()

    async def gather(self, known: Sequence[Fetched], *, today: dt.date, now_ms: int) -> Gathered:
        facts: dict[str, dict[str, Any]] = {}
        mended = refused = 0
        for page in range(PAGES_MAX):
            start, end = page * PAGE_ROWS + 1, (page + 1) * PAGE_ROWS
            body = await self._wire.get(f"{self._key}/json/{SERVICE}/{start}/{end}/")
            read: Read = await self._worker.run(read_events, body, today, within_s=READ_S)
            facts |= read.facts
            mended, refused = mended + read.mended, refused + read.refused
            if end >= read.total:
                break
        return Gathered(
            tuple(
                Fetched(source=self.id, kind="event", id=each, fetched_ms=now_ms, body=body)
                for each, body in facts.items()
            ),
            mended,
            refused,
        )


def read_events(body: bytes, today: dt.date) -> Read:
    """Those that are not over. Raises ``OutwardError``."""
    data = read_json(NAME, body)
    found = data.get(SERVICE, data)
    result = found.get("RESULT") if isinstance(found, dict) else None
    code = str(result.get("CODE", "")) if isinstance(result, dict) else ""
    if code != SUCCESS:
        raise wrong(NAME, f"refuses with {text(code, 40) or 'no code'}")
    rows, total = found.get("row"), found.get("list_total_count")
    if not isinstance(rows, list) or not isinstance(total, int):
        raise wrong(NAME, "answers with JSON of another shape")
    if len(rows) > PAGE_ROWS:
        raise wrong(NAME, f"gives {len(rows)} rows where {PAGE_ROWS} were asked for")
    if not rows:
        raise wrong(NAME, "gives no rows")
    wanted = [row for row in rows if not _is_over(row, today)]
    return read_facts(wanted, total, lambda row: _event(row, today))


def _is_over(row: Any, today: dt.date) -> bool:
    try:
        return _day(row["END_DATE"]) < today
    except (KeyError, TypeError, ValueError):
        return False  # it is looked at, and refused with a count


def _event(row: Row, today: dt.date) -> tuple[Event, bool]:
    if not isinstance(row, dict):
        raise ValueError("no row")
    lat = lon = None
    mended = False
    if row.get("LAT") and row.get("LOT"):
        lat, lon, mended = settled(row["LAT"], row["LOT"])
    name, venue = text(row.get("TITLE"), 300), text(row.get("PLACE"), 300)
    first = _day(row.get("STRTDATE"))
    event = Event(
        id=f"seoul:{_id(name, venue, first.isoformat())}",
        name=Named(ko=name),
        venue=venue or None,
        lat=lat,
        lon=lon,
        from_day=first,
        to_day=_day(row.get("END_DATE")),
        hours=text(row.get("PRO_TIME"), 300) or None,
        source=TITLE,
        url=link(row.get("HMPG_ADDR")) or link(row.get("ORG_LINK")),
        as_of=today,
        fetched=True,
    )
    return event, mended


def _day(value: Any) -> dt.date:
    """Of ``2026-11-22 00:00:00.0``. Raises ``ValueError``."""
    return dt.date.fromisoformat(str(value)[:10])


def _id(*parts: str) -> str:
    """The rows have no number: the same event has the same id tomorrow."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
