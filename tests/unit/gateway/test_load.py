"""What a zone hears of a gateway that is behind, and ticks that are told together."""

from __future__ import annotations

import pytest

from metaserver.protocol import bus
from tests.unit.gateway.stage import Stage


@pytest.mark.parametrize("together", [1, 2, 5, 10])
async def test_the_load_is_told_however_many_ticks_are_told_together(together: int) -> None:
    async with Stage() as stage:
        await stage.enter()
        await stage.tick(-stage.plaza.tick_no % 5 + 1)  # the last number is never one of five
        before = len(stage.plaza.seen(bus.LOAD))
        for _ in range(50 // together):
            for _ in range(together):
                stage.plaza.publish(stage.clock.server_ms())
            await stage.settle()
            stage.gateway.flush()
        assert len(stage.plaza.seen(bus.LOAD)) - before >= 4


async def test_the_empty_frame_of_another_epoch_is_not_that_of_this_one() -> None:
    async with Stage() as stage:
        client = await stage.enter()
        room, session = stage.gateway.rooms["plaza"], client.connection.session
        assert session is not None and session.audience is not None
        for epoch in (7, 8):
            room.epoch = epoch
            session.audience.empty_frame(session)
        assert [frame.epoch for frame in client.frames()] == [7, 8]
