"""A city that lets people log in at the tests' own issuer."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from metaserver.identity.id_token import TokenWrong
from metaserver.identity.oidc import Oidc, OidcSettings
from metaserver.identity.tokens import TokenBox
from tests.support.issuer import TestIssuer

BACK = "http://city.test/account/oidc/back"


class Clock:
    """The machine's, and as much more as a test lets pass."""

    more_s = 0.0

    def monotonic_s(self) -> float:
        return time.monotonic() + self.more_s

    def server_ms(self) -> int:
        return self.unix_ms() % 2**32

    def unix_ms(self) -> int:
        return int((time.time() + self.more_s) * 1000)


def make(issuer: TestIssuer, clock: Clock, http: httpx.AsyncClient, **more: Any) -> Oidc:
    settings = {
        "issuer": issuer.url, "client_id": issuer.client_id,
        "client_secret": issuer.client_secret, **more,
    }  # fmt: skip
    box = TokenBox(b"k" * 32, clock)
    return Oidc(OidcSettings(**settings), http=http, tokens=box, clock=clock)


async def log_in(oidc: Oidc, issuer: TestIssuer) -> Any:
    url, note = await oidc.begin(BACK)
    return await oidc.end(issuer.log_in(url), note, BACK)


async def refused(oidc: Oidc, issuer: TestIssuer) -> str:
    """Why the token was refused."""
    with pytest.raises(TokenWrong) as wrong:
        await log_in(oidc, issuer)
    assert wrong.value.code == "oidc_wrong"
    return wrong.value.why
