"""An issuer whose tokens are wrong, in every way that counts, over real HTTP."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import httpx
import pytest
from joserfc import jwk, jws, jwt
from joserfc.jwk import OctKey

from metaserver.identity.oidc import Oidc
from tests.support.issuer import LEFT_OUT, TestIssuer
from tests.unit.identity.oidc_kit import Clock, log_in, make, refused

NOT_ALLOWED = "UnsupportedAlgorithmError"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "http://127.0.0.1:1"}, "issuer"), ({"iss": LEFT_OUT}, "issuer"),
        ({"aud": "another"}, "audience"), ({"aud": ["another"]}, "audience"),
        ({"aud": LEFT_OUT}, "audience"), ({"aud": {"city": 1}}, "audience"),
        ({"aud": ["city", "another"]}, "authorised party"),
        ({"aud": ["city", "another"], "azp": "another"}, "authorised party"),
        ({"azp": "another"}, "authorised party"),
        ({"exp": LEFT_OUT}, "expired"), ({"exp": "tomorrow"}, "exp"), ({"exp": True}, "exp"),
        ({"iat": LEFT_OUT}, "issued in the future"),
        ({"nonce": "of another log-in"}, "nonce"), ({"nonce": LEFT_OUT}, "nonce"),
        ({"nonce": 7}, "nonce"), ({"nonce": "\ud800"}, "nonce"),
        ({"sub": ""}, "subject"), ({"sub": LEFT_OUT}, "subject"), ({"sub": 7}, "subject"),
        ({"sub": "x" * 256}, "subject"), ({"sub": "a\x00b"}, "subject"),
        ({"sub": "\ud800"}, "subject"),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, dict) else None,
)  # fmt: skip
async def test_a_claim_that_is_wrong(
    oidc: Oidc, issuer: TestIssuer, change: dict[str, Any], why: str
) -> None:
    issuer.change = change
    assert await refused(oidc, issuer) == why


@pytest.mark.parametrize(
    ("claim", "from_now_s", "why"),
    [("exp", -61, "expired"), ("iat", 600, "issued in the future"), ("nbf", 600, "not valid yet")],
)
async def test_a_claim_of_another_time(
    oidc: Oidc, issuer: TestIssuer, claim: str, from_now_s: float, why: str
) -> None:
    issuer.change = {claim: time.time() + from_now_s}
    assert await refused(oidc, issuer) == why


async def test_a_minute_of_difference_between_clocks_is_forgiven(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    now = time.time()
    issuer.change = {"exp": now - 50, "iat": now + 50, "nbf": now + 50}
    assert (await log_in(oidc, issuer)).subject == "person-1"


async def test_a_token_that_is_not_signed(oidc: Oidc, issuer: TestIssuer) -> None:
    def unsigned(claims: dict[str, Any]) -> str:
        head = {"alg": "none", "kid": issuer.keys[0].kid}
        return f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(claims).encode())}."

    issuer.sign = unsigned
    assert await refused(oidc, issuer) == NOT_ALLOWED


async def test_a_mac_made_with_the_public_key(clock: Clock) -> None:
    with TestIssuer("RS256") as issuer:
        public_key = issuer.keys[0]
        assert isinstance(public_key, jwk.RSAKey)
        public = public_key.as_pem(private=False)

        def mac(claims: dict[str, Any]) -> str:
            head = {"alg": "HS256", "kid": public_key.kid}
            signed = f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(claims).encode())}"
            return f"{signed}.{_b64(hmac.digest(public, signed.encode(), 'sha256'))}"

        issuer.sign = mac
        async with httpx.AsyncClient(trust_env=False) as http:
            assert await refused(make(issuer, clock, http), issuer) == NOT_ALLOWED


async def test_a_symmetric_key_among_the_published_ones_is_no_key(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    shared = OctKey.generate_key(256, {"kid": "shared"})
    document = {"keys": [shared.as_dict(private=True)]}
    issuer.answers["/keys"] = (200, json.dumps(document).encode())
    issuer.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "shared"}, claims, shared)
    assert await refused(oidc, issuer) == NOT_ALLOWED


@pytest.mark.filterwarnings("ignore:Key size should be")
async def test_a_weak_key_is_no_key(clock: Clock) -> None:
    with TestIssuer("RS256") as issuer:
        issuer.keys = [jwk.generate_key("RSA", 1024, {"kid": "weak"})]
        async with httpx.AsyncClient(trust_env=False) as http:
            assert await refused(make(issuer, clock, http), issuer) == "key"


async def test_a_token_signed_by_somebody_else_under_the_right_name(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    other = jwk.generate_key("EC", "P-256")
    head = {"alg": "ES256", "kid": str(issuer.keys[0].kid)}
    issuer.sign = lambda claims: jwt.encode(head, claims, other)
    assert await refused(oidc, issuer) == "BadSignatureError"


async def test_one_of_several_keys_must_be_named(oidc: Oidc, issuer: TestIssuer) -> None:
    issuer.keys = [jwk.generate_key("EC", "P-256", {"kid": str(n)}) for n in range(2)]
    issuer.sign = lambda claims: jwt.encode({"alg": "ES256"}, claims, issuer.keys[0])
    assert await refused(oidc, issuer) == "it does not say which key"
    issuer.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "0"}, claims, issuer.keys[0])
    assert (await log_in(oidc, issuer)).subject == "person-1"


@pytest.mark.parametrize(
    "token",
    ["", "a.b.c", "." * 2, "x" * 200_000, "W10.W10.W10", "bnVsbA.bnVsbA.", "é.é.é",
     "eyJhbGciOlsxXX0.e30.AA"],
    ids=lambda token: token[:20],
)  # fmt: skip
async def test_what_is_no_token(oidc: Oidc, issuer: TestIssuer, token: str) -> None:
    issuer.sign = lambda claims: token
    assert await refused(oidc, issuer)


async def test_a_token_of_brackets_without_end(oidc: Oidc, issuer: TestIssuer) -> None:
    head = {"alg": "ES256", "kid": issuer.keys[0].kid}
    issuer.sign = lambda claims: jws.serialize_compact(head, "[" * 90_000, issuer.keys[0])
    assert await refused(oidc, issuer)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
