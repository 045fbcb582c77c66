"""Logging in elsewhere, against a real issuer over HTTP: the way there and back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from joserfc import jwk, jwt

from metaserver.errors import Forbidden, OutwardError
from metaserver.identity.id_token import TokenWrong
from metaserver.identity.oidc import Oidc
from metaserver.identity.outward import granted, read_claim_map
from metaserver.ports.accounts import Grant, Role
from tests.support.issuer import TestIssuer
from tests.unit.identity.kit import City
from tests.unit.identity.oidc_kit import BACK, Clock, log_in, make, refused


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "Ed25519"])
async def test_somebody_logs_in_elsewhere(algorithm: str, clock: Clock) -> None:
    with TestIssuer(algorithm) as issuer:
        issuer.person |= {
            "email": "Minji@Example.org", "email_verified": True, "roles": ["staff-roads", 7],
        }  # fmt: skip
        async with httpx.AsyncClient(trust_env=False) as http:
            who = await log_in(make(issuer, clock, http), issuer)
    assert (who.issuer, who.subject, who.name) == (issuer.url, "person-1", "김민지")
    assert (who.email, who.email_verified) == ("minji@example.org", True)
    assert who.groups == ("staff-roads",)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
async def test_an_issuer_that_calls_its_algorithm_by_the_older_name(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    issuer.algorithm = "EdDSA"
    issuer.rotate()
    assert (await log_in(oidc, issuer)).subject == "person-1"


async def test_the_secret_goes_into_the_body_where_the_issuer_wants_it_there(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    issuer.describe = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await log_in(oidc, issuer)).subject == "person-1"


@pytest.mark.parametrize(
    ("claim", "claims", "groups"),
    [
        ("realm.roles", {"realm": {"roles": ["it"]}}, ("it",)),
        ("https://a.example/roles", {"https://a.example/roles": "it"}, ("it",)),
        ("roles", {"roles": {"it": 1}}, ()), ("realm.roles", {"realm": ["it"]}, ()),
    ],
)  # fmt: skip
async def test_groups_are_where_the_operator_says(
    issuer: TestIssuer, clock: Clock, claim: str, claims: dict[str, Any], groups: tuple[str, ...]
) -> None:
    issuer.person |= claims
    async with httpx.AsyncClient(trust_env=False) as http:
        who = await log_in(make(issuer, clock, http, roles_claim=claim), issuer)
    assert who.groups == groups


async def test_a_new_key_is_found_and_known_ones_are_not_asked_for_again(
    oidc: Oidc, issuer: TestIssuer, clock: Clock
) -> None:
    await log_in(oidc, issuer)
    await log_in(oidc, issuer)
    assert issuer.asked.count("/keys") == 1
    issuer.rotate()
    clock.more_s = 11
    assert (await log_in(oidc, issuer)).subject == "person-1"
    assert issuer.asked.count("/keys") == 2


async def test_a_key_that_is_not_published_makes_nobody_ask_without_end(
    oidc: Oidc, issuer: TestIssuer
) -> None:
    await log_in(oidc, issuer)
    published, stolen = issuer.keys, jwk.generate_key("EC", "P-256", {"kid": "mine"})
    for _ in range(5):
        issuer.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "mine"}, claims, stolen)
        assert await refused(oidc, issuer) == "key"
    assert issuer.keys == published and issuer.asked.count("/keys") == 1


async def test_from_the_issuer_to_an_account_and_its_roles(
    oidc: Oidc, issuer: TestIssuer, city: City
) -> None:
    claims = read_claim_map(["staff-roads=official:roads"])
    issuer.person |= {"roles": ["staff-roads", "operator", "admin"]}
    who = await log_in(oidc, issuer)
    cookie, account = await city.accounts.from_identity(who, granted(who.groups, claims))
    assert await city.accounts.who(cookie) == account
    assert account.grants == (Grant(Role.CITIZEN), Grant(Role.OFFICIAL, "roads"))
    issuer.person["roles"] = []
    who = await log_in(oidc, issuer)
    _, again = await city.accounts.from_identity(who, granted(who.groups, claims))
    assert again.id == account.id and again.grants == (Grant(Role.CITIZEN),)
    assert city.ended == [account.id]


async def test_an_answer_for_another_browser(oidc: Oidc, issuer: TestIssuer) -> None:
    mine, _ = await oidc.begin(BACK)
    _, yours = await oidc.begin(BACK)
    with pytest.raises(Forbidden, match="oidc_state"):
        await oidc.end(issuer.log_in(mine), yours, BACK)
    assert "/token" not in issuer.asked, "its code is not even exchanged"


async def test_an_answer_counts_once(oidc: Oidc, issuer: TestIssuer) -> None:
    url, note = await oidc.begin(BACK)
    query = issuer.log_in(url)
    await oidc.end(query, note, BACK)
    with pytest.raises(Forbidden, match="oidc_state"):
        await oidc.end(query, note, BACK)


async def test_a_code_of_another_log_in_does_not_fit(oidc: Oidc, issuer: TestIssuer) -> None:
    stolen = issuer.log_in((await oidc.begin(BACK))[0])["code"]
    url, note = await oidc.begin(BACK)
    with pytest.raises(OutwardError, match="400"):  # PKCE: the verifier is another one's
        await oidc.end({**issuer.log_in(url), "code": stolen}, note, BACK)


@pytest.mark.parametrize(
    "change",
    [{"state": ""}, {"state": "é"}, {"code": ""}, {"code": "x" * 2049}],
)  # fmt: skip
async def test_an_answer_that_is_incomplete(
    oidc: Oidc, issuer: TestIssuer, change: dict[str, str]
) -> None:
    url, note = await oidc.begin(BACK)
    with pytest.raises(Forbidden, match="oidc_state"):
        await oidc.end({**issuer.log_in(url), **change}, note, BACK)


async def test_a_note_that_is_old_forged_or_for_another_way_back(
    oidc: Oidc, issuer: TestIssuer, clock: Clock
) -> None:
    url, note = await oidc.begin(BACK)
    query = issuer.log_in(url)
    for forged in ("", "x.y", note[:-1], f"{note}A"):
        with pytest.raises(Forbidden, match="oidc_state"):
            await oidc.end(query, forged, BACK)
    with pytest.raises(Forbidden, match="oidc_state"):
        await oidc.end(query, note, "http://evil.test/back")
    clock.more_s = 601
    with pytest.raises(Forbidden, match="oidc_state"):
        await oidc.end(query, note, BACK)


async def test_an_answer_of_another_issuer(oidc: Oidc, issuer: TestIssuer) -> None:
    url, note = await oidc.begin(BACK)
    with pytest.raises(TokenWrong, match="another issuer"):
        await oidc.end({**issuer.log_in(url), "iss": "http://evil.test"}, note, BACK)
    issuer.describe = {"authorization_response_iss_parameter_supported": True}
    async with httpx.AsyncClient(trust_env=False) as http:
        strict = make(issuer, Clock(), http)
        url, note = await strict.begin(BACK)
        query = issuer.log_in(url)
        del query["iss"]
        with pytest.raises(TokenWrong, match="another issuer"):
            await strict.end(query, note, BACK)


async def test_who_says_no_over_there_is_not_logged_in(oidc: Oidc, issuer: TestIssuer) -> None:
    issuer.deny = True
    with pytest.raises(Forbidden, match="oidc_denied"):
        await log_in(oidc, issuer)
