"""Accounts at the gateway: the mark of officials, names, and the end of an account's sockets."""

from __future__ import annotations

from typing import Any

import pytest

from metaserver.protocol import bus
from metaserver.protocol.codes import FLAG_OFFICIAL, Close, ErrorCode
from metaserver.protocol.messages import Appear, Done, Error, Notice, Welcome
from tests.unit.gateway.stage import Client, Stage

PAGE = "https://city.test"
ROADS = {
    "account": "a1", "official": True, "departments": ["roads"], "name": "서울시 도로과",
}  # fmt: skip
CITIZEN = {"account": "a2", "official": False, "departments": [], "name": "김민지"}


def seal(stage: Stage, payload: dict[str, Any], **more: Any) -> str:
    return stage.tokens.seal("account", {**payload, "at": stage.clock.unix_ms(), **more}, 60)


async def come(stage: Stage, payload: dict[str, Any], **fields: Any) -> Client:
    client = stage.socket(origin=PAGE)
    client.hello(account=seal(stage, payload), **fields)
    await stage.tick(2)
    client.read()
    return client


def look_of(stage: Stage, client: Client) -> bytes:
    """As the zone was told last."""
    looks = {c[2]: c[4] for c in stage.plaza.seen(bus.JOIN)}
    looks |= {
        person.person: c[3]
        for c in stage.plaza.seen(bus.APPEAR)
        if (person := stage.plaza.people.get(c[1])) is not None
    }
    return bytes(looks[client.person])


async def test_an_official_is_marked_and_called_as_the_account_says() -> None:
    async with Stage() as stage:
        official = await come(stage, ROADS, name="Kim")
        assert official.all(Welcome)[0].name == "서울시 도로과"
        assert look_of(stage, official)[4] == FLAG_OFFICIAL


@pytest.mark.parametrize("payload", [CITIZEN, {**CITIZEN, "official": 1}, {"account": "a2"}])
async def test_a_citizen_is_not_marked(payload: dict[str, Any]) -> None:
    async with Stage() as stage:
        citizen = await come(stage, payload, name="Kim", look=[255] * 7)
        assert look_of(stage, citizen)[4] == 0
        assert citizen.all(Welcome)[0].name == payload.get("name", "Kim")


async def test_the_mark_stays_through_another_look_and_a_return() -> None:
    async with Stage() as stage:
        official = await come(stage, ROADS)
        official.send(Appear(ref=1, name="도로 공무원", look=[1, 2, 3, 4, 5, 6, 7]))
        await stage.tick(2)
        assert [done.ref for done in official.got(Done)] == [1]
        assert look_of(stage, official)[4] == FLAG_OFFICIAL
        again = stage.socket(origin=PAGE)
        again.hello(account=seal(stage, ROADS), resume=official.resume)
        await stage.tick(2)
        again.read()
        assert again.person == official.person
        assert look_of(stage, again)[4] == FLAG_OFFICIAL


async def test_no_guest_and_no_citizen_gets_an_officials_name_or_mark() -> None:
    async with Stage() as stage:
        citizen = await come(stage, CITIZEN)
        citizen.send(Appear(ref=7, name="서울시 공무원", look=[255] * 7))
        await stage.tick()
        assert [error.error for error in citizen.got(Error)] == [ErrorCode.BAD_NAME]
        named = await come(stage, {**CITIZEN, "account": "a3", "name": "서울시"})
        assert named.all(Welcome)[0].name.startswith("Guest ")
        guest = await stage.enter("Official ✔")
        assert guest.all(Welcome)[0].name.startswith("Guest ")
        assert look_of(stage, named)[4] == look_of(stage, guest)[4] == 0


async def test_a_forged_token_marks_nobody() -> None:
    async with Stage() as stage:
        good = seal(stage, ROADS)
        body, _, mac = good.partition(".")
        citizens = seal(stage, CITIZEN).partition(".")[2]
        for forged in (f"{body}.{citizens}", f"{body}.", f"{body}{mac}", "x" * 600):
            client = stage.socket(origin=PAGE)
            client.hello(account=forged)
            await stage.tick(2)
            assert ErrorCode.NOT_ALLOWED in [error.error for error in client.all(Error)]
            assert look_of(stage, client)[4] == 0
        assert {session.account for session in stage.gateway.book} == {""}


async def test_the_end_of_an_account_ends_its_sockets_and_no_others() -> None:
    async with Stage() as stage:
        first, second = await come(stage, ROADS), await come(stage, ROADS)
        citizen, guest = await come(stage, CITIZEN), await stage.enter("Kim")
        assert stage.gateway.end_account("a1") == 2
        assert first.closed_with == second.closed_with == Close.ACCOUNT
        assert citizen.closed_with is None and guest.closed_with is None
        assert not first.all(Notice), "nobody was removed by an operator"
        await stage.tick(2)
        assert len(stage.plaza.people) == 2, "its avatars are gone at once"
        assert stage.gateway.end_account("") == 0, "guests have no account that could end"
        assert stage.gateway.end_account("a1") == 0


async def test_who_is_away_does_not_come_back_after_the_end_of_the_account() -> None:
    async with Stage() as stage:
        official = await come(stage, ROADS)
        await stage.wait(11)
        official.vanish()
        await stage.tick()
        assert stage.gateway.end_account("a1") == 1
        again = await stage.come_back(official)
        assert again.person != official.person


async def test_a_token_from_before_the_end_is_good_no_more() -> None:
    async with Stage() as stage:
        kept = seal(stage, ROADS)
        stage.gateway.end_account("a1")
        late = stage.socket(origin=PAGE)
        late.hello(account=kept)
        await stage.tick(2)
        assert late.all(Welcome)[0].name.startswith("Guest ")
        assert look_of(stage, late)[4] == 0
        stage.clock.now_s += 0.001
        fresh = await come(stage, {**ROADS, "official": False, "name": "김"})
        assert fresh.all(Welcome)[0].name == "김"


async def test_ended_accounts_are_forgotten_when_their_tokens_are_too_old() -> None:
    async with Stage() as stage:
        for number in range(100):
            stage.gateway.end_account(f"a{number}")
        await stage.pass_by(61)
        stage.gateway.end_account("a1")
        assert len(stage.gateway._credentials._ended) == 1
