"""The back office with its console: the real live help, in a database, and people who ask."""

from __future__ import annotations

from typing import Any

import httpx

from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.help.service import HelpService
from metaserver.civic.models import Asker
from metaserver.storage import Database, SqlHelpStore, SqlOnceStore
from metaserver.web.office.help.routes import console_routes
from metaserver.web.office.routes import office_routes
from tests.unit.civic.help.kit import KNOWN, QUOTED, OneEntry, Visitor
from tests.unit.web.office.hall import Hall, Official

CONSOLE = "/office/help"


class HelpHall(Hall):
    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.help = HelpService(
            self.complaints, store=SqlHelpStore(db), once=SqlOnceStore(db), knowledge=OneEntry()
        )
        self.app.router.routes[:0] = console_routes(
            help_=self.help, duties=OfficeService(self.complaints.desk), kinds=self.complaints,
            visitors=self.visitors, templates=self.templates,
        )  # fmt: skip
        self._asked = 0
        self.app.router.routes[:0] = office_routes(
            office=OfficeService(self.complaints.desk), kinds=self.complaints,
            visitors=self.visitors, templates=self.templates, clock=self.clock,
            outcomes_public=True, talks=self.help,
        )  # fmt: skip

    async def visitor(self, question: str = "길을 묻습니다", **form: Any) -> Visitor:
        """Somebody who waits for a person at the roads' desk."""
        self._asked += 1
        wish = self.help.check({"question": question, "department": "roads", **form})
        asker = Asker(address_key=f"address-{self._asked}")
        seen, code = await self.help.ask(wish, asker, f"visit-{self._asked}", None)
        return Visitor(self.help, seen.number, code)


async def ask(by: Official, name: str, **body: Any) -> httpx.Response:
    """As the console's script does."""
    csrf = str((await by.client.get("/api/me")).json()["csrf"])
    return await by.client.post(f"{CONSOLE}/{name}", json=body, headers={"x-csrf-token": csrf})


async def look(by: Official, **body: Any) -> dict[str, Any]:
    answer = await ask(by, "look", **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def take(by: Official, number: str = "") -> dict[str, Any]:
    """The talk that was taken."""
    answer = await ask(by, "take", number=number)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["talk"])


__all__ = ["CONSOLE", "KNOWN", "QUOTED", "HelpHall", "ask", "look", "take"]
