"""The talk that a browser holds, so that a reload finds it again: number and code, in a signed
cookie that no script reads."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.help.models import Ticket
from metaserver.errors import Malformed, Refused
from metaserver.identity.tokens import TokenBox
from metaserver.web.help.desk import Help
from metaserver.web.visitor import Visitor, Visitors

HELD_S: Final = 24 * 3600
COOKIE: Final = "talk"


class HeldTalk:
    def __init__(self, help_: Help, tokens: TokenBox, visitors: Visitors) -> None:
        self._help = help_
        self._tokens = tokens
        self._visitors = visitors

    def ticket(self, request: Request) -> Ticket | None:
        """What the cookie says."""
        try:
            payload = self._tokens.open(COOKIE, self._visitors.kept(request, COOKIE))
        except (Malformed, Refused):
            return None
        return Ticket(str(payload.get("number", "")), str(payload.get("code", "")))

    async def find(self, request: Request, visitor: Visitor) -> Ticket | None:
        """The talk of that account or visit that is not over; without one that of the cookie,
        which may be over. Raises ``StoreError``."""
        return await self.live(visitor) or self.ticket(request)

    async def live(self, visitor: Visitor) -> Ticket | None:
        account = visitor.account.id if visitor.account else ""
        return await self._help.current(account, visitor.visit)

    def keep(self, request: Request, response: Response, ticket: Ticket) -> None:
        sealed = self._tokens.seal(COOKIE, ticket._asdict(), HELD_S)
        self._visitors.keep(request, response, COOKIE, sealed, HELD_S)

    def drop(self, request: Request, response: Response) -> None:
        if self._visitors.kept(request, COOKIE):
            self._visitors.drop(request, response, COOKIE)
