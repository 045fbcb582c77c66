"""What do you know about me: all that is kept of the account, as a page and to take along."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from metaserver.ports.owndata import WITHHELD, OwnDataStore
from metaserver.register import Register
from metaserver.web.account.data_words import DATA_WORDS
from metaserver.web.account.frame import Frame, account_of, go
from metaserver.web.owndata import apart, download, told
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor

LOG_IN_FIRST = "/account/login?next=/account/data"


class OwnData:
    def __init__(self, store: OwnDataStore, register: Register, frame: Frame) -> None:
        self._store = store
        self._register = register
        self._frame = frame

    async def page(self, request: Request, visitor: Visitor) -> Response:
        if visitor.account is None:
            return go(LOG_IN_FIRST)
        found = told(self._register, await self._store.of_account(visitor.account.id))
        return self._frame.show(
            request, visitor, "data", found=found, apart=apart(self._register, found),
            withheld=WITHHELD, day=at, plain=_plain, d=DATA_WORDS[visitor.language],
        )  # fmt: skip

    async def file(self, request: Request, visitor: Visitor) -> Response:
        """Raises ``Forbidden`` for a guest."""
        account = account_of(visitor).id
        rows = await self._store.of_account(account)
        return download(self._register, rows, "my-data", account=account)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
