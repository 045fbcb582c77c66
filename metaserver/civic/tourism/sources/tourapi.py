"""Places and festivals from TourAPI (KorService2) of the Korea Tourism Organisation.

``areaBasedList2`` and ``searchFestival2`` in pages, ``detailInfo2`` a place. ``mapx`` is the
longitude, ``mapy`` the latitude. A refusal comes with HTTP 200 too: ``resultCode`` is ``0000``
for success, and the gateway before it answers in XML.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import unquote

from metaserver.civic.means import Worker
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.models import Event, Named, Note, Place
from metaserver.civic.tourism.sources.reading import (
    Gathered,
    Read,
    Row,
    read_facts,
    read_json,
    settled,
    text,
    wrong,
)
from metaserver.civic.tourism.sources.wire import TOTAL_S, Wire
from metaserver.errors import OutwardError
from metaserver.ports.tourism import FactKind, Fetched

BASE: Final = "https://apis.data.go.kr/B551011/KorService2"
NAME: Final = "TourAPI"
PAGE_ROWS: Final = 1000
PAGES_MAX: Final = 20
DETAILS_MAX: Final = 100
"""A day's requests are few; so many places a round get their notes, until all have some."""
EVENTS_SINCE: Final = dt.timedelta(days=180)
"""What began before is not asked for."""
READ_S: Final = 10.0
SUCCESS: Final = ("0000", "00")
SEOUL_AREA: Final = "1"
KINDS: Final = {"12": "attraction", "14": "culture"}
"""By ``contentTypeId``, where the name does not tell more."""
TITLE: Final = Named(ko="한국관광공사 TourAPI", en="Korea Tourism Organisation, TourAPI")


_log = logging.getLogger(__name__)


class TourApi:
    """Implements ``Source``; the key as it was given, encoded or not."""

    id = "tourapi"

    def __init__(
        self, key: str, *, worker: Worker, base: str = BASE, total_s: float = TOTAL_S
    ) -> None:
        self._key = unquote(key)
        self._worker = worker
        self._wire = Wire(NAME, base, total_s=total_s)

    async def close(self) -> None:
        await self._wire.close()

    async def gather(self, known: Sequence[Fetched], *, today: dt.date, now_ms: int) -> Gathered:
        places = list[Read]()
        for content_type in KINDS:
            asked = {"areaCode": SEOUL_AREA, "contentTypeId": content_type}
            places += await self._pages("areaBasedList2", asked, today)
        since = (today - EVENTS_SINCE).strftime("%Y%m%d")
        asked = {"areaCode": SEOUL_AREA, "eventStartDate": since}
        events = await self._pages("searchFestival2", asked, today)
        found = {each: body for read in places for each, body in read.facts.items()}
        await self._add_notes(found, known, now_ms)
        return Gathered(
            (
                *self._fetched("place", found, now_ms),
                *(one for each in events for one in self._fetched("event", each.facts, now_ms)),
            ),
            sum(each.mended for each in (*places, *events)),
            sum(each.refused for each in (*places, *events)),
        )

    def _fetched(
        self, kind: FactKind, facts: dict[str, dict[str, Any]], now_ms: int
    ) -> list[Fetched]:
        return [
            Fetched(source=self.id, kind=kind, id=each, fetched_ms=now_ms, body=body)
            for each, body in facts.items()
        ]

    async def _pages(self, call: str, asked: dict[str, str], today: dt.date) -> list[Read]:
        pages = list[Read]()
        for number in range(1, PAGES_MAX + 1):
            paged = {"numOfRows": str(PAGE_ROWS), "pageNo": str(number), **asked}
            body = await self._ask(call, paged)
            pages.append(await self._worker.run(read_page, body, call, today, within_s=READ_S))
            if number * PAGE_ROWS >= pages[-1].total:
                break
        if not any(page.rows for page in pages):
            raise wrong(NAME, "gives no rows")
        return pages

    async def _add_notes(
        self, found: dict[str, dict[str, Any]], known: Sequence[Fetched], now_ms: int
    ) -> None:
        """Those of the last time stay; some more places are asked about."""
        for each in known:
            if each.id in found and each.body.get("notes"):
                found[each.id]["notes"] = each.body["notes"]
        without = sorted(each for each, body in found.items() if not body["notes"])
        # Others each time: many places have none, and would always be the first.
        chosen = random.Random(now_ms).sample(without, min(DETAILS_MAX, len(without)))
        for place in chosen:
            _, content, content_type = place.split(":")
            asked = {"contentId": content, "contentTypeId": content_type}
            try:
                body = await self._ask("detailInfo2", {"numOfRows": "50", "pageNo": "1", **asked})
                notes = await self._worker.run(read_notes, body, within_s=READ_S)
            except OutwardError as error:
                _log.warning("no more notes this time: %s", error)
                return
            found[place]["notes"] = notes

    async def _ask(self, call: str, asked: dict[str, str]) -> bytes:
        common = {"MobileOS": "ETC", "MobileApp": "MetaverseSeoul", "_type": "json"}
        return await self._wire.get(call, {"serviceKey": self._key, **common, **asked})


def read_page(body: bytes, call: str, today: dt.date) -> Read:
    """Of ``areaBasedList2`` or ``searchFestival2``. Raises ``OutwardError``."""
    rows, total = _rows(body)
    if len(rows) > PAGE_ROWS:
        raise wrong(NAME, f"gives {len(rows)} rows where {PAGE_ROWS} were asked for")
    make = _place if call == "areaBasedList2" else _event
    return read_facts(rows, total, lambda row: make(row, today))


def read_notes(body: bytes) -> list[dict[str, Any]]:
    """Of ``detailInfo2``, as JSON; rooms of hotels and stages of walks are left out.

    Raises ``OutwardError``.
    """
    rows, _ = _rows(body)
    pairs = [(text(row.get("infoname"), 100), text(row.get("infotext"), 1000)) for row in rows]
    notes = [Note(title=title, words=words) for title, words in pairs if title and words]
    return [each.model_dump(mode="json") for each in notes[:20]]


def _rows(body: bytes) -> tuple[list[Row], int]:
    data = read_json(NAME, body)
    response = data.get("response", data)
    header = response.get("header", response) if isinstance(response, dict) else {}
    code = str(header.get("resultCode", "")) if isinstance(header, dict) else ""
    if code not in SUCCESS:
        raise wrong(NAME, f"refuses with {text(code, 40) or 'no code'}")
    try:
        found = response["body"]
        items = found["items"] or {"item": []}
        rows, total = items["item"], int(found["totalCount"])
    except (KeyError, TypeError, ValueError):
        raise wrong(NAME, "answers with JSON of another shape") from None
    # A single row comes without its list.
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise wrong(NAME, "answers with JSON of another shape")
    return rows, total


def _place(row: Row, today: dt.date) -> tuple[Place, bool]:
    lat, lon, mended = settled(row["mapy"], row["mapx"]) if _has_point(row) else _nowhere()
    name, content_type = text(row.get("title"), 300), str(row.get("contenttypeid", ""))
    place = Place(
        id=f"tourapi:{row.get('contentid')}:{content_type}",
        name=Named(ko=name),
        lat=lat,
        lon=lon,
        kind=_kind(name, content_type),
        address=_address(row) or None,
        source=TITLE,
        as_of=today,
        fetched=True,
    )
    return place, mended


def _event(row: Row, today: dt.date) -> tuple[Event, bool]:
    lat, lon, mended = settled(row["mapy"], row["mapx"]) if _has_point(row) else (None, None, False)
    event = Event(
        id=f"tourapi:{row.get('contentid')}",
        name=Named(ko=text(row.get("title"), 300)),
        venue=_address(row) or None,
        lat=lat,
        lon=lon,
        from_day=_day(row.get("eventstartdate")),
        to_day=_day(row.get("eventenddate")),
        source=TITLE,
        as_of=today,
        fetched=True,
    )
    return event, mended


def _nowhere() -> tuple[float, float, bool]:
    raise ValueError("no point")


def _has_point(row: Row) -> bool:
    return bool(row.get("mapx") and row.get("mapy"))


def _address(row: Row) -> str:
    return text(f"{row.get('addr1') or ''} {row.get('addr2') or ''}", 300)


def _day(value: Any) -> dt.date:
    """Of ``20261122``. Raises ``ValueError``."""
    return dt.datetime.strptime(str(value)[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has none


def _kind(name: str, content_type: str) -> str:
    """By the end of the name, such as 박물관; else what the list it stands in is about."""
    for code, kind in load_kinds().kinds.items():
        if any(name.endswith(word) for word in kind.words):
            return code
    return KINDS.get(content_type, "attraction")
