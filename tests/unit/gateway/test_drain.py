"""The server stops: everybody is told when to come back, and what was said is kept."""

from __future__ import annotations

import asyncio
import time

import pytest

from metaserver.gateway import farewell, gateway
from metaserver.gateway.settings import GatewaySettings
from metaserver.protocol.messages import Channel, Drain, Say
from tests.unit.gateway.stage import Stage


async def test_everybody_is_told_to_come_back_with_a_ticket() -> None:
    stage = Stage()
    async with stage:
        clients = [await stage.enter(f"P{i}") for i in range(5)]
        silent = stage.socket()
        await stage.gateway.drain()
        for client in clients:
            drain = client.all(Drain)[0]
            assert 200 <= drain.reconnect_ms <= 3000
            assert stage.tokens.open("place", drain.ticket)["p"] == client.person
            assert client.closed_with == 1012
        assert silent.closed_with == 1012
        assert len({client.all(Drain)[0].reconnect_ms for client in clients}) > 1


async def test_no_one_is_let_in_while_draining() -> None:
    async with Stage() as stage:
        await stage.enter("Kim")
        draining = asyncio.ensure_future(stage.gateway.drain())
        await stage.settle()
        assert stage.socket().status == 503
        await draining


async def test_what_was_said_last_is_written() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Say(ref=1, channel=Channel.WORLD, text="last words"))
        await stage.tick()
        await stage.gateway.drain()
        assert [line.text for line in stage.chat_store.lines] == ["last words"]


async def test_draining_ends_though_sockets_hang_and_the_store_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits_s = (gateway.CHAT_FLUSH_S, farewell.GONE_WITHIN_S, GatewaySettings().drain_s)
    assert sum(waits_s) <= 5, "within 5 s altogether"
    monkeypatch.setattr(gateway, "CHAT_FLUSH_S", 0.2)
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Say(ref=1, channel=Channel.WORLD, text="never kept"))
        stage.chat_store.down = True
        await stage.tick()
        kim.transport.reading = False
        began_s = time.monotonic()
        await stage.gateway.drain()
        assert time.monotonic() - began_s < 2
        assert kim.transport.closed
        assert not stage.gateway._tasks


async def test_the_zones_are_told_that_they_left() -> None:
    async with Stage() as stage:
        await stage.enter("Kim")
        await stage.gateway.drain()
        assert stage.plaza.people == {}
