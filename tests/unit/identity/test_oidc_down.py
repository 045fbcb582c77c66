"""An issuer that does not work, and one that cannot be used at all."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from metaserver.errors import OutwardError, SettingError
from metaserver.identity.oidc import Oidc, OidcSettings
from metaserver.identity.tokens import TokenBox
from tests.support.issuer import LEFT_OUT, TestIssuer
from tests.unit.identity.oidc_kit import BACK, Clock, log_in, make


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "http://127.0.0.1:1"}, {"issuer": LEFT_OUT}, {"token_endpoint": 7},
        {"token_endpoint": "ftp://127.0.0.1/token"}, {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"}, {"jwks_uri": "http:///keys"},
    ],
    ids=repr,
)  # fmt: skip
async def test_an_issuer_that_says_wrong_things_of_itself(
    oidc: Oidc, issuer: TestIssuer, described: dict[str, Any], clock: Clock
) -> None:
    issuer.describe = {k: None if v is LEFT_OUT else v for k, v in described.items()}
    with pytest.raises(OutwardError):
        await oidc.begin(BACK)
    issuer.describe = {}
    clock.more_s = 3
    assert (await log_in(oidc, issuer)).subject == "person-1", "it is asked again"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize(
    "answer",
    [(500, b""), (302, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b"[" * 200_000),
     (200, b"{" + b" " * 300_000 + b"}"), (200, b"\xff\xfe")],
    ids=["500", "302", "html", "list", "brackets", "large", "bytes"],
)  # fmt: skip
async def test_an_issuer_that_answers_wrongly(
    oidc: Oidc, issuer: TestIssuer, path: str, answer: tuple[int, bytes]
) -> None:
    issuer.answers[path] = answer
    with pytest.raises(OutwardError):
        await log_in(oidc, issuer)


async def test_an_issuer_that_is_slow_or_gone(
    oidc: Oidc, issuer: TestIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metaserver.identity.issuer.ANSWER_WITHIN_S", 0.1)
    issuer.slow_s["/.well-known/openid-configuration"] = 0.5
    with pytest.raises(OutwardError, match="Timeout"):
        await oidc.begin(BACK)
    began_s = time.monotonic()
    waiting = [oidc.begin(BACK) for _ in range(50)]
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(end, OutwardError) for end in ends)
    assert time.monotonic() - began_s < 1, "they do not wait one after the other"
    issuer.url, gone = "http://127.0.0.1:9", issuer.url
    async with httpx.AsyncClient(trust_env=False) as http:
        nobody = make(issuer, Clock(), http)
        issuer.url = gone
        with pytest.raises(OutwardError, match="Connect"):
            await nobody.begin(BACK)


@pytest.mark.parametrize(
    "address",
    ["", "http://login.example", "https://", "https://a@b.example", "https://b.example/?x=1",
     "ftp://b.example"],
)  # fmt: skip
def test_an_issuer_must_have_a_safe_address(address: str, clock: Clock) -> None:
    settings = OidcSettings(address, "city")
    with pytest.raises(SettingError, match="oidc_issuer"):
        Oidc(settings, http=httpx.AsyncClient(), tokens=TokenBox(b"k" * 32, clock), clock=clock)
