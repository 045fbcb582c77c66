"""Addresses that are given away: in QR codes, and to programs."""

from __future__ import annotations

from starlette.requests import Request

from metaserver.civic.models import Receipt
from metaserver.web.visitor import Visitors


class Addresses:
    """``public_url``: the site's; '' for the one that a request came to."""

    def __init__(self, visitors: Visitors, public_url: str) -> None:
        self._visitors = visitors
        self._public_url = public_url.rstrip("/")

    def follow(self, request: Request, receipt: Receipt) -> str:
        """The code stands behind the #, so that it is sent to no server and is in no log."""
        mark = f"#number={receipt.number}&code={receipt.code}"
        return f"{self.site(request)}/s/{receipt.service}/follow{mark}"

    @staticmethod
    def qr(receipt: Receipt) -> str:
        """Of a picture of ``follow``, for the browser that holds the receipt. The number is there
        so that no browser shows an earlier one."""
        return f"/s/{receipt.service}/receipt.svg?number={receipt.number}"

    def site(self, request: Request) -> str:
        """Without a slash at the end."""
        scheme = "https" if self._visitors.is_secure(request) else "http"
        return self._public_url or f"{scheme}://{request.url.netloc}"
