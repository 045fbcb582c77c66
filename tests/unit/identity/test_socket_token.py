"""What a page shows the gateway, and what the gateway reads."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

import pytest

from metaserver.gateway.connection import Connection
from metaserver.gateway.credentials import Card, Credentials
from metaserver.identity.audit import COMMAND_LINE
from metaserver.ports.accounts import Role
from tests.unit.identity.kit import City


async def test_a_socket_token_says_who_it_is_for_a_minute(city: City) -> None:
    account = await city.citizen(name="민지")
    token = city.accounts.socket_token(account)
    said = city.tokens.open("account", token)
    assert said["account"] == account.id and said["name"] == "민지"
    assert said["official"] is False and said["departments"] == []
    assert token != city.accounts.socket_token(account), "each is good once"
    with pytest.raises(Exception, match="not_allowed"):
        city.tokens.open("place", token)
    city.clock.pass_s(60.001)
    with pytest.raises(Exception, match="not_allowed"):
        city.tokens.open("account", token)


async def test_the_gateway_reads_what_is_sealed_here(city: City) -> None:
    page = cast(Connection, SimpleNamespace(guest_only=False))
    gateway = Credentials(tokens=city.tokens, clock=city.clock)
    citizen = await city.citizen(name="민지")
    assert gateway.account(page, city.accounts.socket_token(citizen)) == (
        Card(citizen.id, "민지", False, ()), True,
    )  # fmt: skip
    official = await city.accounts.grant(citizen.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    before = city.accounts.socket_token(official)
    assert gateway.account(page, before) == (Card(citizen.id, "민지", True, ("roads",)), True)
    late = city.accounts.socket_token(official)
    gateway.end(citizen.id)
    assert gateway.account(page, late) == (Card(), False)


async def test_a_socket_token_fits_the_protocol_whatever_one_is_called(city: City) -> None:
    account = await city.citizen()
    for i in range(30):
        account = await city.accounts.grant(
            account.id, Role.OFFICIAL, f"department-{i:02}-of-a-long-name", by=COMMAND_LINE
        )
    account = await city.accounts.set_profile(account, name="힣" * 24, language="ko", email="")
    token = city.accounts.socket_token(account)
    assert len(token) <= 600
    said = city.tokens.open("account", token)
    assert said["official"] is True and said["name"] == "힣" * 24 and said["departments"]
    json.dumps(said)
