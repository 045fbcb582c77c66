"""Keys of outside programs: made and shown once, listed, revoked."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Invalid
from metaserver.identity.audit import Audit
from metaserver.ports import Clock
from metaserver.ports.access import ApiKeyStore
from metaserver.ports.accounts import Account
from metaserver.web.forms import Form
from metaserver.web.office.frame import Frame, to
from metaserver.web.office.staff.frame import number_of, operator, order
from metaserver.web.office.staff.words import WORDS
from metaserver.web.open311.keys import PER_MINUTE, described, new_key
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of

KEYS: Final = "/office/keys"
NAME_MAX: Final = 80
PER_MINUTE_MAX: Final = 6000


class KeyPages:
    def __init__(self, *, keys: ApiKeyStore, audit: Audit, clock: Clock, frame: Frame) -> None:
        self._keys = keys
        self._audit = audit
        self._clock = clock
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        operator(visitor)
        return await self._shown(request, visitor)

    async def act(self, request: Request, visitor: Visitor) -> Response:
        """A new key is in the answer alone: nobody can read it again."""
        by, form = await order(request, visitor)
        if form.text("do") == "revoke":
            return await self._revoke(form, by)
        try:
            key = await self._make(form, by)
        except Invalid as error:
            return await self._shown(request, visitor, form=form, error=error)
        return await self._shown(request, visitor, key=key)

    async def _make(self, form: Form, by: Account) -> str:
        """Raises ``Invalid``."""
        name = " ".join(form.text("name").split())
        per_minute = number_of(form.text("per_minute"), PER_MINUTE_MAX)
        wrong = {}
        if not name or len(name) > NAME_MAX or not name.isprintable():
            wrong["name"] = "form" if name else "missing"
        if per_minute is None:
            wrong["per_minute"] = "range"
        if wrong or per_minute is None:
            raise Invalid(wrong)
        key = new_key()
        kept = described(key, name, per_minute=per_minute, now_ms=self._clock.unix_ms())
        await self._keys.add(kept, audit=self._audit.entry(by.id, "key.add", "key"))
        return key

    async def _revoke(self, form: Form, by: Account) -> Response:
        number = number_of(form.text("number"))
        if number is None:
            return to(f"{KEYS}?done=key_gone")
        entry = self._audit.entry(by.id, "key.revoke", f"key:{number}")
        done = await self._keys.revoke(number, self._clock.unix_ms(), audit=entry)
        return to(f"{KEYS}?done={'key_revoked' if done else 'key_gone'}")

    async def _shown(
        self, request: Request, visitor: Visitor, *, key: str = "", form: Form | None = None,
        error: Invalid | None = None,
    ) -> Response:  # fmt: skip
        words = WORDS[visitor.language]
        wrong = error.fields if error else {}
        return self._frame.page(
            request, visitor, "keys", title=words["keys"], path=KEYS, at=at, key=key,
            found=await self._keys.list(), typed=form or {}, per_minute=str(PER_MINUTE),
            name_max=NAME_MAX, per_minute_max=PER_MINUTE_MAX,
            wrong={field: words[f"wrong_{field}_{code}"] for field, code in wrong.items()},
            done=words.get(f"done_{request.query_params.get('done', '')}", ""),
            status=status_of(error) if error else 200,
        )  # fmt: skip
