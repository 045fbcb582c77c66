"""A small city with a 120 desk, and people who use it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.complaints.models import ComplaintShown
from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.means import Means
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import NotFound
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.complaints import Complaint, Event, Photo
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlAuditStore,
    SqlComplaintStore,
    SqlOfficeStore,
    SqlOutboxStore,
)

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
"""A Monday without a holiday for weeks to come."""
KEY = b"k" * 32
SECRET_WORDS = "우리 집 202호 앞 보도블록이 깨졌습니다"
SECRET_PHONE = "010-1234-5678"


class Clock:
    def __init__(self, now: dt.datetime = MONDAY) -> None:
        self.now = now

    def unix_ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def server_ms(self) -> int:
        return self.unix_ms() % 2**32

    def monotonic_s(self) -> float:
        return self.now.timestamp()

    def passes(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


class InlineWorker:
    """Does the work here: what it does is the same."""

    async def run(self, function: Callable[..., Any], /, *args: Any, within_s: float) -> Any:
        return function(*args)


def form(**changes: Any) -> dict[str, Any]:
    """A right one, but for ``changes``; None takes a field away."""
    whole: dict[str, Any] = {
        "kind": "road",
        "attributes": {"damage": "paving"},
        "place": {"lat": 37.5665, "lon": 126.978, "source": "map"},
        "description": SECRET_WORDS,
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def with_contact(**changes: Any) -> dict[str, Any]:
    contact = {"name": "홍길동", "phone": SECRET_PHONE, "email": "hong@example.com"}
    return form(contact=contact, keep_contact=True, age_14=True, **changes)


@dataclass
class City:
    db: Database
    mail: bool = True
    clock: Clock = field(default_factory=Clock)
    told: list[tuple[Complaint, Event]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = SqlComplaintStore(self.db)
        self.accounts = SqlAccountStore(self.db)
        self.audit = SqlAuditStore(self.db)
        self.outbox = SqlOutboxStore(self.db)
        self.means = Means(
            complaints=self.store,
            office=SqlOfficeStore(self.db),
            accounts=self.accounts,
            audit=self.audit,
            worker=InlineWorker(),
            clock=self.clock,
            key=KEY,
            mail=self.mail,
            told=(lambda complaint, event: self.told.append((complaint, event)),),
        )
        self.complaints = ComplaintService(self.means)
        self.office = OfficeService(self.complaints.desk)

    async def somebody(self, *grants: Grant, name: str = "") -> Account:
        account = Account(
            id=f"a{secrets.token_hex(8)}",
            created_ms=self.clock.unix_ms(),
            name=name,
            grants=grants or (Grant(Role.CITIZEN),),
        )
        await self.accounts.add(account)
        return account

    async def official(self, *departments: str, name: str = "김담당") -> Account:
        grants = [Grant(Role.OFFICIAL, each) for each in departments]
        return await self.somebody(*grants, name=name)

    async def photo(self) -> str:
        photo = Photo(
            id=secrets.token_hex(16),
            created_ms=self.clock.unix_ms(),
            media_type="image/jpeg",
            width=1,
            height=1,
            body=b"pixels",
        )
        await self.store.add_photo(photo)
        return photo.id

    async def file(self, account: str = "", **changes: Any) -> Receipt:
        request = self.complaints.check(form(**changes))
        return await self.complaints.submit(request, Asker(account=account), None)

    async def file_with_contact(self, **changes: Any) -> Receipt:
        request = self.complaints.check(with_contact(**changes))
        return await self.complaints.submit(request, Asker(), None)

    async def seen(self, receipt: Receipt) -> ComplaintShown:
        return await self.complaints.follow(receipt.number, receipt.code, "en")

    async def kept(self, receipt: Receipt) -> Complaint:
        found = await self.store.by_number(receipt.number)
        if found is None:
            raise NotFound("complaint")
        return found
