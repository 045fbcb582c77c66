"""A small city for the tests of the site: one world from code, a client of three files."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from metaserver.errors import Refused
from metaserver.ports import Ban, ReportCase
from metaserver.register import load_register
from metaserver.web.delivery import DeliveredWorld
from metaserver.web.desk import Desk
from metaserver.web.operator import OperatorRoutes
from metaserver.web.resources import IMMUTABLE, resource
from metaserver.web.site import Content, SiteSettings, State, create_site
from tests.unit.storage.lines import FixedClock

KEY = "k" * 43
PERSON = "00aa00aa00aa00aa"
INDEX = '<!doctype html><html><head><script type="module" src="/assets/index-abc.js"></script></head><body></body></html>'  # noqa: E501
MANIFEST = """{
    "index.html": {"file": "assets/index-abc.js", "isEntry": true},
    "src/i18n/en.ts": {"file": "assets/en-abc.js", "isDynamicEntry": true},
    "src/scene/index.ts": {"file": "assets/scene-abc.js", "isDynamicEntry": true}
}"""
SCRIPT = "console.log('서울');\n" * 200
PNG = bytes(range(256)) * 4


def world(id_: str = "plaza", name: str = "서울광장") -> DeliveredWorld:
    about = {
        "id": id_,
        "hash": "ab" * 8,
        "setting": "outdoor",
        "names": {"ko": name, "en": "Seoul Plaza"},
        "summaries": {"ko": "광장", "en": "A square"},
        "places": ["lawn"],
    }
    files = {
        "world.json": b'{"id":"' + id_.encode() + b'"}' + b" " * 500,
        "raster.bin": b"\0" * 5000,
        "texts.ko.json": b"{}",
        "texts.en.json": b"{}",
    }
    return DeliveredWorld(id_, "ab" * 8, files, about)


def built_client(folder: Path) -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / ".vite").mkdir()
    (folder / "index.html").write_text(INDEX, encoding="utf-8")
    (folder / "assets" / "index-abc.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>" + " " * 300)
    (folder / "assets" / "en-abc.js").write_text("export const en = {};")
    (folder / ".vite" / "manifest.json").write_text(MANIFEST)
    return folder


class FakeModerator:
    def __init__(self) -> None:
        self.here = {PERSON: "key-of-a"}
        self.removed: list[tuple[str, str]] = []
        self.banned: list[tuple[str, float, str]] = []
        self.refreshed = 0

    def people(self) -> list[dict[str, str]]:
        return [{"person": person, "name": "가나", "world": "plaza"} for person in self.here]

    def remove(self, who: str, words: str = "") -> int:
        self.removed.append((who, words))
        return 1 if self.here.pop(who, None) else 0

    async def ban(self, who: str, *, hours: float, reason: str = "") -> int:
        key = self.here.get(who, who)
        if not key.startswith("key-of"):
            raise Refused("unknown_person")
        self.banned.append((key, hours, reason))
        return len(self.banned)

    async def refresh_bans(self) -> None:
        self.refreshed += 1


class FakeModerationStore:
    """``ports.ModerationStore`` in memory."""

    def __init__(self) -> None:
        self.cases: dict[int, ReportCase] = {}
        self.held: dict[int, Ban] = {}

    async def add_report(self, report: ReportCase) -> int:
        number = max(self.cases, default=0) + 1
        self.cases[number] = replace(report, id=number)
        return number

    async def reports(self, *, open_only: bool, limit: int) -> list[ReportCase]:
        cases = [c for c in self.cases.values() if not (open_only and c.decided_ms)]
        return cases[:limit]

    async def reported_address(self, report: int) -> str | None:
        case = self.cases.get(report)
        return case.reported_address_key if case else None

    async def decide(self, report: int, decision: str, now_ms: int) -> bool:
        return self.cases.pop(report, None) is not None

    async def add_ban(self, ban: Ban) -> int:
        number = len(self.held) + 1
        self.held[number] = replace(ban, id=number)
        return number

    async def lift_ban(self, ban: int) -> bool:
        return self.held.pop(ban, None) is not None

    async def bans(self, now_ms: int) -> list[Ban]:
        return [ban for ban in self.held.values() if ban.until_ms > now_ms]


class City:
    """The site with everything around it faked; change its fields and ask again."""

    def __init__(self, dist: Path, **settings: Any) -> None:
        self.status = "ready"
        self.database_ok = True
        self.people = {"plaza": 3}
        self.moderator = FakeModerator()
        self.store = FakeModerationStore()
        self.clock = FixedClock()
        self.worlds = [world("hall", "시청"), world()]
        self.erased = 0
        trusted = settings.get("trusted_proxies", ())
        desk = Desk(
            moderator=self.moderator,
            people=self.moderator.people,
            store=self.store,
            clock=self.clock,
            erase=self._erase,
        )
        self.site = create_site(
            content=Content(
                worlds=self.worlds,
                pictures={"/media/ff.png": resource(PNG, "image/png", cache=IMMUTABLE)},
                dist=dist,
                register=load_register(),
            ),
            state=State(
                status=lambda: self.status,
                people=lambda: self.people,
                database_ok=self._database_ok,
            ),
            settings=SiteSettings(start="plaza", **settings),
            operator=OperatorRoutes(desk=desk, key=KEY, clock=self.clock, trusted=trusted),
        )

    async def _database_ok(self) -> bool:
        return self.database_ok

    async def _erase(self) -> dict[str, int]:
        self.erased += 1
        return {"chat": 2}

    @asynccontextmanager
    async def visitor(
        self, address: str = "127.0.0.1", **headers: str
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A browser at ``address`` that asks for nothing in particular."""
        transport = httpx.ASGITransport(self.site, client=(address, 40_000))
        plain = {"accept-encoding": "identity", "accept-language": "ko"} | headers
        async with httpx.AsyncClient(
            transport=transport, base_url="http://city.test", headers=plain
        ) as client:
            yield client


def networks(*texts: str) -> tuple[Any, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)
