"""An Open311 server with everything behind it faked: two services, a few requests, two keys."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import httpx
from starlette.applications import Starlette

from metaserver.civic.complaints.models import (
    AttributeShown,
    ComplaintRequest,
    ComplaintShown,
    KindShown,
    Place,
    StepShown,
    ValueShown,
)
from metaserver.errors import Conflict, Invalid
from metaserver.ports.access import ApiKey, Once
from metaserver.ports.complaints import EventKind, Search, Status
from metaserver.web.open311 import Keys, Open311Settings, open311_routes
from metaserver.web.open311.keys import described, new_key
from metaserver.web.open311.requests import Filed, NewRequest
from tests.unit.storage.lines import NOW_MS, FixedClock

LAMP = AttributeShown(
    code="lamp",
    datatype="singlevaluelist",
    required=True,
    title="What is wrong",
    hint="",
    values=(ValueShown(key="dark", title="It is dark"), ValueShown(key="blinks", title="Blinks")),
)


def kind(code: str, *attributes: AttributeShown) -> KindShown:
    return KindShown(
        code=code,
        title=f"가로등 <{code}>",
        hint="A & B",
        group="길",
        department="도로 부서(예시)",
        keywords=("lamp", "light"),
        answer_days=7,
        attributes=attributes,
    )


def complaint(number: str, **change: Any) -> ComplaintShown:
    step = StepShown(
        time="2026-01-02T09:00:00+09:00",
        kind=EventKind.ANSWER,
        status=Status.ANSWERED,
        department="도로 부서(예시)",
        words="고쳤습니다",
    )
    fields: dict[str, Any] = {
        "number": number, "kind": "light", "kind_title": "가로등", "status": Status.ANSWERED,
        "status_title": "답변", "department": "도로 부서(예시)",
        "received": "2026-01-01T09:00:00+09:00", "updated": "2026-01-02T09:00:00+09:00",
        "expected": "2026-01-12", "overdue": False, "description": "꺼졌어요 <b>&\x00",
        "place": "세종대로 110", "lat": 37.5663, "lon": 126.9779, "joined": 2, "photos": (),
        "steps": (step,), "media_url": "https://photos.example/1.jpg",
    }  # fmt: skip
    return ComplaintShown(**(fields | change))


class FakeRequests:
    """``Requests`` that knows the numbers it is given, and keeps what is filed."""

    def __init__(self) -> None:
        self.known = {"2026-000001": complaint("2026-000001")}
        self.asked: list[NewRequest] = []
        """Every request that could be read."""
        self.filed: list[ComplaintRequest] = []
        self.searches: list[Search] = []
        self.wrong: dict[str, str] = {}
        self.fails: Exception | None = None
        self._once: dict[tuple[str, str], tuple[str, Filed]] = {}

    def services(self, language: str) -> Sequence[KindShown]:
        return [kind("light", LAMP), kind("other")]

    def checked(self, request: NewRequest) -> ComplaintRequest:
        self.asked.append(request)
        known = {each.code for each in self.services("ko")}
        wrong = {} if request.service_code in known else {"service_code": "unknown"}
        if wrong := {**wrong, **self.wrong}:
            raise Invalid(wrong)
        return ComplaintRequest(
            kind=request.service_code, place=Place(address="x"), description="x"
        )

    async def file(
        self, request: ComplaintRequest, *, key: int, once: Once | None, language: str
    ) -> Filed:
        if self.fails:
            raise self.fails
        if once and (earlier := self._once.get((once.scope, once.key))):
            if earlier[0] != once.body_hash:
                raise Conflict("once")
            return earlier[1]
        self.filed.append(request)
        filed = Filed(service_request_id=f"2026-{len(self.filed) + 100:06}", service_notice="곧")
        if once:
            self._once[once.scope, once.key] = (once.body_hash, filed)
        return filed

    async def find(self, search: Search, language: str) -> Sequence[ComplaintShown]:
        if self.fails:
            raise self.fails
        self.searches.append(search)
        await asyncio.sleep(0.01)
        numbers = search.numbers or list(self.known)
        return [self.known[number] for number in numbers if number in self.known]


class FakeKeyStore:
    """``ApiKeyStore`` in memory."""

    def __init__(self) -> None:
        self.keys: dict[int, ApiKey] = {}
        self.uses = 0

    def issue(self, *, per_minute: int = 60) -> str:
        key, number = new_key(), len(self.keys) + 1
        kept = described(key, f"program {number}", per_minute=per_minute, now_ms=NOW_MS)
        self.keys[number] = replace(kept, id=number)
        return key

    async def by_hash(self, key_hash: str) -> ApiKey | None:
        return next((key for key in self.keys.values() if key.key_hash == key_hash), None)

    async def used(self, key: int, now_ms: int) -> None:
        self.uses += 1
        self.keys[key] = replace(self.keys[key], used_ms=now_ms)

    async def revoke(self, key: int, now_ms: int) -> bool:
        self.keys[key] = replace(self.keys[key], revoked_ms=now_ms)
        return True


class Town:
    """The server, a program that asks it, and all that is behind it."""

    def __init__(self, **settings: Any) -> None:
        self.clock = FixedClock()
        self.requests = FakeRequests()
        self.store = FakeKeyStore()
        self.key = self.store.issue()
        fixed: dict[str, Any] = {"contact": "city@example.org", "changed_ms": NOW_MS}
        routes = open311_routes(
            requests=self.requests,
            keys=Keys(self.store, self.clock),  # type: ignore[arg-type]
            clock=self.clock,
            settings=Open311Settings(**(fixed | settings)),
        )
        transport = httpx.ASGITransport(Starlette(routes=routes))
        self.program = httpx.AsyncClient(
            transport=transport,
            base_url="http://city.test/open311/v2/",
            headers={"accept-language": "en"},
        )

    async def get(self, resource: str, **parameters: Any) -> httpx.Response:
        return await self.program.get(resource, params=parameters)

    async def post(
        self, resource: str = "requests.json", *, headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> httpx.Response:  # fmt: skip
        """A valid request, changed by ``fields``; None leaves one out."""
        valid = {
            "api_key": self.key, "service_code": "other", "lat": "37.5663", "long": "126.9779",
            "description": "가로등이 꺼졌어요",
        }  # fmt: skip
        body = {name: value for name, value in (valid | fields).items() if value is not None}
        return await self.program.post(resource, data=body, headers=headers)


def errors(response: httpx.Response) -> list[tuple[str, str]]:
    """Code and description of each, from either format."""
    if response.headers["content-type"].startswith("application/json"):
        return [(each["code"], each["description"]) for each in response.json()]
    root = ElementTree.fromstring(response.content)
    assert root.tag == "errors"
    return [(each.findtext("code", ""), each.findtext("description", "")) for each in root]
