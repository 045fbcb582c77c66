"""A server on loopback that plays answers of TourAPI and of Seoul's open data.

The shapes are made from the documented ones, with invented rows; nothing was recorded from the
real servers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.listening import listening

KEY = "s3cret+key/=="
PAGE = b"<!DOCTYPE html><html><body>Service Temporarily Unavailable</body></html>"


@dataclass
class Played:
    """``answer`` gets path and query, and gives what is sent, or a mood: ``slow``, ``cut off``,
    ``redirect``, ``500``, ``endless``."""

    answer: Callable[[str, Mapping[str, list[str]]], bytes | str]
    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        target = head.split(b" ")[1].decode()
        self.asked.append(target)
        parts = urlsplit(target)
        await _send(writer, self.answer(parts.path, parse_qs(parts.query)))


async def _send(writer: asyncio.StreamWriter, answer: bytes | str) -> None:
    if answer == "slow":
        await asyncio.sleep(1)
    elif answer == "redirect":
        writer.write(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        )
    elif answer == "500":
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
    elif answer == "cut off":
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"culturalEventInfo": {')
    elif answer == "endless":
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b" " * 100_000)
            await writer.drain()
    else:
        assert isinstance(answer, bytes)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(answer)
        )
        writer.write(answer)
    await writer.drain()


@asynccontextmanager
async def played(
    answer: Callable[[str, Mapping[str, list[str]]], bytes | str],
) -> AsyncIterator[Played]:
    there = Played(answer)
    async with listening(there.serve) as port:
        there.url = f"http://127.0.0.1:{port}"
        yield there


# ---- Seoul's open data ----


def event_row(number: int = 1, **change: Any) -> dict[str, Any]:
    return {
        "CODENAME": "전시/미술", "GUNAME": "중구", "TITLE": f"지어낸 전시 {number}",
        "DATE": "2026-11-01~2026-12-31", "PLACE": "지어낸 전시장", "ORG_NAME": "지어낸 기관",
        "USE_FEE": "무료", "ORG_LINK": "https://example.org/1", "MAIN_IMG": "",
        "RGSTDATE": "2026-10-01",
        "STRTDATE": "2026-11-01 00:00:00.0", "END_DATE": "2026-12-31 00:00:00.0",
        "LOT": "126.978", "LAT": "37.5665", "IS_FREE": "무료", "HMPG_ADDR": "",
    } | change  # fmt: skip


def seoul_page(rows: list[dict[str, Any]], total: int | None = None) -> bytes:
    result = {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}
    told = {
        "list_total_count": len(rows) if total is None else total,
        "RESULT": result,
        "row": rows,
    }
    return json.dumps({"culturalEventInfo": told}).encode()


def seoul_error(code: str) -> bytes:
    return json.dumps({"RESULT": {"CODE": code, "MESSAGE": "오류"}}).encode()


# ---- TourAPI ----


def place_row(number: int = 1, **change: Any) -> dict[str, Any]:
    return {
        "addr1": "서울특별시 중구 지어낸로 1", "addr2": "", "areacode": "1",
        "contentid": str(number),
        "contenttypeid": "12", "mapx": "126.978", "mapy": "37.5665",
        "modifiedtime": "20261101120000",
        "title": f"지어낸{number} 박물관", "tel": "",
    } | change  # fmt: skip


def tour_page(rows: list[dict[str, Any]], total: int | None = None) -> bytes:
    body = {
        "items": {"item": rows} if rows else "", "numOfRows": 1000, "pageNo": 1,
        "totalCount": len(rows) if total is None else total,
    }  # fmt: skip
    header = {"resultCode": "0000", "resultMsg": "OK"}
    return json.dumps({"response": {"header": header, "body": body}}).encode()


def tour_answers(path: str, query: Mapping[str, list[str]]) -> bytes:
    """A city of two places and one festival."""
    match path.rpartition("/")[2]:
        case "areaBasedList2":
            number = int(query["contentTypeId"][0])
            return tour_page([place_row(number, contenttypeid=str(number))])
        case "searchFestival2":
            row = place_row(
                90, title="지어낸 축제", eventstartdate="20261101", eventenddate="20261130"
            )
            return tour_page([row])
        case _:
            notes = [{"infoname": "관람시간", "infotext": "09:00~18:00<br>월요일 휴관 &lt;b&gt;"}]
            return tour_page(notes)
