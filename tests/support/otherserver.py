"""Another city's GeoReport v2 server on loopback: real HTTP, and as bad as a test wants it.

``moods`` are for the next POSTs, one each; then it is well again. Whatever it says, ``stored`` is
what it really has.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.support.listening import Listener

Mood = Literal[
    "well", "token", "html", "wrong json", "500 after storing", "200 without storing", "redirect",
    "oversized", "endless", "cut off", "hangs", "compressed", "400", "403", "409", "503", "500",
]  # fmt: skip
STORES: frozenset[Mood] = frozenset(
    ("well", "token", "html", "wrong json", "500 after storing", "oversized", "endless", "cut off",
     "hangs", "compressed")
)  # fmt: skip
"""The moods in which it has the request all the same."""
Fields = dict[str, list[str]]


@dataclass
class Stored:
    id: str
    form: Fields
    key: str
    token: str = ""
    status: str = "open"
    notes: str = ""
    detailed: str = ""

    @property
    def description(self) -> str:
        return self.form["description"][0]


@dataclass
class OtherServer:
    honours_keys: bool = False
    shows_descriptions: bool = True
    page_size: int = 1000
    """0: it knows no pages and shows everything."""
    listing: Mood = "well"
    """For GET."""
    moods: deque[Mood] = field(default_factory=deque)
    stored: list[Stored] = field(default_factory=list)
    posts: list[tuple[Fields, str]] = field(default_factory=list)
    """Form and Idempotency-Key of each POST, also of those that came to nothing."""
    gets: list[str] = field(default_factory=list)
    known_tokens: bool = True
    """Whether the number behind a token is told yet."""
    port: int = 0
    got: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a POST was taken in, before it is answered."""
    _hanging: asyncio.Event = field(default_factory=asyncio.Event)
    _listener: Listener | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/open311/v2"

    async def start(self) -> None:
        self._listener = Listener(self._serve)
        self.port = await self._listener.start(self.port)

    async def stop(self) -> None:
        """Nobody is at the port then; ``start`` comes back to the same one."""
        self._hanging.set()
        if self._listener is not None:
            await self._listener.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (each.partition(":") for each in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, target, _ = first.split(" ")
        if method == "POST":
            form = parse_qs(body.decode(), keep_blank_values=True)
            await self._post(form, headers.get("idempotency-key", ""), target, writer)
        else:
            await self._get(target, writer)

    async def _post(
        self, form: Fields, key: str, target: str, writer: asyncio.StreamWriter
    ) -> None:
        self.posts.append((form, key))
        mood: Mood = self.moods.popleft() if self.moods else "well"
        stored = self._store(form, key, token=mood == "token") if mood in STORES else None
        self.got.set()
        rows = [] if stored is None else [_receipt(stored)]
        await self._answer(mood, _packed(rows, target), writer)

    def _store(self, form: Fields, key: str, *, token: bool) -> Stored:
        for each in self.stored:
            if self.honours_keys and key and each.key == key:
                return each
        number = f"B-{len(self.stored) + 1}"
        stored = Stored(number, form, key, f"tok/{number}" if token else "")
        self.stored.append(stored)
        return stored

    async def _get(self, target: str, writer: asyncio.StreamWriter) -> None:
        self.gets.append(target)
        parts = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "/tokens/" in parts.path:
            token = unquote(parts.path.rpartition("/")[2].rpartition(".")[0])
            rows: list[dict[str, object]] = [
                {"service_request_id": each.id if self.known_tokens else "", "token": token}
                for each in self.stored
                if each.token == token
            ]
        else:
            rows = [self._shown(each) for each in self._chosen(asked)]
        await self._answer(self.listing, _packed(rows, parts.path), writer)

    def _chosen(self, asked: dict[str, str]) -> Sequence[Stored]:
        if "service_request_id" in asked:
            return [
                each for each in self.stored if each.id in asked["service_request_id"].split(",")
            ]
        code = asked.get("service_code")
        found = [each for each in self.stored if code in (None, each.form["service_code"][0])]
        if not self.page_size:
            return found
        start = (int(asked.get("page", "1")) - 1) * self.page_size
        return found[start : start + self.page_size]

    def _shown(self, stored: Stored) -> dict[str, object]:
        row: dict[str, object] = {
            "service_request_id": stored.id,
            "status": stored.status,
            "status_notes": stored.notes or None,
            "description": stored.description if self.shows_descriptions else None,
        }
        if stored.detailed:
            row["extended_attributes"] = {"detailed_status": stored.detailed}
        return row

    async def _answer(self, mood: Mood, body: bytes, writer: asyncio.StreamWriter) -> None:
        match mood:
            case "cut off":
                return
            case "hangs":
                await self._hanging.wait()
            case "endless":
                await self._drip(writer)
            case "oversized":
                _write(writer, 200, b"[" + b" " * 3_000_000 + b"]")
            case "html":
                _write(writer, 200, b"<!DOCTYPE html><html><body>Thank you!</body></html>")
            case "wrong json":
                _write(writer, 200, b'{"ok": true')
            case "compressed":
                _write(writer, 200, body, "Content-Encoding: gzip")
            case "redirect":
                _write(writer, 302, b"", "Location: http://127.0.0.1:1/elsewhere")
            case "503":
                _write(writer, 503, b"", "Retry-After: 120")
            case "500 after storing":
                _write(writer, 500, b"")
            case "400" | "403" | "409" | "500":
                _write(writer, int(mood), b'[{"code": 1, "description": "no"}]')
            case _:
                _write(writer, 200, body)

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        """A body without an end, a byte at a time."""
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not self._hanging.is_set():
            writer.write(b"1\r\n \r\n")
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hanging.wait(), 0.02)


def _receipt(stored: Stored) -> dict[str, object]:
    if stored.token:
        return {"token": stored.token}
    return {"service_request_id": stored.id, "service_notice": None}


def _packed(rows: Sequence[dict[str, object]], path: str) -> bytes:
    if not urlsplit(path).path.endswith(".xml"):
        return json.dumps(rows).encode()
    inner = "".join(f"<request>{_elements(row)}</request>" for row in rows)
    return f"<service_requests>{inner}</service_requests>".encode()


def _elements(row: dict[str, object]) -> str:
    return "".join(f"<{name}>{_element(value)}</{name}>" for name, value in row.items())


def _element(value: object) -> str:
    return _elements(value) if isinstance(value, dict) else escape(str(value or ""))


def _write(writer: asyncio.StreamWriter, status: int, body: bytes, *more: str) -> None:
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", "Connection: close", *more]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


@asynccontextmanager
async def other_server(**ways: object) -> AsyncIterator[OtherServer]:
    server = OtherServer(**ways)  # type: ignore[arg-type]
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
