"""Who did what: the audit log, newest first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import NotFound
from metaserver.identity.administration import Administration
from metaserver.ports.accounts import AuditEntry, AuditStore
from metaserver.web.office.frame import Frame
from metaserver.web.office.staff.frame import number_of, operator
from metaserver.web.office.staff.words import WORDS
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor

LOG: Final = "/office/audit"
PAGE_ROWS: Final = 50
FILTER_MAX: Final = 64
_ACCOUNT: Final = re.compile(r"a[0-9a-f]{16}")
_CASE: Final = "complaint:"


class LogPages:
    def __init__(self, *, audit: AuditStore, accounts: Administration, frame: Frame) -> None:
        self._audit = audit
        self._accounts = accounts
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        """``?actor=`` a login or an account's number, ``?action=`` how it begins, ``?before=`` the
        entry that the page before ended with."""
        operator(visitor)
        asked = request.query_params
        actor, action = (asked.get(name, "").strip()[:FILTER_MAX] for name in ("actor", "action"))
        before = number_of(asked.get("before", ""))
        found = await self._audit.entries(
            before_id=before, limit=PAGE_ROWS + 1, actor=await self._id(actor), action=action
        )
        shown, more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
        kept = {"actor": actor, "action": action}
        return self._frame.page(
            request, visitor, "audit", title=WORDS[visitor.language]["audit"], path=LOG, at=at,
            found=shown, actor=actor, action=action, before=before, names=await self._names(shown),
            case=_case, told=_told, first=f"{LOG}?{urlencode(kept)}",
            older=f"{LOG}?{urlencode({**kept, 'before': shown[-1].id})}" if more else "",
        )  # fmt: skip

    async def _id(self, actor: str) -> str:
        """Of a login that somebody has; anything else is looked for as it is."""
        if not actor or _ACCOUNT.fullmatch(actor):
            return actor
        try:
            return (await self._accounts.find(actor)).id
        except NotFound:
            return actor

    async def _names(self, entries: Sequence[AuditEntry]) -> Mapping[str, str]:
        """Login or name of the actors that are still there."""
        names = {}
        for actor in {each.actor for each in entries if _ACCOUNT.fullmatch(each.actor)}:
            try:
                account = await self._accounts.get(actor)
            except NotFound:
                continue
            names[actor] = account.login or account.name
        return names


def _case(entry: AuditEntry) -> str:
    """The number of the complaint that it was done to."""
    return entry.subject.removeprefix(_CASE) if entry.subject.startswith(_CASE) else ""


def _told(detail: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in detail.items() if value not in ("", []))
