"""The back office in an app of its own: the real 120 desk, in a database, with officials."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx

from metaserver.civic.complaints.models import ComplaintRequest
from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.models import Asker
from metaserver.civic.outbox.lane import LaneState
from metaserver.identity.administration import Administration
from metaserver.identity.audit import Audit
from metaserver.identity.passwords import Passwords
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlApiKeyStore,
    SqlAuditStore,
    SqlOutboxStore,
)
from metaserver.web.office.routes import office_routes
from metaserver.web.office.staff.routes import operator_routes
from tests.unit.web.services.desk import COMPLAINT, Desk, Inline

ROADS, PARKS = Grant(Role.OFFICIAL, "roads"), Grant(Role.OFFICIAL, "parks")


class Hall(Desk):
    def __init__(self, db: Database, *, outcomes_public: bool = True) -> None:
        super().__init__(db)
        self.db = db
        self.accounts = SqlAccountStore(db)
        routes = office_routes(
            office=OfficeService(self.complaints.desk), kinds=self.complaints,
            visitors=self.visitors, templates=self.templates, clock=self.clock,
            outcomes_public=outcomes_public,
        )  # fmt: skip
        self.woken = 0
        self.audit = SqlAuditStore(db)
        self.keys = SqlApiKeyStore(db)
        self.outbox = SqlOutboxStore(db)
        self.lanes: list[LaneState] = []
        self.ended: list[str] = []
        administration = Administration(
            self.accounts, Audit(self.audit, self.clock), Passwords(Inline()), self.clock,
            ended=self.ended.append,
        )  # fmt: skip
        routes += operator_routes(
            accounts=administration, office=OfficeService(self.complaints.desk), audit=self.audit,
            keys=self.keys, outbox=self.outbox, complaints=self.store, wake=self._wake,
            lanes=lambda: self.lanes, alive=db.is_alive, visitors=self.visitors,
            templates=self.templates, clock=self.clock,
        )  # fmt: skip
        self.app.router.routes[:0] = routes

    def _wake(self) -> None:
        self.woken += 1

    async def told(self, **change: Any) -> str:
        """A citizen's complaint: its number."""
        request = ComplaintRequest.model_validate({**COMPLAINT, **change})
        receipt = await self.complaints.submit(request, Asker(), None)
        return receipt.number

    @asynccontextmanager
    async def official(
        self, name: str = "김도로", *grants: Grant, account: str = "a0000000000000001"
    ) -> AsyncIterator[Official]:
        made = Account(
            id=account, created_ms=self.clock.unix_ms(), login=f"login-{account[-4:]}", name=name,
            grants=(Grant(Role.CITIZEN), *(grants or (ROADS,))),
        )  # fmt: skip
        await self.accounts.add(made)
        cookie = account[1:] * 3
        self.people.here[cookie] = made
        async with self.browser() as browser:
            browser.client.cookies.set("session", cookie)
            yield Official(browser.client, made)


class Official:
    def __init__(self, client: httpx.AsyncClient, account: Account) -> None:
        self.client = client
        self.account = account
        self.page = httpx.Response(200)

    async def open(self, path: str) -> str:
        self.page = await self.client.get(path)
        return self.page.text

    async def post(self, path: str, **values: Any) -> httpx.Response:
        self.page = await self.client.post(path, data={"csrf": await self._csrf(), **values})
        return self.page

    async def act(self, number: str, do: str, **values: Any) -> httpx.Response:
        """As the case's page sends it, with the version that was read."""
        page = await self.open(f"/office/cases/{number}")
        found = re.search(r'name="version" value="(\d+)"', page)
        version = found[1] if found else ""
        return await self.post(f"/office/cases/{number}", version=version, do=do, **values)

    async def _csrf(self) -> str:
        return str((await self.client.get("/api/me")).json()["csrf"])


def text(page: httpx.Response) -> str:
    """What one reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))
