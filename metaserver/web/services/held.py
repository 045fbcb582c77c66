"""What a browser holds in hand for a while: its last receipt, and codes it has shown already.

Signed cookies that no script reads; nothing of them is kept here. Only pages under ``/s`` get
them, and pages never carry a code in their address, where histories and logs would keep it.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.models import Receipt
from metaserver.errors import Malformed, Refused
from metaserver.identity.tokens import TokenBox
from metaserver.web.visitor import Visitors

HELD_S: Final = 30 * 60
CODES_MAX: Final = 5
"""Complaints that one browser has open at a time; the one opened longest ago makes way."""

_RECEIPT: Final = "receipt"
_CODES: Final = "codes"


class Held:
    def __init__(self, tokens: TokenBox, visitors: Visitors) -> None:
        self._tokens = tokens
        self._visitors = visitors

    def receipt(self, request: Request) -> Receipt | None:
        payload = self._read(request, _RECEIPT)
        return Receipt.model_validate(payload) if payload else None

    def code(self, request: Request, number: str) -> str:
        """'' where that browser has not shown it."""
        return str(self._read(request, _CODES).get(number, ""))

    def give_receipt(self, request: Request, response: Response, receipt: Receipt) -> None:
        """And its code, so that it can be followed from there."""
        self._write(request, response, _RECEIPT, receipt.model_dump())
        self.give_code(request, response, receipt.number, receipt.code)

    def give_code(self, request: Request, response: Response, number: str, code: str) -> None:
        codes = self._read(request, _CODES)
        codes.pop(number, None)
        newest = dict(list(codes.items())[-CODES_MAX + 1 :])
        self._write(request, response, _CODES, {**newest, number: code})

    def _read(self, request: Request, kind: str) -> dict[str, Any]:
        try:
            return self._tokens.open(kind, request.cookies.get(kind, ""))
        except (Malformed, Refused):
            return {}

    def _write(
        self, request: Request, response: Response, kind: str, payload: dict[str, Any]
    ) -> None:
        response.set_cookie(
            kind,
            self._tokens.seal(kind, payload, HELD_S),
            max_age=HELD_S,
            path="/s/",
            httponly=True,
            samesite="lax",
            secure=self._visitors.is_secure(request),
        )
